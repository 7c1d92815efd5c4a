import { expect } from "chai";
import { shrink } from "../../src/explore/shrink.ts";
import type { WalkStep } from "../../src/explore/steps.ts";

const set = (name: string): WalkStep => ({ do: "set", name, value: 1 });
const named = (step: WalkStep): string => (step.do === "set" ? step.name : step.do);

describe("shrinking a walk", () => {
  it("leaves out all that the broken promise does not need", async () => {
    const steps = Array.from("abcdefghijklmnopqrstuvwxyz", set);
    const left = await shrink(steps, (fewer) => {
      const text = fewer.map(named).join("");
      return Promise.resolve(/c.*d.*y/.test(text));
    });
    expect(left.map(named)).to.deep.equal(["c", "d", "y"]);
  });

  it("makes what is left plainer: one person, who follows, and once", async () => {
    const step: WalkStep = {
      do: "act",
      who: 3,
      what: { kind: "code", which: "others" },
      again: { duplicate: 3, after: 2 },
    };
    const left = await shrink([step, { do: "clock", to: "+1d" }], (fewer) =>
      Promise.resolve(fewer.length === 2),
    );
    expect(left).to.deep.equal([
      { do: "act", who: 0, what: { kind: "as-it-stands", act: { action: "follow", text: "" } } },
      { do: "clock", to: "+10m" },
    ]);
  });

  it("stops when the time is over, with what it has", async () => {
    let tries = 0;
    const left = await shrink(Array.from("abcd", set), () => Promise.resolve((tries += 1) === 1));
    expect(left.map(named)).to.deep.equal(["a", "b"]);
  });
});
