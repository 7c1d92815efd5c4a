import { AssertionError } from "node:assert";
import { printable } from "../domain/printable.ts";
import type { Reply } from "../domain/reply.ts";
import { readExpected } from "../talk/grammar/expected.ts";
import type { Expected } from "../talk/grammar/talk.ts";
import { writeReplyText } from "../talk/notation.ts";
import { matchReply } from "../talk/play/match.ts";
import type { Action } from "../domain/action.ts";
import type { Behind } from "../talk/play/target.ts";
import type { ChatEvent } from "./transcript.ts";

/** Somebody who follows the account. What is done resolves to the text that answers it, if any. */
export type Follower = {
  readonly name: string;
  follow(): Promise<string | undefined>;
  unfollow(): Promise<string | undefined>;
  /** Opens the chat. */
  enter(): Promise<string | undefined>;
  /** Taps a menu's item. */
  tap(key: string): Promise<string | undefined>;
  view(url: string): Promise<string | undefined>;
  say(text: string): Promise<string | undefined>;
  sendImage(mediaId: string): Promise<string | undefined>;
  /**
   * Expects what was answered last: text as talks write it, with `{{name}}`, `{{any}}`,
   * `{{/pattern/}}` and `(nothing)`, or a regular expression. Resolves to what the names stand for.
   * Throws an AssertionError that shows the callback behind it.
   */
  hears(expected: string | RegExp): Promise<Readonly<Record<string, string>>>;
  /** What the account sent by itself, oldest first. */
  heard(): Promise<readonly Reply[]>;
  /** `none`, `unverified`, `confirming` or `followed`. */
  status(): Promise<string | undefined>;
  /** Whatever the world knows of a follower: `phase`, `userid`, `apps` … */
  fact(name: string): Promise<string | undefined>;
};

type Ways = {
  readonly act: (actor: string, act: Action) => Promise<Extract<ChatEvent, { kind: "act" }>>;
  readonly heard: () => Promise<readonly Reply[]>;
  readonly fact: (name: string) => Promise<string | undefined>;
};

/** Makes a follower of a test world, who acts and reads by `ways`. */
export function createFollower(name: string, ways: Ways): Follower {
  let last: Extract<ChatEvent, { kind: "act" }> | undefined;
  const act = async (action: Action["action"], text = ""): Promise<string | undefined> => {
    last = await ways.act(name, { action, text });
    const { replies, behind } = last.acted;
    if (behind.problem !== undefined) throw failure(behind.problem, behind);
    const [reply] = replies;
    return reply === undefined ? undefined : writeReplyText(reply);
  };
  return {
    name,
    follow: () => act("follow"),
    unfollow: () => act("unfollow"),
    enter: () => act("enter"),
    tap: (key) => act("tap", key),
    view: (url) => act("view", url),
    say: (text) => act("say", text),
    sendImage: (mediaId) => act("image", mediaId),
    heard: ways.heard,
    fact: ways.fact,
    status: () => ways.fact("status"),
    hears(expected) {
      return new Promise((resolve) => {
        if (last === undefined) throw failure(`${name} has said and done nothing yet`);
        resolve(compared(expected, last));
      });
    },
  };
}

function compared(
  expected: string | RegExp,
  { acted: { replies, behind } }: Extract<ChatEvent, { kind: "act" }>,
): Readonly<Record<string, string>> {
  const [reply] = replies;
  const actual = writeReplyText(reply);
  if (typeof expected !== "string") {
    if (reply !== undefined && expected.test(actual)) return {};
    throw failure("something else was answered", behind, { actual, expected: String(expected) });
  }
  const caught = matchReply(expectedOf(expected), reply, new Map());
  if (caught !== undefined) return Object.fromEntries(caught);
  throw failure("something else was answered", behind, { actual, expected });
}

function expectedOf(text: string): Expected {
  const read = readExpected(text, { line: 1, column: 1 });
  if (!("wanted" in read)) return read;
  throw failure(`column ${read.at.column}: expected ${read.wanted}`);
}

function failure(
  message: string,
  behind?: Behind,
  values: { readonly actual?: string; readonly expected?: string } = {},
): AssertionError {
  const { turn, sent, received, status } = behind ?? {};
  const moved = turn && `${turn.input}, ${turn.before} → ${turn.after}, ${turn.outcome}; `;
  const told =
    behind === undefined
      ? ""
      : `\nbehind it: ${moved ?? ""}answered ${status ?? 0}\n  sent      ${sent ?? ""}\n  received  ${received ?? ""}`;
  const { actual, expected } = values;
  const error = new AssertionError({
    message: printable(`${message}${told}`),
    ...(actual !== undefined && { actual: printable(actual) }),
    ...(expected !== undefined && { expected: printable(expected) }),
  });
  // Mocha shows the two as a diff.
  return Object.assign(error, { showDiff: values.actual !== undefined });
}
