import { expect } from "chai";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { parseTalk } from "../../../src/talk/grammar/parse.ts";
import type { Step } from "../../../src/talk/grammar/talk.ts";

const stepsOf = (...lines: readonly string[]): readonly Step[] =>
  parseTalk("a.talk", lines.join("\n")).steps;

const firstOf = (...lines: readonly string[]): Step | undefined => stepsOf(...lines)[0];

const refused = (text: string): string => {
  try {
    parseTalk("a.talk", text);
  } catch (error) {
    if (error instanceof BadInputError) return error.message;
    throw error;
  }
  return "was read";
};

const literal = (text: string) => [{ kind: "literal", text }];

describe("the grammar of talks", () => {
  it("reads the talk of the design, line by line", () => {
    const steps = stepsOf(
      "# locked after five wrong codes, free again after midnight",
      "@ clock 2015-06-01 23:50",
      "@ set failureReminder 验证失败，请联系 IT 8001",
      "",
      "zhangwei ~ follow",
      "zhangwei < 请回复您在企业号登记的手机号或邮箱",
      "! sms 13800000001 {{code}}",
      "@ repeat 5",
      "  zhangwei > 000000",
      "  zhangwei < 验证失败，请联系 IT 8001",
      "zhangwei > {{code}}",
      "zhangwei < (nothing)",
      "? status = unverified",
      "@ clock +15m",
      "zhangwei < 验证码已发送至 {{any}}，10 分钟内有效",
    );
    expect(steps.map(({ kind }) => kind)).to.deep.equal(
      "clock set acts answered arrives repeat acts answered fact clock answered".split(" "),
    );
    expect(steps[5]).to.deep.include({ kind: "repeat", times: 5 });
    expect(steps[5]).to.have.property("steps").with.lengthOf(2);
    expect(steps[7]).to.deep.include({ expected: { form: "nothing" }, lastLine: 12 });
    expect(steps[8]).to.deep.include({ actor: undefined, name: "status" });
  });

  const actors: readonly (readonly [string, object, string])[] = [
    ["zhangwei > hi", { name: "zhangwei" }, "hi"],
    ["zhang wei > hi", { name: "zhang wei" }, "hi"],
    ["zhangwei@7 > hi", { name: "zhangwei", agent: 7 }, "hi"],
    ['"a > b"@7 > hi', { name: "a > b", agent: 7 }, "hi"],
    ['"a > b" > hi', { name: "a > b" }, "hi"],
    ['"@7" > hi', { name: "@7" }, "hi"],
    ['"say \\"hi\\"" > hi', { name: 'say "hi"' }, "hi"],
    ["a@example.com > hi", { name: "a@example.com" }, "hi"],
    ["a>b > hi", { name: "a>b" }, "hi"],
    ["zhangwei > a < b > c ~ d", { name: "zhangwei" }, "a < b > c ~ d"],
    ["zhangwei >  two spaces", { name: "zhangwei" }, " two spaces"],
    ["zhangwei   > spaces before", { name: "zhangwei" }, "spaces before"],
    ["张伟　>　你好", { name: "张伟" }, "你好"],
    ["zhangwei > @ set x", { name: "zhangwei" }, "@ set x"],
    ["zhangwei > ! sms 1 2", { name: "zhangwei" }, "! sms 1 2"],
    ["zhangwei > # no remark", { name: "zhangwei" }, "# no remark"],
    ["zhangwei > | no more", { name: "zhangwei" }, "| no more"],
    ["zhangwei > (nothing)", { name: "zhangwei" }, "(nothing)"],
    ["zhangwei > trailing \t", { name: "zhangwei" }, "trailing"],
  ];
  for (const [line, actor, text] of actors) {
    it(`reads who and what in ${JSON.stringify(line)}`, () => {
      expect(firstOf(line)).to.deep.include({
        kind: "acts",
        action: "say",
        actor,
        text: literal(text),
      });
    });
  }

  it("lets somebody say nothing at all", () => {
    expect(firstOf("zhangwei >")).to.deep.include({ kind: "acts", action: "say", text: [] });
  });

  const actionNames: readonly (readonly [string, string, string | undefined])[] = [
    ["follow", "follow", undefined],
    ["unfollow", "unfollow", undefined],
    ["enter", "enter", undefined],
    ["confirm", "confirm", undefined],
    ["tap menu 1", "tap", "menu 1"],
    ["  tap menu 1", "tap", "menu 1"],
    ["view https://example.com/?a=1", "view", "https://example.com/?a=1"],
    ["sends image badge.jpg", "image", "badge.jpg"],
    ["at 23.13,113.26", "location", "23.13,113.26"],
    ["at -23.13, 113", "location", "-23.13, 113"],
  ];
  for (const [text, action, rest] of actionNames) {
    it(`reads ~ ${text}`, () => {
      const step = firstOf(`zhangwei ~ ${text}`);
      expect(step).to.deep.include({
        kind: "acts",
        action,
        text: rest === undefined ? [] : literal(rest),
      });
    });
  }

  const answers: readonly (readonly [string, object])[] = [
    ["< (nothing)", { form: "nothing" }],
    ["< \\(nothing)", { form: "text", text: literal("(nothing)") }],
    ["< (nothing) else", { form: "text", text: literal("(nothing) else") }],
    ["< [image] MEDIA", { form: "image", text: literal("MEDIA") }],
    ["< [voice] MEDIA", { form: "voice", text: literal("MEDIA") }],
    ["< [video] MEDIA", { form: "video", text: literal("MEDIA") }],
    [
      "< [news] 标题 | http://a.example/",
      { form: "news", text: literal("标题 | http://a.example/") },
    ],
    ["< [news] a | b\n| c | d", { form: "news", text: literal("a | b\nc | d") }],
    ["< \\[image] MEDIA", { form: "text", text: literal("[image] MEDIA") }],
    ["< [link] is just text", { form: "text", text: literal("[link] is just text") }],
    ["< [image]", { form: "text", text: literal("[image]") }],
    [
      "< first\n|  second\n|\n| \\| fourth",
      { form: "text", text: literal("first\n second\n\n| fourth") },
    ],
    ["<\n| the first line is empty", { form: "text", text: literal("\nthe first line is empty") }],
  ];
  for (const [line, expected] of answers) {
    it(`reads ${JSON.stringify(line)}`, () => {
      expect(firstOf(...`zhangwei ${line}`.split("\n"))).to.deep.include({ expected });
      expect(firstOf(...`zhangwei ${line.replace("<", "<+")}`.split("\n"))).to.deep.include({
        kind: "hears",
        expected,
      });
    });
  }

  const templates: readonly (readonly [string, readonly object[]])[] = [
    ["{{any}}", [{ kind: "any", at: { line: 1, column: 5 } }]],
    [
      "至 {{masked}}",
      [literal("至 ")[0] ?? {}, { kind: "name", name: "masked", at: { line: 1, column: 7 } }],
    ],
    ["{{/\\d{6}/}}", [{ kind: "pattern", source: "\\d{6}", at: { line: 1, column: 5 } }]],
    ["{{/a{2}/}}", [{ kind: "pattern", source: "a{2}", at: { line: 1, column: 5 } }]],
    ["{{名字}}", [{ kind: "name", name: "名字", at: { line: 1, column: 5 } }]],
    [
      "{{{x}}}",
      [
        { kind: "literal", text: "{" },
        { kind: "name", name: "x", at: { line: 1, column: 6 } },
        { kind: "literal", text: "}" },
      ],
    ],
    ["\\{{code}}", literal("{{code}}")],
    ["1\\u{1d}2\\u{0}\\u{D83D}\\u{1f600}", literal("1\u001d2\0\ud83d😀")],
    ["\\\\u{1d} \\u{} \\u{1234567} \\u1d", literal("\\u{1d} \\u{} \\u{1234567} \\u1d")],
    [
      "\\\\{{any}}",
      [
        { kind: "literal", text: "\\" },
        { kind: "any", at: { line: 1, column: 7 } },
      ],
    ],
    ["C:\\dir\\n", literal("C:\\dir\\n")],
    ["\\(a) \\[b] \\| \\\\", literal("(a) [b] | \\")],
    ["{ one } }}", literal("{ one } }}")],
  ];
  for (const [text, parts] of templates) {
    it(`reads the holes and escapes of ${text}`, () => {
      expect(firstOf(`a < ${text}`)).to.have.deep.nested.property("expected.text", parts);
    });
  }

  it("finds holes on further lines where they stand, whatever stands between", () => {
    const step = firstOf("@ repeat 2", "  a < x", "  # remark", "", "  | yes {{any}}");
    expect(step).to.have.deep.nested.property("steps[0].expected.text[1]", {
      kind: "any",
      at: { line: 5, column: 9 },
    });
    expect(step).to.have.nested.property("steps[0].lastLine", 5);
  });

  const arrivals: readonly (readonly [string, object])[] = [
    ["! sms 13800000001 {{code}}", { channel: "sms", to: "13800000001" }],
    [
      "! mail wei@example.com 您的验证码是 {{code}}，请勿转发",
      { channel: "mail", to: "wei@example.com" },
    ],
    [
      "! sms +8613800000001 123456 is your code",
      { channel: "sms", pattern: literal("123456 is your code") },
    ],
    ["! sms 10690000 two\n| lines", { pattern: literal("two\nlines") }],
  ];
  for (const [line, parts] of arrivals) {
    it(`reads ${JSON.stringify(line)}`, () => {
      expect(firstOf(...line.split("\n"))).to.deep.include({ kind: "arrives", ...parts });
    });
  }

  const facts: readonly (readonly [string, string | undefined, string, readonly object[]])[] = [
    ["? status = followed", undefined, "status", literal("followed")],
    ["? userid = (nothing)", undefined, "userid", []],
    ["? nickname = \\(nothing)", undefined, "nickname", literal("(nothing)")],
    ["? zhangwei.status = none", "zhangwei", "status", literal("none")],
    ["? zhang.wei.status = none", "zhang.wei", "status", literal("none")],
    ["? zhang wei.status = none", "zhang wei", "status", literal("none")],
    ['? "a = b.c".status = none', "a = b.c", "status", literal("none")],
    ["? nickname = a.b = c", undefined, "nickname", literal("a.b = c")],
    ["? status   =   none", undefined, "status", literal("none")],
  ];
  for (const [line, actor, name, value] of facts) {
    it(`reads ${line}`, () => {
      expect(firstOf(line)).to.deep.include({ kind: "fact", actor, name, value });
    });
  }

  const worlds: readonly (readonly [string, object])[] = [
    ["@ seed ../worlds/two people.yaml", { kind: "seed", path: "../worlds/two people.yaml" }],
    ["@ clock +1d2h", { kind: "clock", text: "+1d2h" }],
    ["@ clock 2015-06-01 23:50", { kind: "clock", text: "2015-06-01 23:50" }],
    ["@ clock 2015-06-01T23:50:10", { kind: "clock", text: "2015-06-01T23:50:10" }],
    [
      "@ set failureReminder 请联系 {helpdesk}",
      { name: "failureReminder", value: "请联系 {helpdesk}" },
    ],
    ["@ set lockedReply", { kind: "set", name: "lockedReply", value: "" }],
    ["@ set codeLength 8", { kind: "set", name: "codeLength", value: 8 }],
    ["@ set resendAfterSeconds [60, 90]", { name: "resendAfterSeconds", value: [60, 90] }],
    ["@ set wording null", { name: "wording", value: null }],
    ["@ set autoMatch off", { name: "autoMatch", value: "off" }],
    ['@ faults {"slow": "6s", "times": 1}', { kind: "faults", value: { slow: "6s", times: 1 } }],
  ];
  for (const [line, parts] of worlds) {
    it(`reads ${line}`, () => {
      expect(firstOf(line)).to.deep.include(parts);
    });
  }

  it("reads CRLF, a BOM, and a last line without an end as the same talk", () => {
    const lines = ["a > x", "| y", "", "a < z"];
    const plain = stepsOf(...lines);
    expect(parseTalk("a.talk", lines.join("\r\n")).steps).to.deep.equal(plain);
    expect(parseTalk("a.talk", `\uFEFF${lines.join("\r\n")}\r\n`).steps).to.deep.equal(plain);
    expect(parseTalk("a.talk", "").steps).to.deep.equal([]);
    expect(parseTalk("a.talk", " \t \n# only remarks").steps).to.deep.equal([]);
  });

  it("reads blocks in blocks, and remarks and blank lines anywhere", () => {
    const steps = stepsOf(
      "@ case one",
      "# outside",
      "",
      "    @ repeat 2",
      "      # inside",
      "      @ repeat 3",
      "",
      "         a > x",
      "  # between",
      "    a > y",
      "@ case two",
      "  a > z",
    );
    const shown = JSON.stringify(steps, (name, value: unknown) =>
      name === "at" ? undefined : value,
    );
    const says = (text: string) => ({
      kind: "acts",
      action: "say",
      actor: { name: "a" },
      text: [{ kind: "literal", text }],
    });
    expect(JSON.parse(shown)).to.deep.equal([
      {
        kind: "case",
        name: "one",
        steps: [
          { kind: "repeat", times: 2, steps: [{ kind: "repeat", times: 3, steps: [says("x")] }] },
          says("y"),
        ],
      },
      { kind: "case", name: "two", steps: [says("z")] },
    ]);
  });

  it("knows names from where they are met, to the end of their block", () => {
    expect(stepsOf("a < {{x}}", "@ repeat 2", "  a > {{x}}", "  a < {{y}}", "  a > {{y}}")).to.be
      .ok;
    expect(stepsOf("! sms 1 {{x}}", "? status = {{y}}", "a <+ {{z}}", "a > {{x}}{{y}}{{z}}")).to.be
      .ok;
    expect(stepsOf("a < {{x}}", "a ~ tap {{x}}")).to.be.ok;
  });

  const mistakes: readonly (readonly [string, string])[] = [
    ["\ta > x", "1:1 expected spaces, not a tab"],
    ["@ repeat 2\n  \ta > x", "2:3 expected spaces, not a tab"],
    ["hello", "1:1 expected an actor and one of > < <+ ~, or a line that begins with # @ ! ? |"],
    ["> hello", "1:1 expected an actor before >"],
    ["@ repeat 2\n  > hello", "2:3 expected an actor before >"],
    ['"a > b', '1:1 expected "…" around the actor, then a sign'],
    ['"a" b > c', "1:4 expected a sign after the actor"],
    ['"" > c', '1:1 expected a name, or a "name" in quotes'],
    ['"\\x" > c', '1:1 expected a name, or a "name" in quotes'],
    ["@ case x\n  a > 1\n@ case x\n  a > 2", "3:1 expected another name: the case in line 1"],
    ["@ clock 2015-06-31", "1:9 expected a day that the calendar has; 2015-06-31 is none"],
    ["@ clock 2015-02-29 10:00", "1:9 expected a day that the calendar has; 2015-02-29 is none"],
    ["@ clock 2015-06-30", "1:9 expected a time behind the day: 2015-06-30 23:50"],
    ["@ clock 2015-06-30 25:00", "1:9 expected a time that a clock shows; 25:00 is none"],
    ["@ set failureRemider x", "1:7 expected one of failureReminder, "],
    ["@ repeat many\n  a > 1\n  a > 2", "1:10 expected a number of rounds from 1 to 10000"],
    ["@ dance\n  a > 1", "1:3 expected one of @ seed"],
    ["a <", "1:5 expected what is answered; (nothing) is silence, and --update fills it in"],
    ["a <+", "1:6 expected what is answered; (nothing) is silence, and --update fills it in"],
    [
      "a ~ dance",
      "1:5 expected follow, unfollow, enter, confirm, tap KEY, view URL, sends image FILE or at LATITUDE,LONGITUDE",
    ],
    ["a ~", "1:5 expected follow, unfollow"],
    ["a ~ follow me", "1:5 expected follow, unfollow"],
    ["a ~ tap", "1:5 expected follow, unfollow"],
    ["a ~ at home", "1:5 expected at LATITUDE,LONGITUDE: at 23.13,113.26"],
    ["a ~ follow\n| more", "2:1 expected no further lines of text here"],
    ["@dance", "1:2 expected a space after @"],
    ["!x", "1:2 expected a space after !"],
    ["?x", "1:2 expected a space after ?"],
    ["a > x\n|y", "2:2 expected a space after |"],
    ["@ dance", "1:3 expected one of @ seed, @ set, @ clock, @ repeat, @ case"],
    ["@", "1:3 expected one of @ seed"],
    ["@ seed", "1:7 expected the path of a seed"],
    ["@ set", "1:6 expected a setting and its value"],
    ["@ set codeLength", "1:7 expected JSON as the value of codeLength: @ set codeLength 8"],
    ["@ set codeLength eight", "1:7 expected JSON as the value of codeLength"],
    ["@ clock soon", "1:9 expected +15m (s m h d), or a date and time: 2015-06-01 23:50"],
    ["@ clock 15m", "1:9 expected +15m"],
    ["@ clock +15x", "1:9 expected +15m"],
    ["@ repeat", "1:9 expected a number of rounds from 1 to 10000"],
    ["@ repeat 0\n  a > x", "1:10 expected a number of rounds from 1 to 10000"],
    ["@ repeat 10001\n  a > x", "1:10 expected a number of rounds from 1 to 10000"],
    [
      "@ repeat 200\n  @ repeat 51\n    a > x",
      "2:3 expected no more than 10000 rounds, those around it counted",
    ],
    ["@ repeat 2", "1:1 expected lines below this that are indented by two or more"],
    ["@ repeat 2\n a > x", "1:1 expected lines below this that are indented by two or more"],
    ["@ case", "1:7 expected a name for this case"],
    ["@ case one\na > x", "1:1 expected lines below this that are indented by two or more"],
    [
      "@ repeat 2\n  @ case one\n    a > x",
      "2:3 expected no case inside a repeat; put the repeat into the case",
    ],
    ["@ clock +1m\n| x", "2:1 expected no further lines of text here"],
    ["@ faults slow", '1:10 expected JSON: @ faults {"slow": "6s", "times": 1}'],
    ["  a > x", "1:3 expected no more than 0 spaces before this"],
    ["@ repeat 2\n  a > x\n   a > y", "3:4 expected no more than 2 spaces before this"],
    ["@ repeat 2\n    a > x\n  a > y", "3:3 expected no more than 0 spaces before this"],
    ["| x", "1:1 expected a line before this that it goes on with"],
    ["@ repeat 2\n  a > x\n| y", "3:1 expected a line before this that it goes on with"],
    ["! sms", "1:3 expected ! sms PHONE {{code}}, or ! mail ADDRESS {{code}}"],
    ["! fax 1 {{code}}", "1:3 expected ! sms PHONE {{code}}"],
    ["! sms 13800000001", "1:3 expected ! sms PHONE {{code}}"],
    [
      "! sms 138 0000 0001 {{code}}",
      "1:3 expected a phone number without spaces: ! sms 13800000001 {{code}}",
    ],
    ["? status", "1:3 expected ? status = followed, or ? ACTOR.status = followed"],
    ["? status =", "1:3 expected ? status = followed"],
    ["? = followed", "1:3 expected ? status = followed"],
    ["? status = x\n| y", "2:1 expected no further lines of text here"],
    ['? "a.status = x', '1:3 expected a name, or a "name" in quotes'],
    ["a > {{code", "1:5 expected }} to end the hole; \\{{ is text"],
    ["a < 中 {{/x}}", "1:7 expected /}} to end the hole; \\{{ is text"],
    ["a < {{}}", "1:5 expected {{name}}, {{any}} or {{/pattern/}}; \\{{ is text"],
    ["a < {{two words}}", "1:5 expected {{name}}, {{any}} or {{/pattern/}}"],
    ["a < {{x²}}", "1:5 expected {{name}}, {{any}} or {{/pattern/}}"],
    ["a < {{/(/}}", "1:5 expected a regular expression: Unterminated group"],
    [
      "a < {{/(a)\\1/}}",
      "1:5 expected a regular expression without named groups and back references",
    ],
    [
      "a < {{/(?<x>a)/}}",
      "1:5 expected a regular expression without named groups and back references",
    ],
    ["a < x\n| y {{", "2:5 expected }} to end the hole"],
    ["! sms 1 {{x y}}", "1:9 expected {{name}}"],
    ["? status = {{", "1:12 expected }} to end the hole"],
    ["a > {{code}}", "1:5 expected {{code}} to have been met in an answer before"],
    [
      "a > 是 {{any}}",
      "1:7 expected a name that stands for something; {{any}} and {{/…/}} only match",
    ],
    ["a > {{/x/}}", "1:5 expected a name that stands for something"],
    ["a ~ tap {{x}}", "1:9 expected {{x}} to have been met in an answer before"],
    [
      "@ repeat 2\n  a < {{x}}\na > {{x}}",
      "3:5 expected {{x}} to have been met in an answer before",
    ],
    ["@ case one\n  a < {{x}}\n@ case two\n  a > {{x}}", "4:7 expected {{x}} to have been met"],
  ];
  for (const [text, told] of mistakes) {
    it(`says what it expected in ${JSON.stringify(text)}`, () => {
      expect(refused(text)).to.satisfy(
        (message: string) => message.startsWith(`a.talk:${told}`),
        refused(text),
      );
    });
  }

  it("counts blocks in blocks up to sixteen", () => {
    const nested = (deep: number): string =>
      Array.from({ length: deep }, (_, level) => `${"  ".repeat(level)}@ repeat 1`)
        .concat(`${"  ".repeat(deep)}a > x`)
        .join("\n");
    expect(refused(nested(16))).to.equal("was read");
    expect(refused(nested(20))).to.equal(
      "a.talk:17:33 expected no more than 16 blocks in each other",
    );
  });

  it("lists the first twenty mistakes in the order of the lines, and counts the others", () => {
    const told = refused(Array.from({ length: 30 }, () => "oops").join("\n")).split("\n");
    expect(told).to.have.lengthOf(21);
    expect(told[1]).to.match(/^a\.talk:2:1 expected/);
    expect(told[20]).to.equal("10 more");
  });
});
