import { expect } from "chai";
import { Parser } from "xml2js";
import { parseTalk } from "../../../src/talk/grammar/parse.ts";
import type { Played } from "../../../src/talk/play/played.ts";
import { jsonReport, junitReport } from "../../../src/talk/report/files.ts";
import { tellPlayed, tellTotals } from "../../../src/talk/report/spec.ts";
import { runTalks } from "../../../src/talk/run.ts";
import { createScriptedTarget } from "../play/scripted-target.ts";

const talk = (file: string, ...lines: readonly string[]) => parseTalk(file, lines.join("\n"));

const playedAll = (): Promise<readonly Played[]> =>
  runTalks(
    [
      talk("talks/good.talk", "a > x", "a < x"),
      talk("talks/bad & <b>.talk", "a > \u0001x ]]> <y>", "| z", "a < other", "| lines"),
      talk(
        "talks/cases.talk",
        "@ case one",
        "  a > x",
        "  a < x",
        "@ case two",
        "  a > y",
        "  a < z",
      ),
      talk("talks/later.talk", "a@7 > x"),
    ],
    {
      atOnce: 2,
      targetOf: () =>
        createScriptedTarget({
          answer: (_actor, text) => text,
          lacks: (need) => (need === "app" ? "apps" : undefined),
        }),
    },
  );

type Case = {
  readonly $: Readonly<Record<string, string>>;
  readonly failure?: readonly [{ readonly $: { readonly message: string }; readonly _: string }];
  readonly error?: readonly [{ readonly $: { readonly message: string; readonly type: string } }];
};

describe("the reports of talks", () => {
  it("tell each play in a line, or as a diff, and count them", async () => {
    const all = await playedAll();
    expect(all.map((one) => tellPlayed(one)[0]?.replace(/\d+ ms/, "N ms"))).to.deep.equal([
      "✓ talks/good.talk (1 turn, N ms)",
      "talks/bad & <b>.talk:3 something else was answered",
      "✓ talks/cases.talk › one (1 turn, N ms)",
      "talks/cases.talk:6 something else was answered (case two)",
      "talks/later.talk:1 not runnable, line 1 needs apps",
    ]);
    expect(tellTotals(all)).to.equal("5 talks, 4 turns: 2 passed, 2 failed, 1 not runnable");
    expect(tellPlayed(all[1] ?? all[0] ?? fail()).slice(1, 8)).to.deep.equal([
      "    a > \u0001x ]]> <y>",
      "    | z",
      "  - a < other",
      "  - | lines",
      "  + a < \\u{1}x ]]> <y>",
      "  + | z",
      "",
    ]);
  });

  it("show what is near to a difference, and the first of many rounds", async () => {
    const many = Array.from({ length: 30 }, (_, index) => `# ${index}`);
    const lines = [...many, "@ repeat 3", "  a > x", "  a < y", ...many, "a > z", "a < x"];
    const [played] = await runTalks([talk("a.talk", ...lines)], {
      atOnce: 1,
      targetOf: () => createScriptedTarget({ answer: () => "z" }),
    });
    const told = tellPlayed(played ?? fail());
    expect(told.filter((line) => line === "    …")).to.have.lengthOf(2);
    expect(told.filter((line) => line === "  -   a < y")).to.have.lengthOf(1);
    expect(told.filter((line) => line === "  + a < z")).to.have.lengthOf(1);
    expect(told).to.have.lengthOf.below(40);
  });

  it("are JSON with every play in it, passed or not", async () => {
    const { talks } = JSON.parse(jsonReport(await playedAll())) as { talks: readonly object[] };
    expect(talks).to.have.lengthOf(5);
    expect(talks[0]).to.include({ file: "talks/good.talk", verdict: "passed", turns: 1 });
    expect(talks[0]).not.to.have.property("difference");
    expect(talks[1]).to.include({ verdict: "failed", line: 3 });
    expect(talks[1]).to.have.property("difference").that.includes("  - a < other");
    expect(talks[3]).to.deep.include({ cases: ["two"], verdict: "failed", line: 6 });
    expect(talks[4]).to.include({ verdict: "not-runnable", message: "line 1 needs apps" });
  });

  it("are JUnit's XML, with the fields that CI servers read", async () => {
    const xml = junitReport(await playedAll());
    const parsed: unknown = await new Parser({ strict: true }).parseStringPromise(xml);
    const { testsuites } = parsed as {
      testsuites: { testsuite: readonly [{ $: object; testcase: readonly Case[] }] };
    };
    const [{ $, testcase }] = testsuites.testsuite;
    expect($).to.include({ name: "talks", tests: "5", failures: "2", errors: "1", skipped: "0" });
    expect($)
      .to.have.property("time")
      .that.matches(/^\d+\.\d{3}$/);
    for (const { $: of } of testcase) {
      expect(of).to.have.all.keys("classname", "name", "file", "time");
      expect(of["time"]).to.match(/^\d+\.\d{3}$/);
    }
    expect(testcase[1]?.$).to.include({
      name: "talks/bad & <b>.talk",
      file: "talks/bad & <b>.talk",
    });
    expect(
      testcase.map(({ failure, error }) => (failure ?? error ?? [])[0]?.$.message),
    ).to.deep.equal([
      undefined,
      "talks/bad & <b>.talk:3 something else was answered",
      undefined,
      "talks/cases.talk:6 something else was answered",
      "talks/later.talk:1 line 1 needs apps",
    ]);
    expect(testcase[1]?.failure?.[0]._).to.include("+ a < \\u{1}x ]]> <y>");
    expect(testcase[4]?.error?.[0].$.type).to.equal("not-runnable");
    // eslint-disable-next-line no-control-regex -- what XML cannot hold
    expect(xml).not.to.match(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
  });

  it("are well-formed when nothing was played", async () => {
    const parsed: unknown = await new Parser({ strict: true }).parseStringPromise(junitReport([]));
    expect(parsed).to.have.deep.nested.property("testsuites.testsuite[0].$.tests", "0");
  });
});

function fail(): never {
  throw new Error("nothing was played");
}
