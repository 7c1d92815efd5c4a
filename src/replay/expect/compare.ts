import type { Verdict } from "../../callback-client/verdict.ts";
import type { Fields } from "../../wire/loose-xml.ts";
import type { Reply } from "../../domain/reply.ts";
import { formOf, writeReplyText } from "../../talk/notation.ts";
import { match } from "../../talk/play/match.ts";
import type { ExpectedReply } from "./expected.ts";

/** Never compared: they are other ones each time, or judged by rules of their own. */
const neverCompared: readonly string[] = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgId",
  "AgentID",
];

/**
 * Compares an answer with the expected one, field by field but for those of `ignored`, or turn by
 * turn with a transcript. Answers lines of a diff, `- ` as expected and `+ ` as answered; none when
 * they are alike.
 */
export function differences(
  expected: ExpectedReply,
  { read }: Verdict,
  ignored: readonly string[],
): readonly string[] {
  if (expected.kind === "line") return lineDifferences(expected, read?.reply);
  const wanted = textsIn(expected.fields);
  const got = textsIn(read?.fields);
  const leftOut = new Set([...neverCompared, ...ignored]);
  return [...new Set([...wanted.keys(), ...got.keys()])]
    .filter((path) => !path.split("/").some((name) => leftOut.has(name.replace(/\[\d+\]$/, ""))))
    .flatMap((path) => fieldDifferences(path, wanted.get(path), got.get(path)));
}

function fieldDifferences(
  path: string,
  wanted: string | undefined,
  got: string | undefined,
): readonly string[] {
  if (wanted === got) return [];
  return [...marked("-", path, wanted), ...marked("+", path, got)];
}

function marked(sign: "-" | "+", path: string, text: string | undefined): readonly string[] {
  return (text?.split("\n") ?? []).map((line) => `${sign} ${path}: ${line}`);
}

function lineDifferences(
  { line, text }: Extract<ExpectedReply, { readonly kind: "line" }>,
  reply: Reply | undefined,
): readonly string[] {
  const isSilent = line === undefined || line.form === "nothing";
  if (isSilent && reply === undefined) return [];
  if (!isSilent && reply !== undefined) {
    const { form, text: said } = formOf(reply);
    if (form === line.form && match(line.text, said, new Map()) !== undefined) return [];
  }
  const wanted = text === "" ? "(nothing)" : text;
  return [...signed("-", wanted), ...signed("+", writeReplyText(reply))];
}

function signed(sign: "-" | "+", text: string): readonly string[] {
  return text.split("\n").map((line) => `${sign} ${line}`);
}

/** All texts in a reply by their paths: `Content`, `Articles/item[2]/Title`. */
function textsIn(fields: Fields | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  collect(fields ?? {}, "", found);
  return found;
}

function collect(fields: Fields, above: string, found: Map<string, string>): void {
  for (const [name, values] of Object.entries(fields)) {
    const list = [values].flat();
    for (const [index, value] of list.entries()) {
      const path = `${above}${name}${list.length > 1 ? `[${index + 1}]` : ""}`;
      if (typeof value === "string") found.set(path, value);
      else collect(value, `${path}/`, found);
    }
  }
}
