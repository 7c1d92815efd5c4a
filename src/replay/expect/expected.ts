import { BadInputError } from "../../domain/bad-input.ts";
import { readExpected } from "../../talk/grammar/expected.ts";
import { readLine } from "../../talk/grammar/read-line.ts";
import type { Expected as ExpectedLine } from "../../talk/grammar/talk.ts";
import { readFields, type Fields } from "../../wire/loose-xml.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { isRecording, readLines } from "../recording/read-recorded.ts";
import { actorOf, type Recorded } from "../recording/recorded.ts";
import { textLines } from "../recording/text-lines.ts";

/** The expected reply to a callback, and where it is written. */
export type ExpectedReply = { readonly where: string } &
  /** A reply's fields; undefined: no reply. */
  (
    | { readonly kind: "reply"; readonly fields: Fields | undefined }
    /** A `<` line of a transcript, read and as it is written; undefined: there is none. */
    | { readonly kind: "line"; readonly line: ExpectedLine | undefined; readonly text: string }
  );

/** An expected reply, and who sent the callback. */
type Awaited = ExpectedReply & { readonly actor: string };

/** What callbacks are to be answered, one after the other. */
export type Expectations = {
  /**
   * Returns the answer to the next callback; undefined: none is known. Throws `BadInputError` where
   * the file speaks of another callback.
   */
  next(recorded: Recorded): Promise<ExpectedReply | undefined>;
  /** Counts what the file has left. */
  left(): Promise<number>;
};

/**
 * Reads what is expected from a recording, or from a transcript in the notation of talks, a line at a
 * time; without a file, or behind its end, it is what is kept beside each callback. The secrets
 * decrypt what is still encrypted.
 */
export function createExpectations(file: string | undefined, secrets: Secrets): Expectations {
  const source = file === undefined ? undefined : awaitedIn(file, secrets);
  return {
    async next(recorded) {
      // Checks belong to no conversation, and no file is asked about them.
      if (recorded.kind === "check") return undefined;
      const value = (await source?.next())?.value ?? undefined;
      if (value === undefined) return recorded.expected && { kind: "reply", ...recorded.expected };
      if (value.actor === actorOf(recorded.fields)) return value;
      throw new BadInputError(
        `${value.where} is about somebody else than ${recorded.where}; --expect takes what was answered to the same callbacks in the same order`,
      );
    },
    async left() {
      let count = 0;
      for await (const _ of source ?? []) count += 1;
      return count;
    },
  };
}

function awaitedIn(file: string, secrets: Secrets): AsyncGenerator<Awaited, undefined> {
  return isRecording(file) ? fromRecording(file, secrets) : fromTranscript(file);
}

async function* fromRecording(file: string, secrets: Secrets): AsyncGenerator<Awaited, undefined> {
  for await (const read of readLines(file, secrets)) {
    if ("why" in read || read.recorded.kind === "check") continue;
    const { line, recorded } = read;
    const actor = actorOf(recorded.fields);
    yield { where: recorded.where, actor, kind: "reply", fields: readFields(line.reply ?? "") };
  }
  return undefined;
}

/** What somebody says or does, and all `<` lines after it as one text. */
type Turn = { readonly where: string; readonly actor: string; readonly answer: string | undefined };

async function* fromTranscript(file: string): AsyncGenerator<Awaited, undefined> {
  let turn: Turn | undefined;
  let isAnswer = false;
  for await (const { number, text } of textLines(file)) {
    const where = `${file}:${number}`;
    const line = readLine(text, number);
    if (line.kind === "misread") throw new BadInputError(`${where}: expected ${line.wanted}`);
    const isTurn = line.kind === "turn" && (line.sign === ">" || line.sign === "~");
    if (isTurn && turn !== undefined) yield awaitedOf(turn);
    if (isTurn) turn = { actor: nameOf(line.actor), where, answer: undefined };
    isAnswer = (line.kind === "turn" && line.sign === "<") || (line.kind === "more" && isAnswer);
    if (isAnswer && turn !== undefined && (line.kind === "turn" || line.kind === "more")) {
      const before = turn.answer === undefined ? "" : `${turn.answer}\n`;
      turn = { ...turn, answer: before + line.text.text };
    }
  }
  if (turn !== undefined) yield awaitedOf(turn);
  return undefined;
}

function awaitedOf({ where, actor, answer }: Turn): Awaited {
  if (answer === undefined) return { kind: "line", where, actor, line: undefined, text: "" };
  const line = readExpected(answer, { line: 1, column: 1 });
  if ("wanted" in line) throw new BadInputError(`${where}: expected ${line.wanted}`);
  return { kind: "line", where, actor, line, text: answer };
}

/** Returns an actor's name without its quotes, and without the app behind it. */
function nameOf(actor: string): string {
  const bare = actor.replace(/@\d+$/, "");
  // The line was read as a turn, so its quotes are those of JSON.
  return bare.startsWith('"') ? String(JSON.parse(bare)) : bare;
}
