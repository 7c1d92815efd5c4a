import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import express, { type Router } from "express";
import { createBotTarget } from "../../src/targets/bot-target.ts";
import { findBot } from "../../src/targets/find-bot.ts";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import { formatTalk } from "../../src/talk/grammar/format.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { tellPlayed, tellTotals } from "../../src/talk/report/spec.ts";
import { runTalks } from "../../src/talk/run.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { demoSecrets } from "../support/pushes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const textOf = (name: string): string => readFileSync(join(root, name), "utf8");

type Block = { readonly name: string; readonly text: string };

/** The blocks of a document that are fenced, by what stands behind the fence. */
const blocksOf = (name: string): readonly Block[] =>
  [...textOf(name).matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, about = "", text = ""]) => {
    return { name: about, text };
  });

const blocks = blocksOf("docs/talk.md");
const named = (name: string): readonly string[] =>
  blocks.filter((block) => block.name === name).map(({ text }) => text);

/** What differs from run to run. */
const masked = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/\d+ ms/g, "N ms").replace(/<MsgId>\d+/, "<MsgId>N"));

describe("the talks that documents show", () => {
  const whenOver = createEnds();

  const played = (file: string, text: string) =>
    runTalks([parseTalk(file, text)], {
      atOnce: 1,
      targetOf: (talk) => createWorldTarget(talk.file),
    });

  it("can be read, in every document", () => {
    const names = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
    const talks = names.flatMap((name) =>
      blocksOf(name)
        .filter((block) => /^talk|^$/.test(block.name) && /^\S+ ~ follow$/m.test(block.text))
        .filter(({ text }) => !/^first\.talk:\d/.test(text))
        .map(({ text }) => ({ name, text })),
    );
    expect(talks).to.have.lengthOf.above(6);
    for (const { name, text } of talks) expect(parseTalk(name, text).steps, name).not.to.be.empty;
  });

  it("pass where the document says that they do, and are formatted", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    for (const { name, text } of blocks) {
      const [, file] = /^yaml (\S+)$/.exec(name) ?? [];
      if (file !== undefined) writeFileSync(join(path, file), text);
    }
    const first = blocksOf("README.md").filter(({ name }) => name === "talk plays");
    const talks = [...named("talk plays"), ...first.map(({ text }) => text)];
    expect(talks).to.have.lengthOf(8);
    for (const text of talks) {
      const all = await played(join(path, "shown.talk"), text);
      for (const one of all) expect(one.verdict, tellPlayed(one).join("\n")).to.equal("passed");
      expect(formatTalk("shown.talk", text)).to.equal(text);
    }
  });

  it("print what the document shows, when they pass and when they fail", async () => {
    const [first = ""] = named("talk plays");
    const [passing = "", failing = ""] = named("");
    const good = await played("first.talk", first);
    expect(masked([...good.flatMap(tellPlayed), tellTotals(good)])).to.deep.equal(
      masked(passing.trimEnd().split("\n")),
    );
    const bad = await played("first.talk", first.replace("验证成功，张伟", "验证成功"));
    expect(masked([...bad.flatMap(tellPlayed), tellTotals(bad)])).to.deep.equal(
      masked(failing.trimEnd().split("\n")),
    );
  });

  it("answer a talk's questions by the hook that the document shows", async () => {
    const [source = ""] = named("js hook");
    const folder = join(root, "dist", "test");
    const file = join(folder, `hook-${process.pid}.mjs`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, source);
    whenOver(() => {
      rmSync(file);
    });
    const { createHook } = (await import(file)) as { createHook: (bot: object) => Router };
    const bot = { clockOffset: 60_000, settings: { codeLength: 6 }, people: new Map() };
    const app = express().use("/hook", createHook(bot));
    app.post("/wx", (_request, response) => {
      response.send("");
    });
    const listening = await listenHttp(app);
    whenOver(listening.stop);
    const origin = `http://127.0.0.1:${listening.port}`;
    const found = await findBot({
      url: `${origin}/wx`,
      secrets: demoSecrets,
      agent: 0,
      as: new Map([["lilei", "oLilei"]]),
      withinMs: 5000,
      waitMs: 100,
      hookUrl: `${origin}/hook`,
      inboxUrl: undefined,
    });
    bot.people.set("oLilei", { status: "followed" });
    const lines = [
      "@ clock +1d2h",
      "@ set codeLength 8",
      "lilei > hello",
      "? status = followed",
      "? nobody.status = none",
      "@ clock 2015-06-01 23:50",
    ];
    const seen: number[] = [];
    const all = await runTalks([parseTalk("a.talk", lines.join("\n"))], {
      atOnce: 1,
      targetOf: ({ file: talk }) => {
        const target = createBotTarget(talk, found);
        return { ...target, close: () => (seen.push(bot.clockOffset), target.close()) };
      },
    });
    expect(all.flatMap(tellPlayed)[0]).to.match(/^✓/);
    expect(new Date(Date.now() + (seen[0] ?? 0)).getFullYear()).to.equal(2015);
    expect(bot.clockOffset).to.be.within(55_000, 65_000);
    expect(bot.settings).to.deep.equal({ codeLength: 6 });
  });

  it("are formatted and pass, in the fixtures", async () => {
    const folder = join(root, "fixtures/talks");
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const text = readFileSync(file, "utf8");
      expect(formatTalk(file, text), name).to.equal(text);
      for (const one of await played(file, text)) expect(tellPlayed(one)[0]).to.match(/^✓/);
    }
  });
});
