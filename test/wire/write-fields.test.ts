import { expect } from "chai";
import fc from "fast-check";
import { readFields, type Fields } from "../../src/wire/loose-xml.ts";
import { writeFields } from "../../src/wire/write-fields.ts";
import { scaled } from "../support/sizes.ts";

const name = fc.constantFrom("Content", "SpNo", "a_1", "constructor", "Item", "审批", "MsgId");
// A reader of XML takes a carriage return for a line end, and text without CDATA loses its space.
const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("0", "-1.5", " ", "]]>"));
const { fields } = fc.letrec<{ fields: Fields; value: string | Fields }>((tie) => ({
  fields: fc.dictionary(
    name,
    fc.oneof(tie("value"), fc.array(tie("value"), { minLength: 2, maxLength: 3 })),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  ),
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, text, tie("fields")),
}));

describe("writing fields as the platform does", () => {
  it("writes text in CDATA and numbers plain", () => {
    const Item = [{ OptionId: "1" }, { OptionId: "a" }];
    expect(
      writeFields({
        CreateTime: "1433173800",
        Content: "482913",
        MsgId: "x",
        Location_X: "-23.1",
        List: { Item },
      }),
    ).to.equal(
      "<xml><CreateTime>1433173800</CreateTime><Content><![CDATA[482913]]></Content>" +
        "<MsgId><![CDATA[x]]></MsgId><Location_X>-23.1</Location_X><List>" +
        "<Item><OptionId><![CDATA[1]]></OptionId></Item><Item><OptionId><![CDATA[a]]></OptionId></Item></List></xml>",
    );
  });

  it("keeps attributes, and text beside elements", () => {
    const read = readFields(`<xml><A x="1 &amp; &quot;2&quot;">q<B>r</B></A></xml>`) ?? {};
    expect(writeFields(read)).to.equal(
      `<xml><A x="1 &#38; &#34;2&#34;"><![CDATA[q]]><B><![CDATA[r]]></B></A></xml>`,
    );
    expect(readFields(writeFields(read))).to.deep.equal(read);
  });

  it("is read back as it was, whatever nests and repeats in it", () => {
    fc.assert(
      fc.property(fields, (written) => {
        expect(readFields(writeFields(written))).to.deep.equal(written);
      }),
      { numRuns: scaled(500) },
    );
  });
});
