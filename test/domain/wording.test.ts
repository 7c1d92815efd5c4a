import { expect } from "chai";
import { outcomes, type Outcome } from "../../src/domain/outcome.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { languages, render, wordingProblem, type Values } from "../../src/domain/wording.ts";

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
      const words = { ...defaultSettings, language };
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

    it(`tells in ${language} when a code was sent before, and how to get another`, () => {
      expect(told("code-awaited")).to.match(/\{sent\}.*(“重发”|"resend")/);
      expect(told("code-sent")).not.to.contain("{sent}");
    });

    it(`says success in ${language} only to whoever has been verified`, () => {
      const words = { ...defaultSettings, language };
      const saying = outcomes.filter((outcome) =>
        /成功|Verified/.test(render(outcome, words, { name: "x" })),
      );
      expect(saying).to.deep.equal(congratulates);
    });

    it(`has no placeholder in ${language} that an administrator could not use`, () => {
      for (const outcome of outcomes) {
        const text = render(
          outcome,
          { ...defaultSettings, language },
          { failureReminder: "{name}" },
        );
        expect(wordingProblem(outcome, text), outcome).to.equal(undefined);
      }
    });
  }

  it("fills a reminder's own placeholders, once", () => {
    const words = { ...defaultSettings, failureReminder: "请联系 {helpdesk}" };
    expect(
      render("code-wrong", words, { failureReminder: words.failureReminder, helpdesk: "8001" }),
    ).to.equal("请联系 8001");
  });

  it("treats what it is filled with as text", () => {
    expect(
      render("bound", defaultSettings, { name: "{helpdesk} $& 张伟", helpdesk: "8001" }),
    ).to.equal("验证成功，{helpdesk} $& 张伟");
  });
});
