import { expect } from "chai";
import { outcomes, type Outcome } from "../../src/domain/outcome.ts";
import type { Reach } from "../../src/domain/reach.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { languages, render, wordingProblem, type Values } from "../../src/domain/wording.ts";

const ours = { ...defaultSettings, reach: "both" } as const;

/** Each placeholder stands for its own name. */
const names: Values = Object.fromEntries(
  ["masked", "minutes", "seconds", "left", "until", "sent", "ref", "helpdesk", "name"].map(
    (name) => [name, `{${name}}`],
  ),
);

describe("wording", () => {
  const congratulates = ["bound", "followed"];
  for (const language of languages) {
    const told = (outcome: Outcome): string => {
      const words = { ...ours, language };
      return render(outcome, words, { ...names, failureReminder: "the reminder" });
    };

    it(`tells outcomes apart in ${language}, but for two pairs that are to read alike`, () => {
      const byText = new Map<string, Outcome[]>();
      for (const outcome of outcomes) {
        const text = told(outcome);
        if (text !== "") byText.set(text, [...(byText.get(text) ?? []), outcome]);
      }
      const alike = [...byText.values()].filter((same) => same.length > 1);
      expect(alike).to.deep.equal([
        // The one reminder that the administrator writes for whoever fails, as on the platform.
        ["contact-unknown", "code-wrong"],
        // Success is told once: at the last step, whichever that is.
        ["bound", "followed"],
      ]);
    });

    it(`names in ${language} only the kind of contact that is reached`, () => {
      const kinds = { sms: /手机|phone/, mail: /邮箱|mail/ };
      const naming = outcomes.filter((outcome) => /手机|phone/.test(told(outcome)));
      expect(naming).to.include.members(["prompted", "contact-unreachable", "code-expired"]);
      for (const outcome of naming) {
        const narrowed = (reach: Reach): string =>
          render(outcome, { ...ours, language, reach }, names);
        expect(told(outcome), outcome).to.match(kinds.sms).and.match(kinds.mail);
        expect(narrowed("sms"), outcome).to.match(kinds.sms).and.not.match(kinds.mail);
        expect(narrowed("mail"), outcome).to.match(kinds.mail).and.not.match(kinds.sms);
      }
    });

    it(`leaves an administrator's own words in ${language} as they are`, () => {
      const wording = { [language]: { prompted: "手机号或邮箱, phone or e-mail" } };
      const words = { ...ours, language, wording, reach: "sms" } as const;
      expect(render("prompted", words, {})).to.equal("手机号或邮箱, phone or e-mail");
    });

    it(`tells in ${language} when a code was sent before, and how to get another`, () => {
      expect(told("code-awaited")).to.match(/\{sent\}.*(“重发”|"resend")/);
      expect(told("code-sent")).not.to.contain("{sent}");
    });

    it(`says success in ${language} only to whoever has been verified`, () => {
      const words = { ...ours, language };
      const saying = outcomes.filter((outcome) =>
        /成功|Verified/.test(render(outcome, words, { name: "x" })),
      );
      expect(saying).to.deep.equal(congratulates);
    });

    it(`has no placeholder in ${language} that an administrator could not use`, () => {
      for (const outcome of outcomes) {
        const text = render(outcome, { ...ours, language }, { failureReminder: "{name}" });
        expect(wordingProblem(outcome, text), outcome).to.equal(undefined);
      }
    });
  }

  it("fills a reminder's own placeholders, once", () => {
    const words = { ...ours, failureReminder: "请联系 {helpdesk}" };
    expect(
      render("code-wrong", words, { failureReminder: words.failureReminder, helpdesk: "8001" }),
    ).to.equal("请联系 8001");
  });

  it("treats what it is filled with as text", () => {
    expect(render("bound", ours, { name: "{helpdesk} $& 张伟", helpdesk: "8001" })).to.equal(
      "验证成功，{helpdesk} $& 张伟",
    );
  });
});
