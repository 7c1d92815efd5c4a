import { expect } from "chai";
import { defaultSettings, matchedBy, patchSettings } from "../../src/domain/settings.ts";

function patched(patch: unknown) {
  const result = patchSettings(defaultSettings, patch);
  if ("problems" in result) throw new Error(result.problems.join("; "));
  return result.settings;
}

function problemsOf(patch: unknown): string {
  const result = patchSettings(defaultSettings, patch);
  return "problems" in result ? result.problems.join("; ") : "none";
}

describe("settings", () => {
  it("keep what a patch leaves out", () => {
    expect(patched({ codeLength: 8 })).to.deep.equal({ ...defaultSettings, codeLength: 8 });
  });

  it("go back to the default by null", () => {
    const changed = patched({ failureReminder: "请联系 IT" });
    const back = patchSettings(changed, { failureReminder: null });
    expect(back).to.deep.equal({ settings: defaultSettings });
  });

  it("take wording outcome by outcome, and give one back by null", () => {
    const own = patched({ wording: { "zh-CN": { prompted: "请回复手机号", helped: "帮助" } } });
    const back = patchSettings(own, { wording: { "zh-CN": { helped: null } } });
    expect(back)
      .to.have.nested.property("settings.wording")
      .that.deep.equals({ "zh-CN": { prompted: "请回复手机号" } });
  });

  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{ codeLength: 5 }, /codeLength: must be a whole number from 6 to 10/],
    [{ codeLength: "6" }, /codeLength: must be a whole number/],
    [{ codeLifetimeMinutes: 11 }, /from 2 to 10/],
    [{ wrongCodesPerDay: 0 }, /from 3 to 10/],
    [{ resendAfterSeconds: [] }, /resendAfterSeconds.*60 to 3600/],
    [{ resendAfterSeconds: [10] }, /resendAfterSeconds.*60 to 3600/],
    [{ autoMatch: "everything" }, /autoMatch: must be off, or/],
    [{ timeZone: "Mars/Olympus" }, /timeZone: must be a time zone/],
    [{ disclosure: "some" }, /disclosure: must be one of faithful, neutral/],
    [{ colour: "red" }, /colour: no such setting; there are failureReminder/],
    [{ wording: { "zh-CN": { prompted: "你好 {name}" } } }, /\{name\}.*after success only/],
    [{ wording: { fr: {} } }, /fr: no such setting/],
    [{ secondVerification: { enabled: true } }, /secondVerification.url/],
    [{ secondVerification: { url: "javascript:alert(1)" } }, /http or https/],
    [[], /settings/],
    ["text", /settings/],
  ];
  for (const [patch, problem] of refused) {
    it(`refuse ${JSON.stringify(patch)} and say why`, () => {
      expect(problemsOf(patch)).to.match(problem);
    });
  }

  it("name every problem of a patch at once", () => {
    expect(problemsOf({ codeLength: 1, sendsPerDay: 99 })).to.match(/codeLength.*sendsPerDay/);
  });

  it("say by what a profile may match", () => {
    expect(matchedBy(defaultSettings)).to.deep.equal(["weixinid", "mobile", "email"]);
    expect(matchedBy({ ...defaultSettings, autoMatch: "email" })).to.deep.equal(["email"]);
    expect(matchedBy({ ...defaultSettings, autoMatch: "off" })).to.deep.equal([]);
  });
});
