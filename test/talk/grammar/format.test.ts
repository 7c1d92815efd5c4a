import { expect } from "chai";
import fc from "fast-check";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { formatTalk } from "../../../src/talk/grammar/format.ts";
import { parseTalk } from "../../../src/talk/grammar/parse.ts";
import { talkSource } from "./arbitrary.ts";

const meaningOf = (text: string): unknown => {
  const { steps } = parseTalk("a.talk", text);
  const places = new Set(["at", "lastLine"]);
  return JSON.parse(
    JSON.stringify(steps, (name, value: unknown) => (places.has(name) ? undefined : value)),
  );
};

const remarksIn = (text: string): readonly string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.trimStart().startsWith("#") ? [line.trim()] : []));

describe("a talk formatted", () => {
  it("is written the one way talks are written", () => {
    const text = [
      "",
      "# first",
      "",
      "",
      "zhangwei\t> hello  there",
      "| and more",
      "zhangwei   <   indented",
      "@ repeat   3",
      "     # of what follows",
      "     zhangwei ~   tap a  b",
      "",
      "     @ repeat 2",
      "            zhangwei > x",
      "     # at the end of the block",
      "  # outside",
      "# and here",
      "! sms   13800000001    {{code}}",
      '? "a  = b".status   =   x',
      "",
    ].join("\r\n");
    expect(formatTalk("a.talk", text).split("\n")).to.deep.equal([
      "# first",
      "",
      "zhangwei > hello  there",
      "| and more",
      "zhangwei <   indented",
      "@ repeat 3",
      "  # of what follows",
      "  zhangwei ~ tap a  b",
      "",
      "  @ repeat 2",
      "    zhangwei > x",
      "  # at the end of the block",
      "# outside",
      "# and here",
      "! sms 13800000001 {{code}}",
      '? "a  = b".status = x',
      "",
    ]);
  });

  it("says the same, keeps its remarks, and is formatted already", () => {
    let read = 0;
    fc.assert(
      fc.property(talkSource, (text) => {
        const formatted = formatTalk("a.talk", text);
        expect(formatTalk("a.talk", formatted)).to.equal(formatted);
        expect(meaningOf(formatted)).to.deep.equal(meaningOf(text));
        expect(remarksIn(formatted)).to.deep.equal(remarksIn(text));
        expect(formatted).not.to.match(/\r|\n\n\n|^\n/);
        read += 1;
      }),
      { numRuns: 500 },
    );
    expect(read).to.equal(500);
  });

  it("has plain signs for full-width ones, and keeps what is said", () => {
    const text = [
      "＃ ＠ remark",
      "＠　case　one",
      "  zhangwei ～ follow",
      "  zhangwei＠7 ＞ 你好 ＞ ！",
      "  ｜ ～ more",
      "  zhangwei ＜　请回复",
      "  zhangwei ＜＋ later",
      "  ！ sms 13800000001 {{code}}",
      "  ？ zhangwei.status ＝ followed",
      '  "＞ x" ＞ x',
    ];
    const formatted = [
      "# ＠ remark",
      "@ case one",
      "  zhangwei ~ follow",
      "  zhangwei@7 > 你好 ＞ ！",
      "  | ～ more",
      "  zhangwei < 请回复",
      "  zhangwei <+ later",
      "  ! sms 13800000001 {{code}}",
      "  ? zhangwei.status = followed",
      '  "＞ x" > x',
      "",
    ].join("\n");
    expect(formatTalk("a.talk", text.join("\n"))).to.equal(formatted);
    expect(meaningOf(text.join("\n"))).to.deep.equal(meaningOf(formatted));
  });

  it("is refused when it is no talk", () => {
    expect(() => formatTalk("a.talk", "hello")).to.throw(BadInputError, /^a\.talk:1:1/);
  });
});
