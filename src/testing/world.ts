import { AssertionError } from "node:assert";
import type { Settings } from "../domain/settings.ts";
import { isTo } from "../talk/play/match.ts";
import type { Action } from "../domain/action.ts";
import { LackError, type Arrival, type Need, type Target } from "../talk/play/target.ts";
import { targetOf, type BotOptions } from "./bot.ts";
import { cleanUpAfterTests, closeLater } from "./clean-up.ts";
import { createFollower, type Follower } from "./follower.ts";
import { writeHappened, type Chat, type ChatEvent } from "./transcript.ts";

/** What a world is made of. */
export type WorldOptions = {
  /** The file of a seed, from the working directory; without it, the first world: Acme. */
  readonly seed?: string;
  /** Somebody's bot, by its callback URL, instead of the assistant in this process. */
  readonly bot?: BotOptions;
  /** `test` (the default): closed after the test that used it; `closed`: only by `close`. */
  readonly until?: "test" | "closed";
};

/** A message that a phone or mailbox received. */
export type Message = Arrival;

/**
 * A world to test in: followers, what reaches their phones and mailboxes, the clock, the settings.
 * It is made when it is first used, and anew when it is used after it was closed. What a bot cannot
 * be asked throws and says what it *needs*, as in a talk.
 */
export type TestWorld = {
  /** Somebody by nickname or openid; a new name is a stranger. */
  follower(name: string): Follower;
  readonly inbox: {
    /** The code in the newest message to a phone or mailbox. Throws when there is none. */
    code(to: string): Promise<string>;
    /** What was received, oldest first: all of it, or by one phone or mailbox. */
    messages(to?: string): Promise<readonly Message[]>;
  };
  readonly clock: {
    /** Moves the clock on: `15m`, `1d`. */
    advance(time: string): Promise<void>;
    /** Sets the clock, `2015-06-01 23:50` in the world's time zone. */
    set(moment: string): Promise<void>;
  };
  /** Changes settings. Throws with the range of what is refused. */
  set(settings: Readonly<Partial<Settings>>): Promise<void>;
  /** All that was said so far. */
  readonly chat: Chat;
  close(): Promise<void>;
};

/** Makes a world: in a `describe`, where each test gets its own, or in a test. */
export function world(options: WorldOptions = {}): TestWorld {
  if (options.until !== "closed") cleanUpAfterTests();
  let opening: Promise<Target> | undefined;
  let happened: ChatEvent[] = [];
  const seen = new Set<string>();

  const target = (): Promise<Target> => {
    if (opening === undefined) {
      opening = open(options);
      if (options.until !== "closed") closeLater(close);
    }
    return opening;
  };

  /** The target, for what it must be able to. Throws `LackError` where it is not. */
  async function targetFor(need: Need): Promise<Target> {
    const one = await target();
    const lack = one.lacks(need);
    if (lack !== undefined) throw new LackError(lack);
    return one;
  }

  async function close(): Promise<void> {
    const opened = opening;
    opening = undefined;
    happened = [];
    seen.clear();
    // What could not be opened has been told to whoever used it.
    await opened?.then(
      (one) => one.close(),
      () => undefined,
    );
  }

  async function act(actor: string, what: Action): Promise<Extract<ChatEvent, { kind: "act" }>> {
    const acted = await (await target()).act(actor, what);
    const one = { kind: "act", actor, act: what, acted } as const;
    happened.push(one);
    await received();
    return one;
  }

  async function received(): Promise<readonly Arrival[]> {
    const all = await (await target()).arrived();
    for (const arrival of all) {
      if (!seen.has(arrival.id)) happened.push({ kind: "arrival", arrival });
      seen.add(arrival.id);
    }
    return all;
  }

  const messages = async (to?: string): Promise<readonly Message[]> => {
    await targetFor("arrival");
    const all = await received();
    return to === undefined ? all : all.filter((message) => isTo(message, to));
  };

  return {
    follower: (name) =>
      createFollower(name, {
        act,
        heard: async () => (await targetFor("later")).heard(name),
        fact: async (fact) => (await targetFor("fact")).fact(name, fact),
      }),
    inbox: {
      messages,
      async code(to) {
        const code = (await messages(to)).at(-1)?.code;
        if (code !== undefined) return code;
        throw new AssertionError({ message: `no code has arrived at ${to}` });
      },
    },
    clock: {
      advance: async (time) => (await targetFor("clock")).clock(`+${time}`),
      set: async (moment) => (await targetFor("clock")).clock(moment),
    },
    async set(settings) {
      const one = await targetFor("set");
      for (const [name, value] of Object.entries(settings)) await one.set(name, value);
    },
    chat: {
      get happened() {
        return happened;
      },
      toString: () => writeHappened(happened).join("\n"),
    },
    close,
  };
}

async function open({ seed, bot }: WorldOptions): Promise<Target> {
  const target = await targetOf("world.talk", bot);
  const lack = seed === undefined ? undefined : target.lacks("seed");
  if (lack !== undefined) throw new LackError(lack);
  await target.seed(seed);
  return target;
}
