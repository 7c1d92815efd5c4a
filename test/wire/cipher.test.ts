import { expect } from "chai";
import { decrypt, decryptMessageFor, encrypt } from "../../src/wire/cipher.ts";
import { refusals } from "../../src/wire/refusal.ts";
import { keyOf } from "../../src/wire/secrets.ts";
import { encryptBytes, official, officialPost, padded, refusalOf } from "./samples.ts";

const key = keyOf(official);
const id = official.receiveId;
const random = "0123456789abcdef";

/** What is encrypted: random, length field, text, receive id. */
function plain(length: number, text: Uint8Array, receiveId: Uint8Array = Buffer.from(id)): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(length);
  return Buffer.concat([Buffer.from(random), field, text, receiveId]);
}

const hello = Buffer.from("hello");
const broken = Buffer.from([0xe4, 0xbc]);
const lastBytes = (...bytes: readonly number[]): Buffer => {
  const whole = padded(plain(5, hello));
  whole.set(bytes, whole.length - bytes.length);
  return whole;
};
const overpadded = Buffer.concat([plain(5, hello, Buffer.alloc(22, "x")), Buffer.alloc(33, 33)]);
const good = encrypt(key, id, "hello", random);

const damaged: readonly (readonly [string, string, keyof typeof refusals])[] = [
  ["is empty", "", "cipher-length"],
  ["has a space in it", ` ${good}`, "base64"],
  ["ends with a line end", `${good}\n`, "base64"],
  ["is wrapped", `${good.slice(0, 40)}\n${good.slice(40)}`, "base64"],
  [
    "is URL-safe Base64",
    officialPost.ciphertext.replaceAll("+", "-").replaceAll("/", "_"),
    "base64",
  ],
  ["lacks its =", officialPost.ciphertext.slice(0, -2), "base64"],
  ["has spare bits", officialPost.ciphertext.replace("Q==", "R=="), "base64"],
  ["has a = too many", `${good}=`, "base64"],
  ["is cut off after whole Base64", good.slice(0, -4), "cipher-length"],
  ["is one block of 16", encryptBytes(official, Buffer.alloc(16, 16)), "cipher-length"],
  ["is padded by 0", encryptBytes(official, lastBytes(0)), "padding"],
  ["is padded by 33", encryptBytes(official, lastBytes(33)), "padding"],
  ["is padded by 33 times 33", encryptBytes(official, overpadded), "padding"],
  ["is padded by 255", encryptBytes(official, lastBytes(255)), "padding"],
  ["has unequal padding", encryptBytes(official, lastBytes(9, 3, 4, 4, 4)), "padding"],
  ["is padding only", encryptBytes(official, Buffer.alloc(32, 32)), "length-field"],
  ["is too short for a length", encryptBytes(official, Buffer.alloc(32, 13)), "length-field"],
  ["has a length beyond its end", encryptBytes(official, padded(plain(24, hello))), "length-field"],
  [
    "has the longest length",
    encryptBytes(official, padded(plain(2 ** 32 - 1, hello))),
    "length-field",
  ],
  ["has half a character", encryptBytes(official, padded(plain(2, broken))), "not-readable"],
  ["has a broken id", encryptBytes(official, padded(plain(5, hello, broken))), "not-readable"],
];

describe("the cipher", () => {
  it("reads the official POST sample, whose padding is 30", () => {
    expect(decrypt(key, officialPost.ciphertext)).to.deep.equal({
      text: officialPost.xml,
      receiveId: id,
    });
    expect(Buffer.byteLength(officialPost.xml)).to.equal(284);
  });

  it("writes the same bytes for the same random, text and id, in blocks of 32", () => {
    expect(encrypt(key, id, "hello", random)).to.equal(
      encryptBytes(official, padded(plain(5, hello))),
    );
    expect(Buffer.from(good, "base64").length % 32).to.equal(0);
  });

  it("reads every length of padding, and counts bytes, not characters", () => {
    for (let length = 0; length < 40; length += 1) {
      const text = "企😀".repeat(length % 3) + "x".repeat(length);
      expect(decrypt(key, encrypt(key, id, text, random))).to.deep.equal({ text, receiveId: id });
    }
  });

  it("keeps a byte order mark, reads arbitrary random bytes and an empty id", () => {
    const bytes = plain(3, Buffer.from("\uFEFF"), Buffer.alloc(0));
    bytes.fill(0xff, 0, 16);
    expect(decrypt(key, encryptBytes(official, padded(bytes)))).to.deep.equal({
      text: "\uFEFF",
      receiveId: "",
    });
  });

  it("reads what a library padded to blocks of 16", () => {
    const bytes = plain(5, hello, Buffer.from("wx5823b"));
    const whole = Buffer.concat([bytes, Buffer.alloc(16, 16)]);
    expect(whole.length % 32).to.equal(16);
    expect(decrypt(key, encryptBytes(official, whole)).text).to.equal("hello");
  });

  it("sends half a surrogate pair as people paste it, and leaves it out of a message", () => {
    const halves = encrypt(key, id, "企\ud83d😀\ude00!", random);
    expect(refusalOf(() => decrypt(key, halves))).to.equal("not-readable");
    expect(decryptMessageFor(key, id, halves)).to.equal("企😀!");
    expect(decryptMessageFor(key, id, encrypt(key, id, "\uFFFD", random))).to.equal("\uFFFD");
  });

  it("insists on 16 bytes of random", () => {
    expect(() => encrypt(key, id, "hello", "short")).to.throw(RangeError);
    expect(() => encrypt(key, id, "hello", "0123456789abcde企")).to.throw(RangeError);
  });

  for (const [what, ciphertext, reason] of damaged) {
    it(`refuses what ${what} as ${reason}, ${refusals[reason].code}`, () => {
      expect(refusalOf(() => decrypt(key, ciphertext))).to.equal(reason);
    });
  }
});
