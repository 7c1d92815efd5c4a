import { expect } from "chai";
import type { RecordedLine } from "../../src/replay/recording/line.ts";
import { readLineOfRecording } from "../../src/replay/recording/read-recorded.ts";
import { talkOf } from "../../src/replay/talk-of.ts";
import { formatTalk } from "../../src/talk/grammar/format.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { callbackXml, demoSecrets } from "../support/pushes.ts";
import { writeReply } from "../../src/wire/write-reply.ts";

const start = Date.parse("2015-06-01T09:00:00+08:00");

type Told = Partial<RecordedLine> & {
  readonly after?: number;
  readonly said?: string;
  readonly event?: string;
  readonly type?: string;
  readonly answered?: string;
  readonly who?: string;
};

/** A line of a recording, so many seconds after the first one. */
function line({
  after = 0,
  said,
  event,
  type,
  answered,
  who = "oZhangWei",
  ...more
}: Told): RecordedLine {
  const fields: Readonly<Record<string, string>> =
    said !== undefined
      ? { Content: said }
      : event !== undefined
        ? { Event: event }
        : { MediaId: "m" };
  const msgtype = said !== undefined ? "text" : event !== undefined ? "event" : (type ?? "voice");
  const xml = callbackXml(demoSecrets, who, {
    msgtype,
    fields,
    ...(msgtype !== "event" && { messageId: "1" }),
  });
  const to = { follower: who, account: demoSecrets.receiveId, createTime: 1 };
  return {
    v: 1,
    kind: "callback",
    at: new Date(start + after * 1000).toISOString(),
    xml,
    status: 200,
    ms: 3,
    ...(answered !== undefined && { reply: writeReply({ type: "text", text: answered }, to) }),
    ...more,
  };
}

const asTalk = (lines: readonly RecordedLine[]): string =>
  talkOf(
    lines.map((one) => readLineOfRecording(JSON.stringify(one), "recording.jsonl:1", demoSecrets)),
  );

const written = (lines: readonly Told[]): readonly string[] => {
  const talk = asTalk(lines.map(line));
  // Whatever it is, it is a talk, and written as talks are.
  parseTalk("recording.talk", talk);
  expect(formatTalk("recording.talk", talk)).to.equal(talk);
  return talk.trimEnd().split("\n");
};

describe("a recording as a talk", () => {
  it("makes holes of codes that proved right, and leaves wrong ones", () => {
    expect(
      written([
        { event: "subscribe", answered: "请回复手机号" },
        { after: 5, said: "138 0000 0001", answered: "验证码已发送至 138****0001" },
        { after: 9, said: "000000", answered: "验证失败" },
        { after: 12, said: "482913", answered: "验证成功，张伟" },
        { after: 20, said: "你好", answered: "您已通过身份验证，张伟" },
        { after: 21, event: "unsubscribe" },
      ]),
    ).to.deep.equal([
      "oZhangWei ~ follow",
      "oZhangWei < 请回复手机号",
      "oZhangWei > 138 0000 0001",
      "oZhangWei < 验证码已发送至 138****0001",
      "! sms 13800000001 {{code}}",
      "oZhangWei > 000000",
      "oZhangWei < 验证失败",
      "oZhangWei > {{code}}",
      "oZhangWei < 验证成功，张伟",
      "oZhangWei > 你好",
      "oZhangWei < 您已通过身份验证，张伟",
      "oZhangWei ~ unfollow",
    ]);
  });

  it("names each code its own, also when two people's turns cross", () => {
    const talk = written([
      { said: "13800000001", answered: "sent" },
      { said: "li@example.com", answered: "sent", who: "oLiNa" },
      { said: "1111", answered: "Verified: Li", who: "oLiNa" },
      { said: "2222", answered: "Verified: Zhang" },
    ]);
    expect(talk.filter((said) => said.includes("{{"))).to.deep.equal([
      "! sms 13800000001 {{code2}}",
      "! mail li@example.com {{code}}",
      "oLiNa > {{code}}",
      "oZhangWei > {{code2}}",
    ]);
  });

  it("keeps a number that no contact was named for, or that was not welcome", () => {
    const talk = written([
      { said: "482913", answered: "验证成功" },
      { said: "13800000001", answered: "sent" },
      { said: "482913", answered: "验证不成功" },
    ]);
    expect(talk.join("\n")).not.to.include("{{");
  });

  it("moves the clock where more than a minute passed", () => {
    expect(
      written([
        { said: "a", answered: "b" },
        { after: 60, said: "c" },
        { after: 60 + 61, said: "d" },
        { after: 121 + 90_061, said: "e" },
      ]),
    ).to.deep.equal([
      "oZhangWei > a",
      "oZhangWei < b",
      "oZhangWei > c",
      "oZhangWei < (nothing)",
      "@ clock +1m1s",
      "oZhangWei > d",
      "oZhangWei < (nothing)",
      "@ clock +1d1h1m1s",
      "oZhangWei > e",
      "oZhangWei < (nothing)",
    ]);
  });

  it("leaves redeliveries and checks out, and remarks what a talk cannot say", () => {
    expect(
      written([
        { kind: "check" },
        { said: "(a) {{b}}\n| c", answered: "[x]" },
        { said: "(a) {{b}}\n| c", answered: "[x]", attempt: 2 },
        { type: "voice", answered: "what?" },
        { event: "scancode_push" },
      ]),
    ).to.deep.equal([
      "oZhangWei > \\(a) \\{{b}}",
      "| \\| c",
      "oZhangWei < \\[x]",
      "# a talk cannot say this yet:",
      "# oZhangWei ~ sends voice",
      "# oZhangWei < what?",
      "# a talk cannot say this yet:",
      "# oZhangWei ~ scancode_push",
    ]);
  });

  it("says which app a chat is with", () => {
    const toApp = (who: string): RecordedLine => {
      const { xml = "", ...rest } = line({ said: "1 > 2", answered: "yes", who });
      return { ...rest, xml: xml.replace("<AgentID>0<", "<AgentID>7<") };
    };
    expect(asTalk([toApp("oZhangWei"), toApp("a > b")])).to.equal(
      'oZhangWei@7 > 1 > 2\noZhangWei@7 < yes\n"a > b"@7 > 1 > 2\n"a > b"@7 < yes\n',
    );
  });

  it("is read from the lines that are written", () => {
    const one = line({ said: "你好", answered: "好" });
    expect(JSON.parse(JSON.stringify(one))).to.deep.equal(one);
  });
});
