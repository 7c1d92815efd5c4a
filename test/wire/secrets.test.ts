import { inspect } from "node:util";
import { expect } from "chai";
import { readKey } from "../../src/wire/secrets.ts";
import { refusalOf } from "./samples.ts";

const official = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";

describe("an EncodingAESKey", () => {
  it("is 32 bytes, the first 16 of them the initialisation vector", () => {
    const { aes, iv } = readKey(official);
    expect(aes.export().toString("base64")).to.equal(
      "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2A=",
    );
    expect(aes.export().subarray(0, 16).equals(iv)).to.equal(true);
  });

  it("is the same key whatever its two spare bits are", () => {
    const keys = ["A", "B", "C", "D"].map((last) => readKey(official.slice(0, -1) + last));
    expect(new Set(keys.map(({ aes }) => aes.export().toString("hex"))).size).to.equal(1);
  });

  for (const [what, key] of [
    ["empty", ""],
    ["one short", official.slice(1)],
    ["one long", `${official}A`],
    ["padded", `${official}=`],
    ["with a +", official.replace("j", "+")],
    ["with a _", official.replace("j", "_")],
    ["with a space around it", ` ${official.slice(1)}`],
    ["with a line end", `${official}\n`],
  ] as const) {
    it(`is refused when it is ${what}`, () => {
      expect(refusalOf(() => readKey(key))).to.equal("key");
    });
  }

  it("does not show when it is printed or serialised", () => {
    const key = readKey(official);
    expect(JSON.stringify(key.aes) + inspect(key.aes)).not.to.include("8d69");
    expect(JSON.stringify(key.aes)).to.equal("{}");
  });
});
