import type { Action } from "../../domain/action.ts";
import type { Reply } from "../../domain/reply.ts";

/** Where a talk is played: a world of its own, or somebody's bot. Made anew for each talk. */
export type Target = {
  /** What this target lacks for a line, as `needs …` reads; undefined: it can be played. */
  lacks(need: Need): string | undefined;
  /** Makes the world that a seed describes; undefined: the first world. */
  seed(path: string | undefined): Promise<void>;
  /** Somebody says or does something; the clock moves a second first. */
  act(actor: string, act: Action): Promise<ActionResult>;
  /** All that was received by phones and mailboxes since the talk began, oldest first. */
  arrived(): Promise<readonly Arrival[]>;
  /** All that the account sent somebody by itself since the talk began, oldest first. */
  heard(actor: string): Promise<readonly Reply[]>;
  /** Sets the world's clock (`2015-06-01 23:50`) or moves it on (`+15m`). */
  clock(text: string): Promise<void>;
  set(name: string, value: unknown): Promise<void>;
  /** Disturbs how the next callbacks are delivered. Throws `LackError` where it cannot. */
  faults(value: unknown): void;
  /** What the world says of a follower, as text; undefined when it does not know such a fact. */
  fact(actor: string, name: string): Promise<string | undefined>;
  /** How long to wait for what has not arrived yet, ms; 0 where nothing is ever late. */
  readonly patienceMs: number;
  close(): Promise<void>;
};

/** A target found out on the way that it lacks something: the talk is not runnable there. */
export class LackError extends Error {
  override readonly name = "LackError";
  /** As `needs …` reads. */
  readonly lack: string;

  constructor(lack: string) {
    super(`needs ${lack}`);
    this.lack = lack;
  }
}

/** What a line asks of a target. */
export type Need =
  "seed" | "clock" | "set" | "fact" | "arrival" | "later" | "app" | "faults" | "confirm";

/** What came of it. */
export type ActionResult = {
  readonly replies: readonly Reply[];
  readonly behind: Behind;
};

/** The callback behind a line: what went over the wire, and what it changed. */
export type Behind = {
  /** The callback's XML, before it was sealed. */
  readonly sent: string;
  /** The reply's XML, or what else came back. */
  readonly received: string;
  /** 0: no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly problem?: string | undefined;
  /** Only where the target can see it. */
  readonly turn?: Turned | undefined;
};

/** How a conversation moved. */
export type Turned = {
  /** The callback's kind. */
  readonly input: string;
  readonly before: string;
  readonly outcome: string;
  readonly after: string;
};

/** A message that a phone or mailbox received. */
export type Arrival = {
  readonly id: string;
  readonly channel: "sms" | "mail";
  readonly to: string;
  readonly text: string;
  readonly code?: string;
};
