import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { demoTriple } from "../../src/config/wechat.ts";
import { formatTalk } from "../../src/talk/grammar/format.ts";
import { toolchains } from "../bots/bot.ts";

const source = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(source, file), "utf8");
const shared = read("docs/other-languages.md");

/** The code blocks of a page that are marked with a language; '' for those without a mark. */
function blocksOf(page: string, language: string): readonly string[] {
  const fenced = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return fenced.flatMap(([, mark, text = ""]) => (mark === language ? [text] : []));
}

describe("the pages for other languages", () => {
  it("show the talk that the bots are tested with", () => {
    expect(blocksOf(shared, "")).to.deep.equal([read("fixtures/bots/echo.talk")]);
  });

  it("name the demo's triple, and so does compose.yaml", () => {
    for (const file of ["docs/other-languages.md", "compose.yaml"]) {
      expect(read(file), file).to.satisfy((text: string) =>
        Object.values(demoTriple).every((part) => text.includes(part)),
      );
    }
  });

  for (const { language } of toolchains) {
    const page = read(`docs/with-${language}.md`);

    it(`show talks in ${language} that can be read, and are written the one way`, () => {
      for (const talk of blocksOf(page, "")) expect(formatTalk("page", talk)).to.equal(talk);
    });

    it(`show steps for ${language} that fit into the job`, () => {
      const [job = ""] = blocksOf(shared, "yaml");
      const [steps = ""] = blocksOf(page, "yaml");
      const marked = /^ *# Here: set up your language.*$/m;
      expect(job).to.match(marked);
      const whole: unknown = parse(job.replace(marked, steps.replace(/^(?=.)/gm, "      ")));
      expect(whole).to.have.nested.property("jobs.talks.steps").that.has.lengthOf(10);
    });
  }
});
