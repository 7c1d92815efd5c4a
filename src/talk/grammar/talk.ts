import type { ActionName } from "../../domain/action.ts";
import type { Reply } from "../../domain/reply.ts";

/** Where something stands: a line and column of the file, from 1. */
export type SourcePlace = { readonly line: number; readonly column: number };

/** A conversation written down. */
export type Talk = {
  readonly file: string;
  /** The file as it is, to the letter. */
  readonly text: string;
  /** The lines as they stand in the file, without their ends. */
  readonly source: readonly string[];
  readonly steps: readonly Step[];
};

/** Whoever follows the account, and with which of its apps the chat is. */
export type Actor = { readonly name: string; readonly agent?: number };

/** One line of a talk, with the `|` lines that belong to it, or with its block. */
export type Step = { readonly at: SourcePlace } & (
  | WorldLine
  | Block
  /** `>`: says, which is the action `say`; `~`: does any other. */
  | {
      readonly kind: "acts";
      readonly actor: Actor;
      readonly action: ActionName;
      readonly text: Template;
    }
  /** `<`: is answered. */
  | ({ readonly kind: "answered" } & Expecting)
  /** `<+`: hears later. */
  | ({ readonly kind: "hears" } & Expecting)
  /** `!`: a code or anything else reaches a phone or mailbox. */
  | {
      readonly kind: "arrives";
      readonly channel: "sms" | "mail";
      readonly to: string;
      /** undefined: the last action has brought nothing there. */
      readonly pattern: Template | undefined;
    }
  /** `?`: the world says of a follower. */
  | {
      readonly kind: "fact";
      readonly actor: string | undefined;
      readonly name: string;
      readonly value: Template;
    }
);

/** A line about the world itself. */
export type WorldLine =
  | { readonly kind: "seed"; readonly path: string }
  | { readonly kind: "set"; readonly name: string; readonly value: unknown }
  | { readonly kind: "clock"; readonly text: string }
  | { readonly kind: "faults"; readonly value: unknown };

/** Lines that are played several times, or in some plays only. */
export type Block =
  | { readonly kind: "repeat"; readonly times: number; readonly steps: readonly Step[] }
  | { readonly kind: "case"; readonly name: string; readonly steps: readonly Step[] };

/** A line that says what somebody reads. */
export type Expecting = {
  readonly actor: Actor;
  readonly expected: Expected;
  /** The last source line that belongs to it. */
  readonly lastLine: number;
};

/** What a reply must be. */
export type Expected =
  { readonly form: "nothing" } | { readonly form: Reply["type"]; readonly text: Template };

/** Text with holes in it. */
export type Template = readonly TextPart[];

/** A piece of text: as it stands, or a hole. */
export type TextPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "name"; readonly name: string; readonly at: SourcePlace }
  | { readonly kind: "any"; readonly at: SourcePlace }
  | { readonly kind: "pattern"; readonly source: string; readonly at: SourcePlace };
