import { createHash } from "node:crypto";
import { expect } from "chai";
import { sign, signatureMatches } from "../../src/wire/signature.ts";
import { officialPost } from "./samples.ts";

const right = "477715d11cdb4164915debcba66cb864d751f3e6";

describe("a signature", () => {
  it("is that of the platform's sample, in whatever order its parts come", () => {
    const parts = ["QDG6eK", "1409659813", "1372623149", officialPost.ciphertext];
    expect(sign(parts)).to.equal(right);
    expect(sign(parts.toReversed())).to.equal(right);
  });

  it("sorts by bytes, digits before capitals before small letters before the rest", () => {
    const sorted = createHash("sha1").update("0AZaz企😀").digest("hex");
    expect(sign(["企😀", "z", "a", "Z", "A", "0"])).to.equal(sorted);
  });

  for (const [what, given] of [
    ["another", right.replace("4", "5")],
    ["a shorter one", right.slice(1)],
    ["a longer one", `${right}0`],
    ["an empty one", ""],
    ["one in capitals", right.toUpperCase()],
    [
      "one of wide letters whose low bytes are right",
      right.replace("4", String.fromCharCode(0x134)),
    ],
  ] as const) {
    it(`does not match ${what}`, () => {
      expect(signatureMatches(right, given)).to.equal(false);
    });
  }

  it("matches itself", () => {
    expect(signatureMatches(right, right)).to.equal(true);
  });
});
