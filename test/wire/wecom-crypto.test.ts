import { decrypt as theirDecrypt, encrypt as theirEncrypt, getSignature } from "@wecom/crypto";
import { expect } from "chai";
import fc from "fast-check";
import { decrypt, encrypt } from "../../src/wire/cipher.ts";
import { readKey } from "../../src/wire/secrets.ts";
import { makeEncodingAESKey } from "../support/aes-key.ts";
import { sign } from "../../src/wire/signature.ts";

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(makeEncodingAESKey);
const texts = fc.string({ unit: "grapheme", maxLength: 300 });
const ids = fc.string({ unit: "grapheme-ascii", maxLength: 64 });
const randoms = fc.uint8Array({ minLength: 16, maxLength: 16 });
const letters = fc.string({ unit: "grapheme-ascii", minLength: 16, maxLength: 16 });

describe("@wecom/crypto, which others use", () => {
  it("is read, with any key, text, id and random bytes", () => {
    fc.assert(
      fc.property(keys, texts, ids, randoms, (key, text, receiveId, random) => {
        const encrypted = theirEncrypt(key, text, receiveId, Buffer.from(random));
        expect(decrypt(readKey(key), encrypted)).to.deep.equal({ text, receiveId });
      }),
      { numRuns: 1000 },
    );
  });

  it("reads ours, and would have written the same bytes", () => {
    fc.assert(
      fc.property(keys, texts, ids, letters, (key, text, receiveId, random) => {
        const encrypted = encrypt(readKey(key), receiveId, text, random);
        expect(theirDecrypt(key, encrypted)).to.deep.include({ message: text, id: receiveId });
        expect(theirEncrypt(key, text, receiveId, Buffer.from(random))).to.equal(encrypted);
      }),
      { numRuns: 1000 },
    );
  });

  it("signs as we do", () => {
    fc.assert(
      fc.property(texts, ids, ids, ids, (token, timestamp, nonce, encrypted) => {
        expect(sign([token, timestamp, nonce, encrypted])).to.equal(
          getSignature(token, timestamp, nonce, encrypted),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
