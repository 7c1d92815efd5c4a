import { expect } from "chai";
import { playExample, readExamples } from "./example.ts";
import { examples } from "./examples.ts";

describe("in a conversation", () => {
  for (const example of examples) {
    const { before, input, facts, outcome, after } = example;
    const known = facts === "" ? "" : ` (${facts})`;
    it(`at ${before}, "${input}"${known} is ${outcome} and leads to ${after}`, () => {
      expect(playExample(example)).to.deep.equal(example);
    });
  }

  it("what is known is said only where something is asked", () => {
    const [unasked] = readExamples(
      "followed | says 你好 | it is wei | already-followed | followed",
    );
    expect(() => unasked && playExample(unasked)).to.throw(/nothing is asked/);
  });
});
