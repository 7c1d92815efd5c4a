import { readFileSync } from "node:fs";
import { expect } from "chai";
import { outcomes } from "../../src/domain/outcome.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { languages, placeholders, render } from "../../src/domain/wording.ts";

const page = readFileSync("docs/wording.md", "utf8");
const itself = Object.fromEntries([...placeholders, "name"].map((name) => [name, `{${name}}`]));
const values = { ...itself, failureReminder: "the failure reminder" };

describe("the page about wording", () => {
  it("has every outcome's own words in both languages", () => {
    const rows = page.split("\n").map((line) => line.replace(/ +/g, " "));
    for (const outcome of outcomes) {
      const words = languages.map((language) =>
        render(outcome, { ...defaultSettings, reach: "both", language }, values),
      );
      if (words.every((text) => text === "")) continue;
      expect(rows).to.include(`| \`${outcome}\` | ${words.join(" | ")} |`);
    }
  });

  it("has every placeholder", () => {
    for (const name of [...placeholders, "name"]) expect(page).to.contain(`| \`{${name}}\``);
  });
});
