import { expect } from "chai";
import fc from "fast-check";
import { readFlatXml } from "../../src/wire/flat-xml.ts";
import { readAnyXml } from "../../src/wire/message-xml.ts";
import { RefusedError } from "../../src/wire/refusal.ts";
import { readEnvelopeXml } from "../../src/wire/strict-xml.ts";
import { callbackXml, demoSecrets } from "../support/pushes.ts";
import { scaled } from "../support/sizes.ts";

const pieces = [
  ...Array.from("<>/![]&;\"'=? \n\t\r\u0000\uFEFF\uFFFE\ud800"),
  ...["<xml>", "</xml>", "<a>", "</a>", "<B_1>", "</B_1>", "<a/>", "<é>", "<!-- x -->", "<?x?>"],
  ...["<![CDATA[", "]]>", "]]", "]", "&amp;", "&#10;", "1", "text", "企", "😀"],
  ...["<__proto__>", "</__proto__>", '<a b="c">', "<!DOCTYPE xml>"],
];

type Fields = readonly (readonly [string, string])[];

/** What the parser makes of an envelope, and of a message; undefined when it refuses it. */
function parsed(flat: string): readonly (Fields | undefined)[] {
  // The quick reader leaves to the parser what does not begin with <xml>.
  const xml = `\n${flat}`;
  expect(readFlatXml(xml)).to.equal(undefined);
  const message = readAnyXml(xml);
  return [envelope(xml), "problem" in message ? undefined : [...message]];
}

function envelope(xml: string): Fields | undefined {
  try {
    return [...readEnvelopeXml(xml)];
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

function expectAlike(xml: string): void {
  const flat = readFlatXml(xml);
  if (flat === undefined) return;
  expect(parsed(xml), JSON.stringify(xml)).to.deep.equal([[...flat], [...flat]]);
}

describe("the quick reader of flat XML", () => {
  it("reads what the platform writes", () => {
    const xml = callbackXml(demoSecrets, "oZhangWei", {
      msgtype: "text",
      fields: { Content: "a]]b <企> & ]]]" },
      messageId: "6000000000000000001",
    });
    expect(readFlatXml(xml)?.get("Content")).to.equal("a]]b <企> & ]]]");
    expectAlike(xml);
    expect(readFlatXml(xml.replaceAll(/<\/\w+>/g, "$&\n"))?.get("MsgId")).to.equal(
      "6000000000000000001",
    );
  });

  it("reads nothing that the parser refuses, or reads otherwise", () => {
    const numRuns = scaled(200_000);
    const field = fc.constantFrom(
      ...["<a>1</a>", "<b><![CDATA[x]]></b>", "<c></c>", "\n", "<ScanType>y</ScanType>"],
    );
    const part = fc.oneof(field, fc.constantFrom(...pieces));
    const inside = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(inside, fc.constantFrom("", "", "\n", "x", "<a/>"), (text, after) => {
        expectAlike(`<xml>${text}</xml>${after}`);
      }),
      { numRuns },
    );
  });

  it("reads a message with one letter put in, or taken out, as the parser does or not at all", () => {
    const xml = callbackXml(demoSecrets, "o1", { msgtype: "text", fields: { Content: "企" } });
    let read = 0;
    for (let at = 0; at <= xml.length; at += 1) {
      expectAlike(xml.slice(0, at) + xml.slice(at + 1));
      for (const piece of pieces) {
        const changed = xml.slice(0, at) + piece + xml.slice(at);
        expectAlike(changed);
        if (readFlatXml(changed) !== undefined) read += 1;
      }
    }
    expect(read).to.be.above(500);
  });

  it("takes time in proportion, whatever it is given", function () {
    this.timeout(2000);
    for (const piece of ["]", "]]", "<a>", "<![CDATA[", " ", "<a>]", "<a><![CDATA[]"]) {
      expect(readFlatXml(`<xml>${piece.repeat(200_000)}`)).to.equal(undefined);
      expect(readFlatXml(`<xml><a><![CDATA[${piece.repeat(200_000)}`)).to.equal(undefined);
      expect(readFlatXml(`<xml><a>${piece.repeat(200_000)}</b>`)).to.equal(undefined);
    }
  });
});
