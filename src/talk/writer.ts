import { writeAction } from "./grammar/action.ts";
import { writeArrival, writeReplyText, writeText, writeTurn } from "./notation.ts";
import type { Action } from "../domain/action.ts";
import type { ActionResult, Arrival } from "./play/target.ts";

/** Begins a talk that is written while it happens, and can be played: codes are names in it. */
export function createTalkWriter() {
  const names = new Map<string, string>();
  const nameOf = (code: string): string => {
    const name = names.get(code) ?? `{{code${names.size === 0 ? "" : String(names.size + 1)}}}`;
    names.set(code, name);
    return name;
  };
  return {
    /** Writes what somebody does, and what answers it; nothing where an action was not answered. */
    turn: (actor: string, act: Action, { replies, behind }: ActionResult) => {
      const [reply] = replies;
      const isSaid = act.action === "say";
      const isSilent = reply === undefined && (!isSaid || behind.problem !== undefined);
      return {
        turn: writeActionOf(actor, act, names.get(act.text)),
        answer: isSilent ? [] : writeTurn(actor, "<", writeReplyText(reply)),
      };
    },
    arrival: ({ channel, to, text, code }: Arrival): string =>
      writeArrival(channel, to, code === undefined ? `${firstLine(text)}{{any}}` : nameOf(code)),
  };
}

/** Writes what somebody says or does; `text` is written already where it is given. */
export function writeActionOf(
  actor: string,
  { action, text }: Action,
  written?: string,
): readonly string[] {
  return action === "say"
    ? writeTurn(actor, ">", written ?? writeText(text))
    : writeTurn(actor, "~", writeAction(action, written ?? writeText(text)));
}

/** Writes a message as it arrived: its code, or its first line. */
export function writeReceived({ channel, to, text, code }: Arrival): string {
  return writeArrival(channel, to, code ?? firstLine(text));
}

function firstLine(text: string): string {
  return writeText(text).split("\n", 1)[0] ?? "";
}
