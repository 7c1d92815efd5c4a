import { expect } from "chai";
import fc from "fast-check";
import { readAnyXml } from "../../src/wire/message-xml.ts";
import type { XmlFields, XmlProblem } from "../../src/wire/xml-fields.ts";

const read = (xml: string): XmlFields => {
  const fields = readAnyXml(xml);
  if ("problem" in fields) throw new Error(`${fields.problem}: ${fields.detail}`);
  return fields;
};
const fieldsOf = (xml: string): readonly (readonly [string, string])[] => [...read(xml)];
const problemOf = (xml: string): XmlProblem["problem"] | undefined => {
  const fields = readAnyXml(xml);
  return "problem" in fields ? fields.problem : undefined;
};
const said = (text: string): string => `<xml><Content><![CDATA[${text}]]></Content></xml>`;
const content = (text: string): string => `<xml><Content>${text}</Content></xml>`;
const many = (count: number): string => "<F/>".repeat(count);
const nested = (count: number): string => "<x>".repeat(count) + "</x>".repeat(count);

/** What stands in Content, and the text that whoever wrote it meant. */
const texts: readonly (readonly [string, string, string])[] = [
  ["a pasted control character", said("你好\u001d"), "你好"],
  ["forbidden characters of every kind", said("1\0\u0002\u000b3\u0010\uFFFE8\uFFFF"), "138"],
  ["half a surrogate pair", said("a\ud83db\ude00c😀"), "abc😀"],
  ["what looks like a reference, in CDATA", said("a&#0;&nbsp;&"), "a&#0;&nbsp;&"],
  [
    "references to forbidden characters",
    content("a&#0;&#x1d;&#xFFFE;&#x110000;b&#10;&#x4f01;"),
    "ab\n企",
  ],
  ["a pair written as two references", content("&#xD83D;&#xDE00;&#xD83D;"), "😀"],
  [
    "references that XML does not know",
    content("x&nbsp;y&constructor;&a=b&amp;"),
    "x&nbsp;y&constructor;&a=b&",
  ],
  ["an end of CDATA in bare text", content("a]]>b"), "a]]>b"],
  ["an end of CDATA in a text", said("a]]>b"), "a]]>b"],
  ["a text with CDATA in it", said("<a><![CDATA[x]]></a>"), "<a><![CDATA[x]]></a>"],
  ["a whole message, pasted", said(said("x")), said("x")],
  ["a processing instruction that somebody pasted", said("a]]><?php b ?>"), "a]]><?php b ?>"],
  [
    "a DOCTYPE that somebody pasted",
    said("<!DOCTYPE html><p>]]></p>"),
    "<!DOCTYPE html><p>]]></p>",
  ],
  ["sections that were split well", said("a]]]]><![CDATA[>b"), "a]]>b"],
  ["the same beside what must be mended", content("&#1;<![CDATA[a]]]]><![CDATA[>b]]>"), "a]]>b"],
  [
    "text, entities, comments and CDATA",
    content("a&lt;<!-- <b> -->&amp;<![CDATA[<b>]]>"),
    "a<&<b>",
  ],
  ["text with elements in it", content("a<b>c</b>d"), "ad"],
  ["an attribute", '<xml lang="zh"><Content a="1">x</Content></xml>', "x"],
  ["much text", said("企".repeat(20_000)), "企".repeat(20_000)],
  [
    "a byte order mark and a declaration",
    `\uFEFF<?xml version="1.0" encoding="GBK"?>\n${said("x")}`,
    "x",
  ],
  ["line ends of Windows", said("a\r\nb"), "a\nb"],
];

describe("the reader of messages", () => {
  for (const [what, xml, text] of texts) {
    it(`understands ${what}`, () => {
      expect(read(xml).get("Content")).to.equal(text);
    });
  }

  it("understands any text, however it was put into CDATA, but for its own closing tag", () => {
    const pieces = fc.constantFrom(
      "a",
      "企",
      "]]",
      "]",
      ">",
      "<b>",
      "</b>",
      "&#1;",
      "\u001d",
      "<?x?>",
    );
    const balanced = fc.constantFrom("]]>", "<![CDATA[x]]>", "<a><![CDATA[]]></a>", "<!-- ");
    const text = fc
      .array(fc.oneof(pieces, balanced), { maxLength: 8 })
      .map((all) => all.join(""))
      // That is how a writer who escapes writes an end.
      .filter((meant) => !meant.replaceAll("\u001d", "").includes("]]><![CDATA["));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const xml = `<xml><Title><![CDATA[${one}]]></Title><Content><![CDATA[${other}]]></Content></xml>`;
        const fields = read(xml);
        const dropped = (meant: string): string => meant.replaceAll("\u001d", "");
        expect([fields.get("Title"), fields.get("Content")]).to.deep.equal([
          dropped(one),
          dropped(other),
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it("gives what nests a path, and numbers what repeats from the second on, items from the first", () => {
    const extended =
      "<ExtAttr><Item><Name>a</Name><Type>0</Type><Text><Value>b</Value></Text></Item>" +
      "<Item><Name>c</Name><Web><Title>d</Title><Url>e</Url></Web></Item></ExtAttr>";
    const scanned = "<ScanCodeInfo>\n<ScanType>qrcode</ScanType></ScanCodeInfo>";
    const approved =
      "<ApprovalInfo><SpRecord><Details><Approver>f</Approver></Details>" +
      "<Details><Approver>g</Approver></Details></SpRecord>" +
      "<SpRecord><Details><Approver>h</Approver></Details></SpRecord></ApprovalInfo>";
    const chosen = "<OptionIds><OptionId>i</OptionId><OptionId>j</OptionId></OptionIds>";
    const members = "<MemChangeList><Item>k</Item><Item>l</Item></MemChangeList>";
    expect(
      fieldsOf(`<xml>${extended}${scanned}${approved}${chosen}${members}</xml>`),
    ).to.deep.equal([
      ["ExtAttr/Item[1]/Name", "a"],
      ["ExtAttr/Item[1]/Type", "0"],
      ["ExtAttr/Item[1]/Text/Value", "b"],
      ["ExtAttr/Item[2]/Name", "c"],
      ["ExtAttr/Item[2]/Web/Title", "d"],
      ["ExtAttr/Item[2]/Web/Url", "e"],
      ["ScanCodeInfo/ScanType", "qrcode"],
      ["ApprovalInfo/SpRecord/Details/Approver", "f"],
      ["ApprovalInfo/SpRecord/Details[2]/Approver", "g"],
      ["ApprovalInfo/SpRecord[2]/Details/Approver", "h"],
      ["OptionIds/OptionId", "i"],
      ["OptionIds/OptionId[2]", "j"],
      ["MemChangeList/Item[1]", "k"],
      ["MemChangeList/Item[2]", "l"],
    ]);
  });

  it("numbers pictures through, whether the list repeats or its items do", () => {
    const item = (sum: string): string => `<item><PicMd5Sum>${sum}</PicMd5Sum></item>`;
    for (const lists of [
      `<PicList>${item("a")}${item("b")}</PicList>`,
      `<PicList>${item("a")}</PicList><PicList>${item("b")}</PicList>`,
    ]) {
      expect(fieldsOf(`<xml><SendPicsInfo>${lists}</SendPicsInfo></xml>`)).to.deep.equal([
        ["SendPicsInfo/PicList/item[1]/PicMd5Sum", "a"],
        ["SendPicsInfo/PicList/item[2]/PicMd5Sum", "b"],
      ]);
    }
  });

  it("reads names of every kind, and never touches a prototype", () => {
    const odd = "<__proto__><admin>1</admin></__proto__><a:b-c>2</a:b-c><企>3</企>";
    expect(fieldsOf(`<xml>${odd}</xml>`)).to.deep.equal([
      ["__proto__/admin", "1"],
      ["a:b-c", "2"],
      ["企", "3"],
    ]);
    expect("admin" in {}).to.equal(false);
  });

  it("reads 1,999 fields, and 16 levels", () => {
    expect(read(`<xml>${many(1999)}</xml>`).size).to.equal(1999);
    expect(read(`<xml>${nested(16)}</xml>`).size).to.equal(1);
    expect(problemOf(`<xml>${many(2000)}</xml>`)).to.equal("too-much");
    expect(problemOf(`<xml>${nested(17)}</xml>`)).to.equal("too-much");
  });

  it("tells what no platform sends from what cannot be read", () => {
    for (const [xml, problem] of [
      [`<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>${content("&a;")}`, "forbidden"],
      [`<!DOCTYPE xml>${said("]]>")}`, "forbidden"],
      [`<?php exit ?>${content("x")}`, "forbidden"],
      ["<xml><?x y?><Content>hello</Content></xml>", "forbidden"],
      ["hello", "malformed"],
      ["", "malformed"],
      ["<xml>", "malformed"],
      ["<html></html>", "malformed"],
      [content("a < b"), "malformed"],
      [`${said("a")}${said("b")}`, "malformed"],
      [said("a]]></Content><?php ?>"), "malformed"],
    ] as const) {
      expect(problemOf(xml), xml).to.equal(problem);
    }
  });

  it("takes time in proportion, whatever fills 64 KiB", function () {
    this.timeout(5000);
    const fillings = [
      ...[
        "]]>",
        "]]>]]",
        "<![CDATA[",
        "]]>\n",
        "]]></",
        "<a><![CDATA[]]>",
        "<a><![CDATA[]]></a>",
        "<",
        "&",
        "&#1;",
        "&#0",
      ],
      ...[
        '<a b="',
        "<!--",
        "<a ",
        "]]><![CDATA[",
        "]]></a>",
        "]]></Content>",
        "<a/>",
        "<a>",
        "</a>",
        "\u001d",
        '<a b="c"/>',
        ' b="c"',
      ],
    ];
    for (const filling of fillings) {
      const full = filling.repeat(Math.floor(65_000 / filling.length));
      for (const xml of [`<xml>${full}</xml>`, said(full)]) {
        const started = process.cpuUsage().user;
        readAnyXml(xml);
        const ms = (process.cpuUsage().user - started) / 1000;
        expect(ms, `${filling} ${xml.slice(0, 30)}`).to.be.below(150);
      }
    }
  });
});
