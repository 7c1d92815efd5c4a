import { expect } from "chai";
import fc from "fast-check";
import { element } from "../../src/wire/cdata.ts";
import { readFields, readFieldsByParser, writeFields } from "../../src/wire/loose-xml.ts";
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
        expect(readFields(written)).to.deep.equal(readFieldsByParser(written));
      }),
      { numRuns: scaled(3000) },
    );
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
