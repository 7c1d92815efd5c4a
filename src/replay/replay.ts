import { BadInputError } from "../domain/bad-input.ts";
import { writeArrival, writeReplyText, writeText, writeTurn } from "../talk/notation.ts";
import type { Arrival, InboxReader } from "./inbox-reader.ts";
import { actorOf, gestureOf, type Recorded } from "./recorded.ts";
import { play, type Target } from "./target.ts";

/**
 * Plays recorded callbacks in order and prints the conversation in the notation of talks. `{{code}}`
 * in a text stands for the last code that arrived. Answers how many callbacks failed.
 */
export async function replayAll(
  recordings: readonly Recorded[],
  target: Target,
  inbox: InboxReader,
  print: (line: string) => void,
): Promise<number> {
  let failed = 0;
  let createTime = Math.floor(Date.now() / 1000) - recordings.length;
  for (const recorded of recordings) {
    const actor = actorOf(recorded);
    const { sign, text } = gestureOf(recorded);
    const content = text.includes("{{code}}") ? await withCode(text, recorded, inbox) : undefined;
    for (const line of writeTurn(actor, sign, writeText(content ?? text))) print(line);
    createTime += 1;
    const played = await play(target, recorded, createTime, content);
    if (!played.ok) {
      failed += 1;
      print(`# ${recorded.file}: ${played.problem}`);
      continue;
    }
    const said = played.reply !== undefined || sign === ">";
    const lines = said ? writeTurn(actor, "<", writeReplyText(played.reply)) : [];
    for (const line of lines) print(line);
    for (const arrival of await inbox.fresh()) print(shown(arrival));
  }
  return failed;
}

function shown({ channel, to, text, code }: Arrival): string {
  return writeArrival(channel, to, code ?? writeText(text));
}

async function withCode(text: string, { file }: Recorded, inbox: InboxReader): Promise<string> {
  const code = await inbox.lastCode();
  if (code !== undefined) return text.replaceAll("{{code}}", code);
  throw new BadInputError(
    `${file} says {{code}}, and no code has arrived in an inbox that can be read from here`,
  );
}
