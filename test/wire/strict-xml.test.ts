import { expect } from "chai";
import { readCompatibleXml, readEnvelopeXml } from "../../src/wire/strict-xml.ts";
import { refusalOf } from "./samples.ts";

const read = readEnvelopeXml;
const fieldsOf = (xml: string): readonly (readonly [string, string])[] => [...read(xml)];
const content = (text: string): string => `<xml><Content>${text}</Content></xml>`;
const many = (count: number): string =>
  Array.from({ length: count }, (_, index) => `<F${index}/>`).join("");
const nested = (count: number): string => "<x>".repeat(count) + "</x>".repeat(count);

const laughs =
  '<!DOCTYPE xml [<!ENTITY lol "lol">' +
  Array.from(
    { length: 9 },
    (_, index) => `<!ENTITY lol${index + 1} "${`&lol${index || ""};`.repeat(10)}">`,
  ).join("") +
  "]>";

/** The probes of SECURITY §10.2, and what others asked of such a reader. */
const refused: readonly (readonly [string, string])[] = [
  ["a billion laughs", laughs + content("&lol9;")],
  [
    "a file from outside",
    `<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>${content("&file;")}`,
  ],
  ["a DOCTYPE alone", `<!DOCTYPE xml>${content("hello")}`],
  ["a <__proto__> field", "<xml><__proto__>x</__proto__></xml>"],
  ["a <__proto__> object", "<xml><__proto__><admin>1</admin></__proto__></xml>"],
  ["a root called __proto__", "<__proto__><Content>x</Content></__proto__>"],
  ["a nested <constructor>", "<xml><constructor><prototype>x</prototype></constructor></xml>"],
  ["MsgId twice", "<xml><MsgId>1</MsgId><MsgId>2</MsgId></xml>"],
  ["Content with an element in it", content("<b>hello</b>")],
  ["Content with an empty element in it", content("a<b/>")],
  ["an attribute", '<xml><Content lang="en">hello</Content></xml>'],
  ["an attribute of the root", '<xml a="1"><Content>hello</Content></xml>'],
  ["a namespace", '<xml xmlns="urn:x"><Content>hello</Content></xml>'],
  ["50,000 elements deep", `<xml>${nested(50_000)}</xml>`],
  ["20,000 fields", `<xml>${many(20_000)}</xml>`],
  ["200 fields below the root", `<xml>${many(200)}</xml>`],
  ["NUL", content("a\0b")],
  ["NUL by number", content("a&#0;b")],
  ["a control character", content("a\u0001b")],
  ["a control character that XML 1.1 allows", `<?xml version="1.1"?>${content("a&#1;b")}`],
  ["U+FFFF", content("a\uFFFFb")],
  ["an unknown entity", content("&nbsp;")],
  ["an entity called constructor", content("&constructor;")],
  ["an entity called __proto__", content("&__proto__;")],
  ["an entity called toString", content("&toString;")],
  ["a processing instruction", `<?php exit ?>${content("hello")}`],
  ["a processing instruction inside", "<xml><?x y?><Content>hello</Content></xml>"],
  ["a second XML declaration", `${content("hello")}<?xml version="1.0"?>`],
  ["another root", "<html><Content>hello</Content></html>"],
  ["two roots", content("hello") + content("hello")],
  ["text between the fields", "<xml>a<Content>hello</Content></xml>"],
  ["CDATA between the fields", "<xml><Content>hello</Content><![CDATA[a]]></xml>"],
  ["a no-break space between the fields", "<xml>\u00A0<Content>hello</Content></xml>"],
  ["text before the root", `a${content("hello")}`],
  ["text after the root", `${content("hello")}a`],
  ["a field name with a hyphen", "<xml><A-B/></xml>"],
  ["a field name with a colon", "<xml><a:b/></xml>"],
  ["a Chinese field name", "<xml><企/></xml>"],
  ["a field name of 65 letters", `<xml><${"a".repeat(65)}/></xml>`],
  ["what nests in a message", "<xml><ScanCodeInfo><ScanType>x</ScanType></ScanCodeInfo></xml>"],
  ["a field twice, both empty", "<xml><ScanCodeInfo/><ScanCodeInfo/></xml>"],
  ["a container's field twice", "<xml><ScanCodeInfo><ScanType/><ScanType/></ScanCodeInfo></xml>"],
  ["a container in the wrong place", "<xml><item><PicMd5Sum/></item></xml>"],
  ["what is nested in a container's field", "<xml><BatchJob><JobId><x/></JobId></BatchJob></xml>"],
  ["an unclosed root", "<xml><Content>hello</Content>"],
  ["a wrongly closed field", "<xml><Content>hello</MsgId></xml>"],
  ["an unclosed CDATA section", "<xml><Content><![CDATA[hello</Content></xml>"],
  ["]]> in bare text", content("]]>")],
  ["nothing", ""],
  ["white space", " \n"],
  ["JSON", '{"Content": "hello"}'],
];

describe("the strict reader of envelopes", () => {
  for (const [what, xml] of refused) {
    it(`refuses ${what}, and at once`, function () {
      this.timeout(1000);
      expect(refusalOf(() => read(xml))).to.equal("envelope-xml");
    });
  }

  it("says why, and names no content", () => {
    expect(() => read("<xml><MsgId>secret</MsgId><MsgId>2</MsgId></xml>")).to.throw(
      "refused (envelope-xml, -40002): MsgId is there twice",
    );
  });

  it("never touches a prototype", () => {
    for (const [, xml] of refused) refusalOf(() => read(xml));
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    expect("admin" in {}).to.equal(false);
  });

  it("reads digits as text, however many", () => {
    const digits = "1234567890123456789012345";
    expect(fieldsOf(`<xml><MsgId>${digits}</MsgId><Content>0123456</Content></xml>`)).to.deep.equal(
      [
        ["MsgId", digits],
        ["Content", "0123456"],
      ],
    );
  });

  it("reads a field called constructor as any other", () => {
    expect(fieldsOf("<xml><constructor>x</constructor></xml>")).to.deep.equal([
      ["constructor", "x"],
    ]);
  });

  it("reads text, entities, numbers, comments and CDATA, split or not, as one text", () => {
    expect(
      read(content("a&lt;&#x4f01;<!-- no -->&amp;<![CDATA[<b> ]]]]><![CDATA[>]]>")).get("Content"),
    ).to.equal("a<企&<b> ]]>");
    expect(read(content("  \n ")).get("Content")).to.equal("  \n ");
    expect(read("<xml><Content/></xml>").get("Content")).to.equal("");
  });

  it("allows a byte order mark, an XML declaration, comments and white space around", () => {
    const around = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<!-- said -->\n${content("x")}\n`;
    expect(fieldsOf(around)).to.deep.equal([["Content", "x"]]);
  });

  it("allows 199 fields, and a name of 64 letters", () => {
    expect(read(`<xml>${many(199)}</xml>`).size).to.equal(199);
    expect(fieldsOf(`<xml><${"a".repeat(64)}/></xml>`)).to.deep.equal([["a".repeat(64), ""]]);
  });
});

describe("the reader of compatible mode's envelopes", () => {
  const encrypt = "<Encrypt><![CDATA[YQ==]]></Encrypt>";

  it("passes over whatever a message may hold beside Encrypt", () => {
    for (const beside of [
      "<Content><![CDATA[你好\u001d\0\uFFFE\ud800]]></Content>",
      "<Content>&#0;</Content>",
      "<Content><![CDATA[<a><![CDATA[x]]></a>]]></Content>",
      "<SendPicsInfo><PicList><item><PicMd5Sum>a</PicMd5Sum></item></PicList></SendPicsInfo>",
      "<List><TemplateId>1</TemplateId></List><List><TemplateId>2</TemplateId></List>",
    ]) {
      for (const xml of [`<xml>${beside}${encrypt}</xml>`, `<xml>${encrypt}${beside}</xml>`]) {
        expect(readCompatibleXml(xml).get("Encrypt"), xml).to.equal("YQ==");
      }
    }
  });

  for (const [what, xml] of [
    ["Encrypt twice", `<xml>${encrypt}${encrypt}</xml>`],
    ["a field in Encrypt", "<xml><Encrypt>a<b>c</b></Encrypt></xml>"],
    ["a DOCTYPE", `<!DOCTYPE xml><xml>${encrypt}</xml>`],
    ["a processing instruction", `<xml><?x y?>${encrypt}</xml>`],
    ["2,000 fields", `<xml>${many(2000)}${encrypt}</xml>`],
    ["17 levels", `<xml>${nested(17)}${encrypt}</xml>`],
    ["what is no XML", "hello"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusalOf(() => readCompatibleXml(xml))).to.equal("envelope-xml");
    });
  }
});
