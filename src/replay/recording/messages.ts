import { BadInputError } from "../../domain/bad-input.ts";
import { readFields, type Fields } from "../../wire/loose-xml.ts";
import { mendXml } from "../../wire/mend-xml.ts";
import type { CdataEnds } from "../../wire/write-fields.ts";
import { tagName, xmlTokens, type XmlToken } from "../../wire/xml-tokens.ts";

/** One XML message, and how it was written. */
export type XmlMessage = {
  /** FILE, or FILE:LINE where there are several. */
  readonly where: string;
  readonly xml: string;
  readonly fields: Fields;
  /** `bare`: some text has `]]>` in it, and nothing escapes it. */
  readonly ends: CdataEnds;
};

/**
 * Reads a text of XML messages, one or several after one another, which white space, comments and
 * lines of dashes may divide. Throws `BadInputError` that says where something else stands.
 */
export function readMessages(text: string, where: string): readonly XmlMessage[] {
  const plain = divide(text);
  const escaped = plain.fault === "unclosed" ? divide(mendXml(text) ?? text) : plain;
  const { source, parts, fault, at } = escaped.fault === undefined ? escaped : plain;
  const here = (offset: number): string => `${where}:${lineOf(source, offset)}`;
  if (fault === "behind" && parts.length > 0) {
    throw new BadInputError(`${here(at)} is behind </xml>, and no further message: take it away`);
  }
  if (fault === "unclosed" && /^\s*(?:<\?[^>]*>\s*)?<xml[\s>]/.test(text)) {
    throw new BadInputError(`${here(at)} has a tag or CDATA that does not fit to what is open`);
  }
  if (fault !== undefined || !parts.every(({ xml }) => /^<xml[\s/>]/.test(xml)) || !parts[0]) {
    throw new BadInputError(`${where} is no XML with <xml> around it`);
  }
  const ends = escaped === plain ? "escaped" : "bare";
  return parts.map((part) => {
    const fields = readFields(part.xml) ?? readFields(mendXml(part.xml) ?? "");
    const named = parts.length === 1 ? where : here(part.at);
    if (fields !== undefined) return { where: named, xml: part.xml, fields, ends };
    throw new BadInputError(
      `${named} is no message: it is empty, nests too deep, or has a tag that cannot be read`,
    );
  });
}

/** Reads a text that is one message. Throws `BadInputError` that says where it stands. */
export function readOneMessage(text: string, where: string): XmlMessage {
  if (!text.isWellFormed()) {
    throw new BadInputError(`${where} has half of a surrogate pair, which cannot be sent`);
  }
  const [message, second] = readMessages(text, where);
  if (message !== undefined && second === undefined) return message;
  throw new BadInputError(`${where} has several messages, and only one has its place there`);
}

type Part = { readonly xml: string; readonly at: number };

type Divided = {
  readonly source: string;
  readonly parts: readonly Part[];
  /** What is wrong first, and where. */
  readonly fault?: "behind" | "unclosed";
  readonly at: number;
};

const dividing = /^[\s\uFEFF=*_#~+-]*$/;

/** Divides text into whole elements. */
function divide(source: string): Divided {
  const parts: Part[] = [];
  const open: XmlToken[] = [];
  for (const token of xmlTokens(source)) {
    const { kind, written, at } = token;
    const [root] = open;
    if (root === undefined && isStray(token)) return { source, parts, fault: "behind", at };
    const last = open.at(-1);
    const isUnclosed =
      kind === "close"
        ? last === undefined || tagName(token) !== tagName(last)
        : root !== undefined && kind === "text" && /^<|\]\]>/.test(written);
    if (isUnclosed) return { source, parts, fault: "unclosed", at };
    if (kind === "open") open.push(token);
    if (kind === "close") open.pop();
    const start = root ?? (kind === "open" || kind === "empty" ? token : undefined);
    if (open.length === 0 && start !== undefined) {
      parts.push({ xml: source.slice(start.at, at + written.length), at: start.at });
    }
  }
  const [left] = open;
  return left === undefined
    ? { source, parts, at: source.length }
    : { source, parts, fault: "unclosed", at: left.at };
}

/** Says whether a piece cannot stand between messages. */
function isStray({ kind, written }: XmlToken): boolean {
  if (kind === "text") return !dividing.test(written);
  return kind === "cdata" || written.startsWith("<!DOCTYPE");
}

function lineOf(text: string, at: number): number {
  // The white space before something belongs to the lines above it.
  const from = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  return text.slice(0, from).split("\n").length;
}
