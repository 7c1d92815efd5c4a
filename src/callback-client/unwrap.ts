import { isUtf8 } from "node:buffer";
import { parseJson } from "../domain/read-as.ts";
import { problem, type ReplyProblem } from "./problem.ts";

/** What an answer says, and what stands around it that should not. */
export type Unwrapped = { readonly said: string; readonly problems: readonly ReplyProblem[] };

const byteOrderMark = "\uFEFF";

/**
 * Takes off an answer what frameworks put around it: a byte-order mark, white space, the quotes of
 * a JSON string. What is wrong within, such as a mark inside the quotes, is found too.
 */
export function unwrap(body: Buffer): Unwrapped {
  const problems: ReplyProblem[] = [];
  if (!isUtf8(body)) problems.push(problem("not-utf-8", "the answer is not UTF-8"));
  let said = body.toString("utf8");
  const takeOff = (rest: string, found: ReplyProblem): void => {
    said = rest;
    if (problems.every(({ name }) => name !== found.name)) problems.push(found);
  };
  for (;;) {
    const inner = stringOf(said);
    // JavaScript's own trim would take the mark away with the spaces.
    const trimmed = said.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    if (said.startsWith(byteOrderMark)) {
      takeOff(said.slice(1), problem("byte-order-mark", "a byte-order mark stands before it"));
    } else if (trimmed !== said) {
      takeOff(trimmed, problem("white-space", `white space stands around it${what(said)}`));
    } else if (inner !== undefined) {
      takeOff(inner, problem("quotes", "it stands in quotes, as a JSON string"));
    } else {
      return { said, problems };
    }
  }
}

function what(said: string): string {
  const [before = ""] = /^[ \t\r\n]*/.exec(said) ?? [];
  return before === "" ? ", at its end" : ", at its beginning";
}

function stringOf(text: string): string | undefined {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return undefined;
  const inner = parseJson(text);
  return typeof inner === "string" ? inner : text.slice(1, -1);
}
