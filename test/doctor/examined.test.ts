import { expect } from "chai";
import { examine, well, type Check } from "../../src/doctor/check.ts";
import { byNumbers, bySmallLetters, sortedParts } from "../../src/doctor/signing.ts";
import { hardEcho, type ExaminedCallback } from "../../src/doctor/url/examined.ts";
import { demoSecrets } from "../support/pushes.ts";

const examined: ExaminedCallback = {
  url: "http://localhost/",
  secrets: demoSecrets,
  aesKey: "",
  agent: 0,
  follower: "oDoctor",
  mistaken: { tokens: [], receiveIds: [] },
  limits: { slowFromMs: 1000, answerWithinMs: 5000 },
  realNow: Date.now,
};

describe("the check of a URL that the doctor sends", () => {
  it("has all that a bot could take rightly by chance", () => {
    for (let round = 0; round < 50; round += 1) {
      const { plain, sent, search } = hardEcho(examined);
      const query = new URLSearchParams(search);
      const stamped = ["timestamp", "nonce"].map((name) => query.get(name) ?? "");
      const parts = [demoSecrets.token, ...stamped, sent];
      expect(sent).to.match(/\+/).and.match(/\//).and.match(/=$/);
      expect(search).to.include("%2B").and.include("%2F").and.include("%3D");
      expect(String(Number(plain))).to.not.equal(plain);
      expect(sortedParts(parts, byNumbers)).to.not.equal(sortedParts(parts));
      expect(sortedParts(parts, bySmallLetters)).to.not.equal(sortedParts(parts));
    }
  });
});

describe("an examination", () => {
  it("tells a warning once, whatever its figures", async () => {
    const warned = (name: string, warning: string): Check<undefined> => ({
      name,
      asks: "?",
      run: () => well("seen", [warning]),
    });
    const told: (readonly string[])[] = [];
    const checks = [warned("one", "took 12 ms"), warned("two", "took 7 ms"), warned("three", "x")];
    const { warnings } = await examine(
      checks,
      undefined,
      (_name, found) => void told.push(found.warnings ?? []),
    );
    expect(warnings).to.equal(2);
    expect(told).to.deep.equal([["took 12 ms"], [], ["x"]]);
  });
});
