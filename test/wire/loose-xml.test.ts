import { expect } from "chai";
import fc from "fast-check";
import { element } from "../../src/wire/cdata.ts";
import { readFields } from "../../src/wire/loose-xml.ts";
import { writeFields } from "../../src/wire/write-fields.ts";
import { scaled } from "../support/sizes.ts";

describe("reading XML forgivingly", () => {
  it("reads what it need not parse as the parser does", () => {
    const name = fc.constantFrom("Content", "MsgType", "A", "a_1");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", " ", " a", "0", "]]>"),
    );
    const bare = fc.stringMatching(/^[ -%'-;=?-~]{0,12}$/);
    const field = fc.oneof(
      fc.tuple(name, text).map(([tag, value]) => element(tag, value)),
      fc.tuple(name, bare).map(([tag, value]) => `<${tag}>${value}</${tag}>`),
    );
    const xml = fc
      .array(field, { maxLength: 5 })
      .map((fields) => `<xml>${fields.join("\n")}</xml>`);
    fc.assert(
      fc.property(xml, (written) => {
        // What does not begin with <xml> is left to the parser.
        expect(readFields(written)).to.deep.equal(readFields(`\n${written}`));
      }),
      { numRuns: scaled(3000) },
    );
  });

  it("reads the value, however it is laid out", () => {
    const cases: readonly (readonly [string, string])[] = [
      ["<A>\n    <![CDATA[oPretty]]>\n  </A>", "oPretty"],
      ["<A>\r\n\t<![CDATA[oPretty]]>\r\n</A>", "oPretty"],
      ["<A>\n  1433173800\n</A>", "1433173800"],
      ["<A>\r\n a &amp; b \r\n</A>", "a & b"],
      ["<A><![CDATA[ \r\n a ]]></A>", " \r\n a "],
      ["<A>\n<![CDATA[ ]]>\n</A>", " "],
      ["<A>\n <![CDATA[a]]>\n <![CDATA[b]]>\n</A>", "ab"],
      ["<A>\n x <![CDATA[a]]> y \n</A>", "x a y"],
      ["<A>\n\u3000a\u3000\n</A>", "\u3000a\u3000"],
      ["<A>\n<!-- who -->\n<![CDATA[a]]>\n</A>", "a"],
      ["<A> </A>", ""],
    ];
    for (const [written, A] of cases) {
      expect(readFields(`<xml>\n  ${written}\n</xml>\n`), written).to.deep.equal({ A });
      expect(readFields(`<xml>\n  <B>\n ${written}\n</B></xml>`)).to.deep.equal({ B: { A } });
    }
  });

  it("reads fields by the names of what every object has", () => {
    const xml = "<xml><constructor>a</constructor><toString> <b>1</b> </toString></xml>";
    expect(readFields(xml)).to.deep.equal({ constructor: "a", toString: { b: "1" } });
  });

  it("reads what it wrote, whatever ends a CDATA section in it", () => {
    for (const Content of ["a < b & c", "]]>", "]]>a]]>b]]>", "x]]]]>>"]) {
      expect(readFields(writeFields({ Content, Inner: { Key: Content } }))).to.deep.equal({
        Content,
        Inner: { Key: Content },
      });
    }
  });
});
