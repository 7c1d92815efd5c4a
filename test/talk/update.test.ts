import { expect } from "chai";
import fc from "fast-check";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { readTemplate, writeTemplate } from "../../src/talk/grammar/template.ts";
import type { TextPart, Template } from "../../src/talk/grammar/talk.ts";
import { withHoles } from "../../src/talk/holes.ts";
import { match } from "../../src/talk/play/match.ts";
import type { Played } from "../../src/talk/play/played.ts";
import type { Target } from "../../src/talk/play/target.ts";
import { runTalks } from "../../src/talk/run.ts";
import { stillFails, updateTalk, type Updated } from "../../src/talk/update.ts";
import { wholeText } from "./grammar/arbitrary.ts";
import { createScriptedTarget, type Script } from "./play/scripted-target.ts";

type Result = Updated & { readonly played: readonly Played[] };

const updateOn = async (targetOf: () => Target, text: string): Promise<Result> => {
  const talk = parseTalk("a.talk", text);
  const played = await runTalks([talk], { atOnce: 1, targetOf });
  return { ...updateTalk(talk, played), played };
};

const update = (script: Script, ...lines: readonly string[]): Promise<Result> =>
  updateOn(() => createScriptedTarget(script), `${lines.join("\n")}\n`);

const inWorld = (): Target => createWorldTarget("a.talk");

const answering =
  (...answers: readonly (readonly [string, string | undefined])[]) =>
  (_actor: string, text: string) =>
    new Map(answers).get(text);

const at = { line: 1, column: 1 };

const template = (text: string): Template => {
  const read = readTemplate(text, at);
  if ("wanted" in read) throw new Error(read.wanted);
  return read;
};

describe("a talk updated", () => {
  it("says what is answered now, and keeps everything else to the letter", async () => {
    const written = [
      "\uFEFF# remark  ",
      "  ",
      "zhangwei   ~   follow",
      "zhangwei  <  old",
      "# between",
      "| and more",
      "@ repeat  1",
      "     zhangwei > 13800000001 ",
      "     zhangwei < 验证码已发往 {{masked}}，10 分钟有效",
      "! sms  13800000001  {{code}}",
      "zhangwei > {{code}}",
      "zhangwei < x",
    ].join("\r\n");
    const { text, changed, left } = await updateOn(inWorld, written);
    expect(text.split("\r\n")).to.deep.equal([
      "\uFEFF# remark  ",
      "  ",
      "zhangwei   ~   follow",
      "zhangwei  < 请回复您在企业号登记的手机号或邮箱",
      "# between",
      "@ repeat  1",
      "     zhangwei > 13800000001 ",
      "     zhangwei < 验证码已发送至 {{masked}}，10 分钟内有效",
      "! sms  13800000001  {{code}}",
      "zhangwei > {{code}}",
      "zhangwei < 验证成功，张伟",
    ]);
    expect([...changed].sort((one, other) => one - other)).to.deep.equal([4, 9, 12]);
    expect(left).to.deep.equal([]);
    const again = await updateOn(inWorld, text);
    expect(again.played[0]?.verdict).to.equal("passed");
    expect(again.text).to.equal(text);
  });

  it("passes afterwards, whatever is answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wholeText, { minLength: 1, maxLength: 4 }), async (answers) => {
        const lines = answers.flatMap((_, index) => [
          `# ${index}`,
          `a > ${index}`,
          "a < {{any}} old 1",
        ]);
        const script = { answer: (_actor: string, text: string) => answers[Number(text)] };
        const { text } = await update(script, ...lines);
        const { played } = await updateOn(() => createScriptedTarget(script), text);
        expect(played[0]?.verdict).to.equal("passed");
        expect(text.match(/^# \d$/gm)).to.have.lengthOf(answers.length);
      }),
      { numRuns: 200 },
    );
  });

  const kept: readonly (readonly [string, string, string])[] = [
    [
      "验证码已发往 {{m}}，{{n}} 分钟有效",
      "验证码已发送至 138****0001，10 分钟内有效",
      "验证码已发送至 {{m}}，{{n}} 分钟内有效",
    ],
    ["您好 {{any}}", "您好！张伟", "您好{{any}}"],
    ["{{any}}", "x", "{{any}}"],
    ["code {{/\\d{6}/}} ok", "Your code 123456 ok!", "Your code {{/\\d{6}/}} ok!"],
    ["code {{/\\d{6}/}} ok", "code none ok", "code none ok"],
    ["hello {{x}}", "nothing in common", "nothing in common"],
    ["至 {{x}} 和 {{x}} 了", "至 1 和 2 了！", "至 1 和 2 了！"],
    ["至 {{x}} 和 {{x}} 了", "至 1 和 1 了！", "至 {{x}} 和 {{x}} 了！"],
    ["a \\{{b}} {{x}}!", "a {{b}} 1?", "a \\{{b}} {{x}}"],
    ["\\(well) {{x}}", "(well), 1", "\\(well), {{x}}"],
  ];
  for (const [old, met, now] of kept) {
    it(`makes ${now} of ${old} where ${met} was met`, () => {
      expect(writeTemplate(withHoles(template(old), met, new Map()))).to.equal(now);
    });
  }

  it("always has a template that its text is met by", () => {
    const part: fc.Arbitrary<TextPart> = fc.oneof(
      wholeText.map((text) => ({ kind: "literal" as const, text })),
      fc.constantFrom<TextPart>(
        { kind: "any", at },
        { kind: "name", name: "x", at },
        { kind: "name", name: "y", at },
        { kind: "pattern", source: "\\d+", at },
      ),
    );
    const names = new Map([["y", "1"]]);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), wholeText, (parts, text) => {
        expect(match(withHoles(parts, text, names), text, names)).not.to.equal(undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves a line that is answered differently each time", async () => {
    let round = 0;
    const script: Script = { answer: () => String((round += 1)) };
    const { text, left, played, ...updated } = await update(
      script,
      "@ repeat 3",
      "  a > x",
      "  a < y",
    );
    expect(text).to.equal("@ repeat 3\n  a > x\n  a < y\n");
    expect(left).to.deep.equal([
      { line: 3, why: "was answered differently each time and is left as it was" },
    ]);
    expect(played.map((one) => stillFails(one, { text, left, ...updated }))).to.deep.equal([true]);
  });

  it("leaves a line that could not be found out, rather than writing silence", async () => {
    const broken: Script = { answer: () => ({ status: 500, problem: "answered 500" }) };
    const failed = await update(broken, "a > x", "a < y", "b < z");
    expect(failed.text).to.equal("a > x\na < y\nb < z\n");
    expect(failed.left.map(({ line }) => line)).to.deep.equal([2, 3]);
    const unwaited = await update({ patienceMs: 1, answer: () => "x" }, "a > x", "a < y", "a <+ z");
    expect(unwaited.text).to.equal("a > x\na < x\na <+ z\n");
    expect(unwaited.left.map(({ line }) => line)).to.deep.equal([3]);
  });

  it("leaves a line whose name is said later and has no place in the answer", async () => {
    const script = { answer: answering(["1", "nothing alike"]) };
    const { text, left } = await update(script, "a > 1", "a < 号码：{{n}}", "a > {{n}}");
    expect(text).to.equal("a > 1\na < 号码：{{n}}\na > {{n}}\n");
    expect(left[0]?.why).to.match(/no place for \{\{n\}\}, which is said later/);
  });

  it("writes silence, several lines and other forms as talks have them", async () => {
    const script = { answer: answering(["1", "(nothing)"], ["2", undefined], ["3", "x\n\n| y"]) };
    const lines = ["a > 1", "a < z", "a > 2", "a < z", "| z", "a > 3", "a < [image] M"];
    const { text } = await update(script, ...lines);
    expect(text.trimEnd().split("\n")).to.deep.equal([
      "a > 1",
      "a < \\(nothing)",
      "a > 2",
      "a < (nothing)",
      "a > 3",
      "a < x",
      "|",
      "| \\| y",
    ]);
  });

  it("does not touch what passes, or what is no answer, and says what still fails", async () => {
    const text = "a > x\na < {{any}}\n? status = y\n! sms 1001 {{code}}\n";
    const script: Script = { answer: () => "x", fact: () => "z" };
    const { played, ...updated } = await updateOn(() => createScriptedTarget(script), text);
    expect(updated.text).to.equal(text);
    expect(played.map((one) => stillFails(one, updated))).to.deep.equal([true]);
  });

  it("updates the lines of every case, and a line that all of them share once", async () => {
    const lines = [
      "a > 1",
      "a < old",
      "@ case one",
      "  a > 2",
      "  a < old",
      "@ case two",
      "  a > 3",
      "  a < old",
    ];
    const script = { answer: (_actor: string, text: string) => `new ${text}` };
    const { text, played, ...updated } = await update(script, ...lines);
    expect(text.match(/new \d/g)).to.deep.equal(["new 1", "new 2", "new 3"]);
    expect(played.map((one) => stillFails(one, { text, ...updated }))).to.deep.equal([
      false,
      false,
    ]);
  });
});
