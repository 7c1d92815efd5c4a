import { expect } from "chai";
import fc from "fast-check";
import type { Article, Reply } from "../../src/domain/reply.ts";
import { writeAction } from "../../src/talk/grammar/action.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { readTemplate, writeTemplate } from "../../src/talk/grammar/template.ts";
import type { TextPart, Step, Template } from "../../src/talk/grammar/talk.ts";
import { writeForm, writeReplyText, writeText, writeTurn } from "../../src/talk/notation.ts";
import { matchReply } from "../../src/talk/play/match.ts";
import { writeActionOf } from "../../src/talk/writer.ts";
import { actorName, lineText, wholeText } from "./grammar/arbitrary.ts";

const onlyStep = (lines: readonly string[]): Step => {
  const { steps } = parseTalk("a.talk", lines.join("\n"));
  const [step] = steps;
  if (step === undefined || steps.length > 1) throw new Error(`${steps.length} steps`);
  return step;
};

const textOf = (template: Template): string =>
  template.map((part) => (part.kind === "literal" ? part.text : `<${part.kind}>`)).join("");

const runs = { numRuns: 1000 };

describe("what the notation writes", () => {
  it("is read back as what somebody said, whoever said it", () => {
    fc.assert(
      fc.property(actorName, wholeText, (actor, text) => {
        const step = onlyStep(writeTurn(actor, ">", writeText(text)));
        expect(step).to.deep.include({ kind: "acts", action: "say", actor: { name: actor } });
        expect(step.kind === "acts" && textOf(step.text)).to.equal(text);
      }),
      runs,
    );
  });

  it("has a number for each character that nobody would see", () => {
    const text = "a\\\u001db\0\ud83d😀\\u{1d}";
    expect(writeText(text)).to.equal("a\\\\\\u{1d}b\\u{0}\\u{d83d}😀\\\\u{1d}");
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Array.from(text), "{{", "u{", "1d}", "|"), { maxLength: 8 }),
        (all) => {
          const line = `x${all.join("")}x`;
          const written = writeText(line);
          expect(textOf(readTemplate(written, { line: 1, column: 1 }) as Template)).to.equal(line);
          expect(written).to.match(/^[ -~😀]*$/u);
        },
      ),
      runs,
    );
  });

  it("is read back as what somebody was answered, of every form", () => {
    const media = wholeText.map((text) => text.replace(/\n/g, " ").trim());
    const article: fc.Arbitrary<Article> = fc
      .tuple(lineText, lineText)
      .map(([title, url]) => ({ title, url, description: "", pictureUrl: "" }));
    const reply: fc.Arbitrary<Reply> = fc.oneof(
      fc.record({ type: fc.constant("text" as const), text: wholeText }),
      fc.record({ type: fc.constantFrom("image" as const, "voice" as const), mediaId: media }),
      fc.record({
        type: fc.constant("news" as const),
        articles: fc.array(article, { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(reply, (written) => {
        const step = onlyStep(writeTurn("zhangwei", "<", writeReplyText(written)));
        if (step.kind !== "answered") throw new Error(step.kind);
        expect(matchReply(step.expected, written, new Map())).to.deep.equal(new Map());
        expect(step.expected.form).to.equal(written.type);
      }),
      { ...runs, examples: [[{ type: "text", text: "" }]] },
    );
  });

  it("is read back as what somebody did", () => {
    const key = lineText.filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(
        fc.constantFrom("tap" as const, "view" as const, "image" as const),
        key,
        (action, text) => {
          const step = onlyStep(writeActionOf("zhangwei", { action, text }));
          if (step.kind !== "acts") throw new Error(step.kind);
          expect(step.action).to.equal(action);
          expect(textOf(step.text)).to.equal(text);
        },
      ),
      runs,
    );
    expect(writeAction("follow", "")).to.equal("follow");
  });

  it("is read back as the template it was, holes and all", () => {
    const at = { line: 1, column: 1 };
    const isJoined = (parts: readonly TextPart[]): boolean =>
      parts.every(({ kind }, index) => kind !== "literal" || parts[index - 1]?.kind !== "literal");
    const part: fc.Arbitrary<TextPart> = fc.oneof(
      lineText.filter((text) => text !== "").map((text) => ({ kind: "literal" as const, text })),
      fc.constantFrom<TextPart>(
        { kind: "any", at },
        { kind: "name", name: "code", at },
        { kind: "pattern", source: "^[(|]\\d{2}", at },
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }).filter(isJoined), (parts) => {
        const read = readTemplate(writeTemplate(parts), at);
        const shown = (template: readonly TextPart[]): string =>
          template
            .map((one) => (one.kind === "literal" ? one.text : writeTemplate([one])))
            .join("");
        expect("wanted" in read ? read : shown(read)).to.equal(shown(parts));
        const holes = (template: readonly TextPart[]) =>
          template.filter(({ kind }) => kind !== "literal");
        expect("wanted" in read ? 0 : holes(read).length).to.equal(holes(parts).length);
      }),
      runs,
    );
  });

  it("escapes no more than it must", () => {
    expect(writeText("a (b) [c] | d \\ C:\\dir")).to.equal("a (b) [c] | d \\ C:\\dir");
    expect(writeForm({ form: "text", text: "(nothing)" })).to.equal("\\(nothing)");
    expect(writeForm(undefined)).to.equal("(nothing)");
    expect(writeTurn("张 伟", ">", "a\n\nb")).to.deep.equal(["张 伟 > a", "|", "| b"]);
  });
});
