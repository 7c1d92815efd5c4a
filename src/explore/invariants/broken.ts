import { writeArrival, writeTurn } from "../../talk/notation.ts";
import { type Seen } from "../observed.ts";
import { successWords } from "../reading.ts";

/** What was seen of a broken promise, and the lines by which a talk shows it. */
export type Broken = {
  /** What was seen instead. */
  readonly instead: string;
  /** Lines that pass once the promise is kept again; none where the action itself fails the talk. */
  readonly lines: readonly string[];
};

/** Broken by a success that should not be. */
export function notSuccess(seen: Seen, instead: string): Broken {
  return { instead, lines: [notSaying(seen, successWords)] };
}

/** A line that any other answer passes. */
export function notSaying({ person }: Seen, words: RegExp): string {
  return writeTurn(person.name, "<", `{{/(?![^]*(${words.source}))[^]*/}}`).join("\n");
}

/** A line that holds that nothing arrives. */
export function nothingAt({ channel, to }: Seen["arrivals"][number]): string {
  return writeArrival(channel, to, "(nothing)");
}
