import { BadInputError } from "../../domain/bad-input.ts";
import { readExpected } from "../../talk/grammar/expected.ts";
import { readLine } from "../../talk/grammar/read-line.ts";
import type { Expected as ExpectedLine } from "../../talk/grammar/talk.ts";
import { readFields, type Fields } from "../../wire/loose-xml.ts";
import type { Secrets } from "../../wire/secrets.ts";
import { isRecording, readLines } from "../recording/read-recorded.ts";
import { actorOf, type Recorded } from "../recording/recorded.ts";
import { textLines } from "../recording/text-lines.ts";

/** What a callback is to be answered, and where that is written. */
export type ExpectedReply = { readonly where: string } &
  /** A reply's fields; undefined: no reply. */
  (
    | { readonly kind: "reply"; readonly fields: Fields | undefined }
    /** A `<` line of a transcript, and as it is written there; undefined: no such line. */
    | { readonly kind: "line"; readonly line: ExpectedLine | undefined; readonly text: string }
  );

/** An expected answer, and whose callback it answers. */
type Awaited = ExpectedReply & { readonly actor: string };

/** What was answered earlier, callback by callback. */
export type Expectations = {
  /** The answer to the next callback. Throws `BadInputError` where the file speaks of another. */
  next(recorded: Recorded): Promise<ExpectedReply | undefined>;
  /** How many callbacks the file has that nobody asked for. */
  left(): Promise<number>;
};

/**
 * Reads what is expected from a recording, or from a transcript in the notation of talks, along
 * with what is replayed: neither is ever held whole. The secrets open what is still encrypted.
 */
export function createExpectations(file: string, secrets: Secrets): Expectations {
  const source = isRecording(file) ? fromRecording(file, secrets) : fromTranscript(file);
  return {
    async next(recorded) {
      // Checks are no conversation; neither file is asked about them.
      if (recorded.kind === "check") return undefined;
      const { value } = await source.next();
      const actor = actorOf(recorded.fields);
      if (value === undefined || value.actor === actor) return value ?? undefined;
      throw new BadInputError(
        `${value.where} is about somebody else than ${recorded.where}; --expect takes what was answered to the same callbacks in the same order`,
      );
    },
    async left() {
      let count = 0;
      for await (const _ of source) count += 1;
      return count;
    },
  };
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

/** Somebody's turn, and what he was answered: all `<` lines behind it are one text here. */
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

/** An actor without quotes, and without the app that it speaks to. */
function nameOf(actor: string): string {
  const bare = actor.replace(/@\d+$/, "");
  // The line was read as a turn, so its quotes are those of JSON.
  return bare.startsWith('"') ? String(JSON.parse(bare)) : bare;
}
