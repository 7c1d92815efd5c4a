import { expect } from "chai";
import fc from "fast-check";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import type { TextPart, Template } from "../../../src/talk/grammar/talk.ts";
import { readTemplate } from "../../../src/talk/grammar/template.ts";
import { execInTime } from "../../../src/talk/play/in-time.ts";
import { fill, isTo, match, matchReply } from "../../../src/talk/play/match.ts";
import { wholeText } from "../grammar/arbitrary.ts";

const at = { line: 1, column: 1 };

const template = (text: string): Template => {
  const read = readTemplate(text, at);
  if ("wanted" in read) throw new Error(read.wanted);
  return read;
};

const caught = (text: string, said: string, names: Readonly<Record<string, string>> = {}) => {
  const found = match(template(text), said, new Map(Object.entries(names)));
  return found && Object.fromEntries(found);
};

describe("a line compared with what was met", () => {
  it("catches what its names stand for, and then wants the same again", () => {
    expect(caught("至 {{masked}}，{{n}} 分钟", "至 138****0001，10 分钟")).to.deep.equal({
      masked: "138****0001",
      n: "10",
    });
    expect(caught("{{x}} = {{x}}", "a = a")).to.deep.equal({ x: "a" });
    expect(caught("{{x}} = {{x}}", "a = b")).to.equal(undefined);
    expect(caught("验证码 {{code}}", "验证码 123456", { code: "123456" })).to.deep.equal({});
    expect(caught("验证码 {{code}}", "验证码 123457", { code: "123456" })).to.equal(undefined);
    expect(caught("{{x}}", "")).to.equal(undefined);
    expect(caught("{{名字}}，您好", "张伟，您好")).to.deep.equal({ 名字: "张伟" });
  });

  it("lets {{any}} be anything, and {{/…/}} what it describes, over several lines", () => {
    expect(caught("a{{any}}z", "az")).to.deep.equal({});
    expect(caught("a{{any}}z", "a\n\nz")).to.deep.equal({});
    expect(caught("a{{any}}z", "a z!")).to.equal(undefined);
    expect(caught("{{/\\d{6}|none/}}!", "none!")).to.deep.equal({});
    expect(caught("{{/\\d{6}|none/}}!", "12345!")).to.equal(undefined);
    expect(caught("{{/(a)(b)/}} {{x}}", "ab c")).to.deep.equal({ x: "c" });
    expect(caught("{{any}}", "x\uD83Dy")).to.deep.equal({});
  });

  it("finds the first end of each hole, and so what every end would find", () => {
    const part = fc.oneof(
      fc.constantFrom("a", "b", "ab", "😀").map((text): TextPart => ({ kind: "literal", text })),
      fc.constant<TextPart>({ kind: "any", at }),
      fc.constantFrom("x", "y", "z").map((name): TextPart => ({ kind: "name", name, at })),
    );
    const parts = fc.uniqueArray(part, {
      maxLength: 7,
      selector: (one) => (one.kind === "name" ? one.name : Symbol("any number of these")),
    });
    const text = fc.array(fc.constantFrom("a", "b", "😀", "\ud83d"), { maxLength: 9 });
    // A pattern that means nothing makes the comparison try all ends.
    const empty: TextPart = { kind: "pattern", source: "", at };
    fc.assert(
      fc.property(parts, text, (all, said) => {
        const whole = said.join("");
        expect(match(all, whole, new Map())).to.deep.equal(
          match([empty, ...all], whole, new Map()),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("gives up a pattern that would take years", () => {
    const text = `${"a".repeat(60)}!`;
    expect(() => execInTime(/^(a+)+$/u, text, 20)).to.throw(BadInputError, "longer than 0.02 s");
    expect(execInTime(/^(a+)!$/u, text)?.[1]).to.have.length(60);
  });

  it("takes text by the letter, whatever it would mean elsewhere", () => {
    fc.assert(
      fc.property(wholeText, (text) => {
        const literal: Template = text === "" ? [] : [{ kind: "literal", text }];
        expect(match(literal, text, new Map())).to.deep.equal(new Map());
        expect(match(literal, `${text}.`, new Map())).to.equal(undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it("is met by what it is filled with, for all names and values", () => {
    const name = fc.constantFrom("a", "b", "名");
    const part: fc.Arbitrary<TextPart> = fc.oneof(
      wholeText.map((text) => ({ kind: "literal" as const, text })),
      name.map((it) => ({ kind: "name" as const, name: it, at })),
    );
    const values = fc.record({ a: wholeText, b: wholeText, 名: wholeText });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), values, (parts, known) => {
        const names = new Map(Object.entries(known));
        const text = fill(parts, names);
        expect(match(parts, text ?? "not filled", names)).to.deep.equal(new Map());
        const isSayable = Object.values(known).every((value) => value !== "");
        if (isSayable) expect(match(parts, text ?? "", new Map())).not.to.equal(undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it("cannot be said where a name stands for nothing or a hole only matches", () => {
    expect(fill(template("a {{x}}"), new Map([["x", "1"]]))).to.equal("a 1");
    expect(fill(template("a {{x}}"), new Map())).to.equal(undefined);
    expect(fill(template("a {{any}}"), new Map())).to.equal(undefined);
    expect(fill(template("a {{/x/}}"), new Map())).to.equal(undefined);
  });

  it("compares the form before the text, and knows silence", () => {
    const image = { type: "image", mediaId: "M" } as const;
    const article = { title: "标题", url: "http://a.example/", description: "", pictureUrl: "" };
    const news = { type: "news", articles: [article, article] } as const;
    const none = new Map<string, string>();
    const expected = (form: "text" | "image" | "news", text: string) =>
      ({ form, text: template(text) }) as const;
    expect(matchReply({ form: "nothing" }, undefined, none)).to.deep.equal(none);
    expect(matchReply({ form: "nothing" }, image, none)).to.equal(undefined);
    expect(matchReply(expected("text", "M"), image, none)).to.equal(undefined);
    expect(matchReply(expected("image", "M"), image, none)).to.deep.equal(none);
    expect(matchReply(expected("image", "M"), undefined, none)).to.equal(undefined);
    const lines = "标题 | http://a.example/\n{{any}} | http://a.example/";
    expect(matchReply(expected("news", lines), news, none)).to.deep.equal(none);
    const spaced = { type: "text", text: "a  \r\nb\t" } as const;
    expect(matchReply(expected("text", "a\nb"), spaced, none)).to.deep.equal(none);
  });

  it("knows an address however it is written", () => {
    expect(isTo({ to: "13800000001" }, "+86 138-0000-0001")).to.equal(true);
    expect(isTo({ to: "Wei@Example.com" }, "wei@example.com")).to.equal(true);
    expect(isTo({ to: "1069" }, "1069")).to.equal(true);
    expect(isTo({ to: "13800000001" }, "13800000002")).to.equal(false);
  });
});
