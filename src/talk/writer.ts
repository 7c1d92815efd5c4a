import { writeDeed } from "./grammar/deed.ts";
import { writeArrival, writeReplyText, writeText, writeTurn } from "./notation.ts";
import type { Act, Acted, Arrival } from "./play/stage.ts";

/** Writes what happens as a talk that can be played: codes are names in it. */
export type TalkWriter = {
  /** Somebody's turn, then what answered it; nothing where a gesture was not answered. */
  readonly turn: (actor: string, act: Act, acted: Acted) => Turn;
  readonly arrival: (arrival: Arrival) => string;
};

/** The lines of a turn and of its answer. */
export type Turn = { readonly turn: readonly string[]; readonly answer: readonly string[] };

/** Begins a talk. */
export function createTalkWriter(): TalkWriter {
  const names = new Map<string, string>();
  const nameOf = (code: string): string => {
    const name = names.get(code) ?? `{{code${names.size === 0 ? "" : String(names.size + 1)}}}`;
    names.set(code, name);
    return name;
  };
  return {
    turn: (actor, act, { replies, behind }) => {
      const [reply] = replies;
      const isSaid = act.deed === "say";
      const isSilent = reply === undefined && (!isSaid || behind.problem !== undefined);
      return {
        turn: writeAct(actor, act, names.get(act.text)),
        answer: isSilent ? [] : writeTurn(actor, "<", writeReplyText(reply)),
      };
    },
    arrival: ({ channel, to, text, code }) =>
      writeArrival(channel, to, code === undefined ? `${firstLine(text)}{{any}}` : nameOf(code)),
  };
}

/** Writes what somebody says or does; `text` is written already where it is given. */
export function writeAct(actor: string, { deed, text }: Act, written?: string): readonly string[] {
  return deed === "say"
    ? writeTurn(actor, ">", written ?? writeText(text))
    : writeTurn(actor, "~", writeDeed(deed, written ?? writeText(text)));
}

/** Writes a message as it arrived: its code, or its first line. */
export function writeReceived({ channel, to, text, code }: Arrival): string {
  return writeArrival(channel, to, code ?? firstLine(text));
}

function firstLine(text: string): string {
  return writeText(text).split("\n", 1)[0] ?? "";
}
