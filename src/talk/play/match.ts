import { parseContact } from "../../domain/contact.ts";
import type { Reply } from "../../domain/reply.ts";
import { formOf } from "../notation.ts";
import type { Expected, Template } from "../grammar/talk.ts";
import { comparisonOf, prefix } from "./comparison.ts";
import { execInTime } from "./in-time.ts";

/** What the names of a talk stand for. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * Compares text with a template: answers what its names newly stand for, or undefined where the
 * two differ. A name that stands for something already must be met as that. Throws `BadInputError`
 * where that cannot be found out in a second.
 */
export function match(template: Template, text: string, bindings: Bindings): Bindings | undefined {
  const { pattern, isLinear } = comparisonOf(template, bindings);
  const found = isLinear ? pattern.exec(text) : execInTime(pattern, text);
  if (found === null) return undefined;
  const caught = new Map<string, string>();
  for (const [group, value] of Object.entries(found.groups ?? {})) {
    if (group.startsWith(prefix)) caught.set(group.slice(prefix.length), value);
  }
  return caught;
}

/** Compares a reply with what a line expects: its form first, then its text. */
export function matchReply(
  expected: Expected,
  reply: Reply | undefined,
  names: Bindings,
): Bindings | undefined {
  if (expected.form === "nothing") return reply === undefined ? new Map() : undefined;
  const met = reply && formOf(reply);
  return met?.form === expected.form ? match(expected.text, met.text, names) : undefined;
}

/** Says whether two ways to write an address mean the same phone or mailbox. */
export function isTo(arrival: { readonly to: string }, to: string): boolean {
  return addressOf(arrival.to) === addressOf(to);
}

function addressOf(to: string): string {
  return parseContact(to)?.to ?? to.trim().toLowerCase();
}

/** Fills a template's names in; undefined when one stands for nothing, or a hole only matches. */
export function fill(template: Template, bindings: Bindings): string | undefined {
  let text = "";
  for (const part of template) {
    const piece =
      part.kind === "literal"
        ? part.text
        : part.kind === "name"
          ? bindings.get(part.name)
          : undefined;
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}
