import { expect } from "chai";
import fc from "fast-check";
import { createDisguise } from "../../../src/replay/record/disguise.ts";
import { createKeeper, whyNotKept } from "../../../src/replay/record/exchange.ts";
import { readLineOfRecording, type ReadLine } from "../../../src/replay/recording/read-recorded.ts";
import { readOneCallback } from "../../../src/replay/recording/recorded.ts";
import { createRestamper } from "../../../src/replay/restamp.ts";
import { talkOf } from "../../../src/replay/talk-of.ts";
import { formatTalk } from "../../../src/talk/grammar/format.ts";
import { parseTalk } from "../../../src/talk/grammar/parse.ts";
import type { Fields } from "../../../src/wire/loose-xml.ts";
import { writeFields } from "../../../src/wire/write-fields.ts";
import { demoSecrets, sealed } from "../../support/pushes.ts";
import { scaled } from "../../support/sizes.ts";

/** All that text can be, what XML forbids too, and what looks like its marks. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  fc
    .array(
      fc.constantFrom(
        "]]>",
        "<![CDATA[",
        "</Content>",
        "<a>",
        "&#29;",
        "\x1d",
        "\r\n",
        " ",
        "]",
        ">",
        "张伟",
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join("")),
  fc.constantFrom("", "13800000001", "{{code}}", "0", "sys"),
);
const name = fc.constantFrom("Content", "SpNo", "EventKey", "Item", "constructor", "Label", "审批");
const { fields } = fc.letrec<{ fields: Fields; value: string | Fields }>((tie) => ({
  fields: fc.dictionary(
    name,
    fc.oneof(tie("value"), fc.array(tie("value"), { minLength: 2, maxLength: 3 })),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  ),
  value: fc.oneof({ maxDepth: 3 }, text, tie("fields")),
}));
const callback = fc.record(
  {
    ToUserName: fc.constant(demoSecrets.receiveId),
    FromUserName: fc.constantFrom("oZhangWei", "a > b", "sys", "李娜"),
    CreateTime: fc.constant("1433173800"),
    MsgType: fc.constantFrom("text", "event", "image", "location", "device_event"),
    Event: fc.constantFrom("subscribe", "VIEW", "kf_msg_or_event"),
    MsgId: fc.constantFrom("1", "6154325672378947"),
    AgentID: fc.constantFrom("0", "7"),
    more: fields,
  },
  { requiredKeys: ["ToUserName", "MsgType", "CreateTime"], noNullPrototype: true },
);
const told = callback.map(({ more = {}, ...common }): Fields => ({ ...more, ...common }));

const passed = {
  ok: true,
  status: 200,
  statusText: "OK",
  rawHeaders: [],
  body: Buffer.alloc(0),
  ms: 1,
} as const;
type Keeper = ReturnType<typeof createKeeper>;
const keeperOf = (disguise?: ReturnType<typeof createDisguise>): Keeper =>
  createKeeper({ secrets: demoSecrets, disguise, keep: "plaintext" });

/** What a recorder writes down of a callback, read again. */
function recorded(keeper: Keeper, xml: string): ReadLine {
  const { search, body } = sealed(xml);
  const passing = { method: "POST", search, rawHeaders: [], body: Buffer.from(body) };
  const line = keeper.lineOf({ at: 0, passing, passed });
  if (line === undefined) throw new Error("it was not kept");
  return readLineOfRecording(JSON.stringify(line), "recording.jsonl:1", demoSecrets);
}

/** What is sent of a recorded line, as it was kept. */
function sent(read: ReadLine): Fields {
  if ("why" in read || read.recorded.kind === "check") throw new Error(JSON.stringify(read));
  const restamper = createRestamper(
    { messageIds: "kept", times: "kept", set: new Map(), agent: undefined },
    demoSecrets,
  );
  const xml = writeFields(restamper.restamp(read.recorded, 0), read.recorded.ends);
  return readOneCallback(xml, "it").fields;
}

describe("what was recorded and is replayed", () => {
  it("is the same callback, whatever it says", () => {
    const keeper = keeperOf();
    fc.assert(
      fc.property(told, (said) => {
        expect(sent(recorded(keeper, writeFields(said)))).to.deep.equal(said);
      }),
      { numRuns: scaled(200) },
    );
  });

  it("is the same also where an end of CDATA stood unescaped in a text", () => {
    for (const Content of [
      "<a><![CDATA[x]]></a>",
      "a]]>b",
      "]]>",
      "<xml><A><![CDATA[1]]></A></xml>",
    ]) {
      const said = { ToUserName: demoSecrets.receiveId, MsgType: "text", Content };
      const xml = writeFields(said, "bare");
      const read = recorded(keeperOf(), xml);
      expect(sent(read)).to.deep.equal(said);
      if ("why" in read || read.recorded.kind === "check") throw new Error("unread");
      expect(writeFields(read.recorded.fields, read.recorded.ends)).to.equal(xml);
    }
  });

  it("has the same shape when people are made up, and is a talk", () => {
    const keeper = keeperOf(createDisguise("secret", ["张伟"]));
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 3 }), (all) => {
        const lines = all.map((said) => recorded(keeper, writeFields(said)));
        for (const [index, read] of lines.entries()) {
          expect(shapeOf(sent(read))).to.deep.equal(shapeOf(all[index] ?? {}));
        }
        const talk = talkOf(lines);
        parseTalk("recording.talk", talk);
        expect(formatTalk("recording.talk", talk)).to.equal(talk);
      }),
      { numRuns: scaled(150) },
    );
  });

  it("tells nothing of what cannot be kept", () => {
    const keeper = keeperOf();
    for (const xml of [
      "CANARY",
      "<xml>CANARY",
      "<xml><Content>CANARY</Content></xml>",
      "<CANARY/>",
    ]) {
      let why = "";
      try {
        recorded(keeper, xml);
      } catch (error) {
        why = whyNotKept(error);
      }
      expect(why, xml)
        .to.match(/^passed on, and not kept: its plaintext/)
        .and.not.to.include("CANARY");
    }
    expect(whyNotKept(new TypeError("CANARY"))).to.equal(
      "passed on, and not kept: it cannot be written down: unknown",
    );
  });

  it("counts deliveries by what the door takes for the same callback", () => {
    const keeper = keeperOf();
    const event = {
      ToUserName: demoSecrets.receiveId,
      FromUserName: "sys",
      CreateTime: "1433173800",
      MsgType: "event",
      Event: "sys_approval_change",
    };
    const attempts = ["1", "2", "1"].map((SpNo) => {
      const read = recorded(keeper, writeFields({ ...event, SpNo }));
      return "line" in read ? read.line.attempt : undefined;
    });
    expect(attempts).to.deep.equal([1, 1, 2]);
  });
});

/** The names of fields, and how they nest. */
function shapeOf(value: string | Fields): unknown {
  if (typeof value === "string") return "";
  return Object.entries(value).map(([key, values]) => [key, [values].flat().map(shapeOf)]);
}
