import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import iconv from "iconv-lite";
import { listenHttp } from "../delivery/loopback.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { demoSecrets, textXml } from "../support/pushes.ts";
import { bot } from "./bot.ts";
import { replayHere } from "./said.ts";

const account = demoSecrets.receiveId;
const kept = ["--times", "kept", "--msgid", "kept"];

/** A callback in plain, as the platform writes it, with what is special to it. */
const flat = (
  special: string,
  sender = "<FromUserName><![CDATA[oPretty]]></FromUserName>",
): string =>
  `<xml><ToUserName><![CDATA[${account}]]></ToUserName>${sender}` +
  `<CreateTime>1433173800</CreateTime>${special}<AgentID>0</AgentID></xml>`;
const text = (content: string): string =>
  flat(`<MsgType><![CDATA[text]]></MsgType><Content>${content}</Content><MsgId>77</MsgId>`);

describe("files that are replayed", () => {
  const whenOver = createEnds();

  const written = (name: string, bytes: string | Buffer): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    writeFileSync(join(path, name), bytes);
    return join(path, name);
  };
  /** Replays a file as it was kept, to a bot that writes down what it hears. */
  const played = async (file: string) => {
    const heard: string[] = [];
    const server = await listenHttp(
      bot(({ xml, response }) => {
        heard.push(xml);
        response.end();
        return true;
      }),
    );
    whenOver(() => server.stop());
    const to = ["--to", `http://127.0.0.1:${server.port}/`];
    return { ...(await replayHere([file, ...to, ...kept])), heard };
  };

  it("are sent as their values, in the platform's form, however they are laid out", async () => {
    for (const end of ["\n", "\r\n"]) {
      const lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<xml>",
        "  <ToUserName>",
        `    <![CDATA[${account}]]>`,
        "  </ToUserName>",
        "  <FromUserName>",
        "\t<![CDATA[oPretty]]>",
        "  </FromUserName>",
        "  <CreateTime>",
        "    1433173800",
        "  </CreateTime>",
        "  <MsgType>event</MsgType>",
        "  <Event> scancode_push </Event>",
        "  <ScanCodeInfo>",
        "    <ScanType>",
        "      qrcode",
        "    </ScanType>",
        "    <ScanResult><![CDATA[ 1 & 2 ]]></ScanResult>",
        "  </ScanCodeInfo>",
        "  <AgentID>",
        "  0",
        "  </AgentID>",
        "</xml>",
        "",
      ];
      const { code, heard } = await played(written("pretty.xml", lines.join(end)));
      expect(code).to.equal(0);
      expect(heard).to.deep.equal([
        flat(
          "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[scancode_push]]></Event><ScanCodeInfo>" +
            "<ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[ 1 & 2 ]]></ScanResult></ScanCodeInfo>",
        ),
      ]);
    }
  });

  it("are read in the encoding that they have", async () => {
    const said = text("<![CDATA[你好，张伟]]>");
    const declared = (encoding: string): string =>
      `<?xml version="1.0" encoding="${encoding}"?>${said}`;
    const cases: readonly (readonly [string, Buffer])[] = [
      ["GBK, not declared", iconv.encode(said, "gbk")],
      ["GBK", iconv.encode(declared("GBK"), "gbk")],
      ["gb2312", iconv.encode(declared("gb2312"), "gb2312")],
      ["Big5", iconv.encode(declared("big5").replace("你好，张伟", "你好"), "big5")],
      ["UTF-16", iconv.encode(declared("UTF-16"), "utf-16le", { addBOM: true })],
      ["UTF-16 from the other end", iconv.encode(said, "utf-16be", { addBOM: true })],
      ["UTF-16 without a mark", iconv.encode(said, "utf-16le")],
      ["UTF-8 with a mark", Buffer.from(`\uFEFF${said}`)],
      ["UTF-8 that says it was UTF-16", Buffer.from(declared("utf-16"))],
    ];
    for (const [name, bytes] of cases) {
      const { code, heard } = await played(written("a.xml", bytes));
      expect(code, name).to.equal(0);
      expect(heard, name).to.deep.equal([name === "Big5" ? text("<![CDATA[你好]]>") : said]);
    }
  });

  it("are sent as meant, where a text stands in them as nobody escaped it", async () => {
    const { code, heard } = await played(written("a.xml", text("\n R&D &#29; &amp; Co \n")));
    expect(code).to.equal(0);
    expect(heard).to.deep.equal([text("<![CDATA[R&D \x1d & Co]]>")]);
  });

  it("are sent all, one after the other, where one holds several messages", async () => {
    const one = text("<![CDATA[one </xml><xml>]]>");
    const two = text("<![CDATA[two]]>");
    for (const between of [
      "",
      "\n",
      "\r\n\r\n",
      "\n---\n",
      "\n<!-- the next -->\n",
      "\n======\n",
    ]) {
      const { code, heard } = await played(written("two.xml", one + between + two));
      expect(code, between).to.equal(0);
      expect(heard, between).to.deep.equal([one, two]);
    }
    const file = written("two.xml", `${one}\n\n${two}`);
    const { out } = await replayHere([file, "--to", "http://127.0.0.1:9/", "--quiet"]);
    expect(out[1]).to.match(/two\.xml:3: no answer/);
  });

  it("are sent to the letter, whatever the platform may have put in", async () => {
    const nested =
      "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[sys_approval_change]]></Event><ApprovalInfo>" +
      "<SpRecord><Details><Approver><UserId><![CDATA[a]]></UserId></Approver></Details><Details><SpStatus><![CDATA[1]]></SpStatus></Details></SpRecord>" +
      "<SpRecord><Details><Speech><![CDATA[]]></Speech></Details></SpRecord></ApprovalInfo>";
    const odd = [
      text("<![CDATA[你好\x1d\x00\x02\x0b\x10\uFFFE\uFFFF]]>"),
      text("<![CDATA[<a><![CDATA[x]]></a>]]>"),
      text("<![CDATA[a]]]]><![CDATA[>b]]>"),
      flat(nested),
      flat("<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>", ""),
      flat("<MsgType><![CDATA[device_event]]></MsgType><DeviceType><![CDATA[d]]></DeviceType>"),
    ];
    for (const xml of odd) {
      const { code, heard } = await played(written("odd.xml", xml));
      expect(code, xml).to.equal(0);
      expect(heard).to.deep.equal([xml]);
    }
    const together = written("odd.xml", odd.join("\n"));
    expect((await played(together)).heard).to.have.lengthOf(odd.length);
    const { code, out } = await replayHere([together]);
    expect(out.at(-1), "this assistant answers them all").to.match(/^# 6 callbacks: 0 wrong, not /);
    expect(code).to.equal(0);
  });

  it("are refused in one line that names them, and says nothing of what they say", async () => {
    const said = text("<![CDATA[CANARY]]>");
    const cases: readonly (readonly [string, string | Buffer, RegExp])[] = [
      [
        "behind.xml",
        `${said}\n\nCANARY`,
        /behind\.xml:3 is behind <\/xml>, and no further message/,
      ],
      ["tail.xml", `${said}</xml>`, /tail\.xml:1 has a tag or CDATA that does not fit/],
      ["other.xml", `${said}\n<html>CANARY</html>`, /other\.xml is no XML with <xml> around it$/],
      ["open.xml", said.replace("</Content>", ""), /open\.xml:1 has a tag or CDATA that does not/],
      [
        "deep.xml",
        text("<A>".repeat(99) + "</A>".repeat(99)),
        /deep\.xml is no message: it is empty/,
      ],
      [
        "type.xml",
        flat("<Content>CANARY</Content>"),
        /type\.xml is no callback: it has no MsgType$/,
      ],
      ["book.xml", Buffer.from("PK\x03\x04CANARY"), /book\.xml is an Excel workbook .*UTF-8$/],
      [
        "label.xml",
        `<?xml version="1.0" encoding="klingon"?>${said}`,
        /label\.xml says .*klingon;/,
      ],
      [
        "torn.xml",
        Buffer.from(`${"你".repeat(20)}CANARY\xff`, "latin1"),
        /torn\.xml is not GB18030 throughout; save it/,
      ],
      [
        "wide.jsonl",
        iconv.encode('{"v":1}CANARY', "utf-16le", { addBOM: true }),
        /wide\.jsonl is UTF-16/,
      ],
      ["gbk.jsonl", iconv.encode('{"v":1,"xml":"你好CANARY"}', "gbk"), /gbk\.jsonl is not UTF-8 /],
    ];
    for (const [name, bytes, line] of cases) {
      const { code, out, errors, heard } = await played(written(name, bytes));
      expect([code, out, heard], name).to.deep.equal([2, [], []]);
      expect(errors[0], name).to.match(line).and.not.to.include("CANARY");
    }
  });

  it("passes over lines of a recording that cannot be sent, and sends the rest", async () => {
    const line = (xml: string): string => JSON.stringify({ v: 1, at: "2015-06-01T00:00:00Z", xml });
    const lines = [
      line(text("<![CDATA[one]]>")),
      '{"v":1,"at":"2015-06-01T00:00:00Z","xml":"<xml><Content>CANARY',
      line("<xml><Content>CANARY</Content></xml>"),
      line(""),
      line(text("<![CDATA[CANARY\ud83d]]>")),
      line(text("<![CDATA[two]]>") + text("<![CDATA[CANARY]]>")),
      JSON.stringify({ v: 2, at: "CANARY" }),
      JSON.stringify({
        v: 1,
        at: "2015-06-01T00:00:00Z",
        raw: { query: "CANARY", body: "CANARY" },
      }),
      line(text("<![CDATA[three]]>")),
    ];
    const file = written("some.jsonl", lines.join("\n"));
    const { code, out, heard } = await played(file);
    expect(heard).to.deep.equal([text("<![CDATA[one]]>"), text("<![CDATA[three]]>")]);
    const remarks = out.filter((said) => said.startsWith("# passed over: "));
    expect(remarks.map((remark) => /:(\d+)/.exec(remark)?.[1])).to.deep.equal("2345678".split(""));
    expect(remarks.join("\n")).not.to.include("CANARY");
    expect(out.at(-1)).to.match(/^# 2 callbacks: 0 wrong, not compared, 7 passed over; /);
    expect(code).to.equal(0);
    const compared = await replayHere([file, "--to", "http://127.0.0.1:9/", "--expect", file]);
    expect(compared.out.at(-2)).to.match(/^# 2 callbacks: 2 wrong, /);
  });

  it("says that nothing was compared, where nothing was, and how much was not", async () => {
    const pair = written("a.in.xml", textXml("oPretty", "one"));
    expect((await played(pair)).out.at(-1)).to.match(/^# 1 callback: 0 wrong, not compared; /);
    writeFileSync(pair.replace(".in.", ".out."), "");
    expect((await played(pair)).out.at(-1)).to.match(/^# 1 callback: 0 wrong, 0 differ; /);
  });
});
