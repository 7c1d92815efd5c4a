import { expect } from "chai";
import { reasonIn } from "../../src/domain/reason.ts";

function thrownBy(fails: () => unknown): unknown {
  try {
    return fails();
  } catch (error) {
    return error;
  }
}

describe("why something failed, for a log", () => {
  const contact = "+8613812345671" as unknown;

  it("is what we say ourselves, one line of it", () => {
    expect(reasonIn(new Error("the disk is full\n and a stack"))).to.equal("the disk is full");
    expect(reasonIn("a word")).to.equal("unknown");
  });

  it("is never what the language says of what it met", () => {
    const fails = {
      lookedInto: () => "count" in (contact as object),
      parsed: () => JSON.parse(`canary said ${String(contact)}`) as unknown,
      counted: () => BigInt("13812345671x"),
      zoned: () => new Intl.DateTimeFormat("en", { timeZone: "Canary/Zone" }),
      read: () => Buffer.from(13812345671 as unknown as string),
      decoded: () => decodeURIComponent("%E0%A4%A"),
    };
    for (const [name, fail] of Object.entries(fails)) {
      const reason = reasonIn(thrownBy(fail));
      expect(reason, name).to.match(/^(Type|Syntax|Range|URI)Error( in [\w$.<>]+)?$/);
    }
    expect(reasonIn(thrownBy(fails.lookedInto))).to.match(/^TypeError in .*lookedInto$/);
  });

  it("is not a place that somebody's words name", () => {
    const error = new TypeError("canary\n    at canary (canary:1:1)");
    expect(reasonIn(error))
      .to.match(/^TypeError/)
      .and.not.include("canary");
  });
});
