import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { glob } from "tinyglobby";
import { coverageFile, createCoverage } from "../../src/coverage/coverage.ts";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import { formatTalk } from "../../src/talk/grammar/format.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Played } from "../../src/talk/play/played.ts";
import { tellPlayed } from "../../src/talk/report/spec.ts";
import { runTalks } from "../../src/talk/run.ts";

const folder = join(import.meta.dirname, "../talks");

/** What no talk can bring about, and why. */
const exempt: Readonly<Record<string, string>> = {
  "contact-unreachable": "in a world every phone and mailbox is reached",
  released: "an act of others: a member deleted, or an administrator's word",
  unlocked: "an act of an administrator",
  voice: "no line of a talk sends one",
  video: "no line of a talk sends one",
  "short-video": "no line of a talk sends one",
  link: "no line of a talk sends one",
  "unknown-message": "no line of a talk sends what nobody knows",
  located: "sent by the phone by itself",
  scanned: "sent by menus that only apps have",
  pictured: "sent by menus that only apps have",
  "location-picked": "sent by menus that only apps have",
  "job-done": "told by the platform by itself",
  "contact-changed": "told by the platform by itself",
  "unknown-event": "no line of a talk tells what nobody knows",
};

describe("the project's own talks", () => {
  const coverage = createCoverage();

  let played: readonly Played[] = [];

  before(async function () {
    this.timeout(60_000);
    const files = (await glob("*.talk", { cwd: folder })).sort().map((file) => join(folder, file));
    const talks = files.map((file) => parseTalk(file, readFileSync(file, "utf8")));
    played = await runTalks(talks, { targetOf: ({ file }) => createWorldTarget(file), atOnce: 4 });
    for (const one of played) coverage.add(one);
  });

  it("pass", () => {
    const failed = played.filter(({ verdict }) => verdict !== "passed");
    expect(failed.flatMap(tellPlayed).join("\n")).to.equal("");
    expect(new Set(played.map(({ talk }) => talk)).size).to.be.at.least(25);
  });

  it("are formatted, and say on top what they show", async () => {
    for (const file of await glob("*.talk", { cwd: folder, absolute: true })) {
      const text = readFileSync(file, "utf8");
      expect(formatTalk(file, text), file).to.equal(text);
      expect(text, file).to.match(/^# \S/);
    }
  });

  it("meet every phase, outcome, callback and setting, but for what no talk can bring about", () => {
    const { never, unseen } = coverage.json();
    expect(unseen).to.equal(0);
    expect(never.phases).to.deep.equal([]);
    expect(never.settings).to.deep.equal([]);
    expect([...never.outcomes, ...never.callbacks]).to.deep.equal(Object.keys(exempt));
  });

  it("are told as a table, a JSON file and a diagram", () => {
    const table = coverage.text();
    expect(table).to.match(/^coverage of \d+ talks, \d+ turns\n/);
    expect(table).to.match(
      /^outcomes {3} 20 of 23 {2}never: contact-unreachable, released, unlocked$/m,
    );
    expect(table).to.match(/^ {2}released {20} +never$/m);
    expect(coverageFile(coverage, "c.md")).to.contain("```mermaid\nflowchart TD\n");
    expect(JSON.parse(coverageFile(coverage, "c.json"))).to.deep.equal(coverage.json());
    expect(() => coverageFile(coverage, "c.txt")).to.throw(/ends in \.md or \.json/);
    expect(coverage.diagram()).to.match(/followed -\.->\|"released"\| stranger/);
  });
});
