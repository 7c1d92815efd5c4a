import { EventEmitter, once } from "node:events";
import pLimit from "p-limit";
import type { Contact } from "../../domain/contact.ts";
import { dueBefore } from "../../records/outbox.ts";
import type { Key } from "../../store/store.ts";
import type { CarryingParts } from "./carrying.ts";
import { dueIn, type Waiting } from "./entries.ts";
import { pause } from "./timing.ts";

/** Looks through the outbox again and again and sets what is due under way. */
export type Rounds = {
  /** Goes a round at each wake-up, for as long as `goesOn` says so. Never rejects. */
  readonly goOn: () => Promise<void>;
  /** Goes rounds until nothing due is left or the time is over; rejects when the store is away. */
  readonly drain: (withinMs: number) => Promise<void>;
  /** Tells that something may be due. */
  readonly wake: () => void;
  /** Makes the next round look at everything again, also at what it has seen. */
  readonly beginAnew: () => void;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
};

/** What rounds work with. */
export type RoundParts = Pick<CarryingParts, "store" | "worldNow" | "random" | "goesOn"> & {
  /** Carries one entry. Where it fails, the entry is left alone until the next poll. */
  readonly carry: (waiting: Waiting, now: number) => Promise<void>;
  /** Says whether an entry may be claimed. */
  readonly isFree: (waiting: Waiting) => boolean;
};

const channels = ["sms", "mail"] as const;
// So many codes of one channel are under way at once.
const width = 8;
const pageSize = 64;
const gatherMs = 25;
const drainEveryMs = 25;
// An entry is committed a moment after the one it says it is due at. So the next look begins
// before the last two seconds, or it would pass over an entry that has come since.
const settledMs = 2_000;

/** Makes rounds; none begins before `goOn` or `drain`. */
export function createRounds(parts: RoundParts): Rounds {
  const { worldNow, goesOn } = parts;
  const wakeUp = createWakeUp();
  const queues = channels.map((channel) => createChannelQueue(channel, wakeUp.wake));
  const oneAtATime = pLimit(1);
  const round = (): Promise<boolean> =>
    oneAtATime(async () => goRound(queues, await worldNow(), parts));
  const beginAnew = (): void => {
    for (const queue of queues) queue.from = undefined;
  };
  return {
    async goOn() {
      while (goesOn()) {
        const seen = wakeUp.count();
        // A store that is away is asked again at the next poll; whoever answers callbacks says so.
        await round().catch(() => undefined);
        await wakeUp.after(seen);
        // Commits come in groups: a round a little later finds all of them.
        await pause(gatherMs);
      }
    },
    async drain(withinMs) {
      const end = AbortSignal.timeout(withinMs);
      // What another process is carrying ends without a wake-up here.
      const nudge = setInterval(wakeUp.wake, drainEveryMs);
      try {
        while (!end.aborted && goesOn()) {
          const seen = wakeUp.count();
          beginAnew();
          if (!(await round())) return;
          await wakeUp.after(seen);
        }
      } finally {
        clearInterval(nudge);
      }
    },
    wake: wakeUp.wake,
    beginAnew,
    async idle() {
      await Promise.all(queues.flatMap(({ underWay }) => [...underWay.values()]));
    },
  };
}

/**
 * Goes one round: fills the queues with what is due at `now` (world clock), at random within a
 * page, so that several processes seldom reach for the same entry. Looks beyond a page only while
 * a queue has room. Returns whether anything due was seen, also what is under way already.
 */
async function goRound(
  queues: readonly ChannelQueue[],
  now: number,
  parts: RoundParts,
): Promise<boolean> {
  let sawDue = queues.some(({ underWay }) => underWay.size > 0);
  let after = startOf(queues);
  while (queues.some(hasRoom)) {
    const limit = pageSize;
    const page = await parts.store.scan(
      "outbox",
      after === undefined ? { limit } : { limit, after },
    );
    const due = dueIn(page, now);
    sawDue ||= due.length > 0;
    const last = page.at(-1)?.key;
    for (const queue of queues.filter(hasRoom)) {
      fill(queue, due, now, parts);
      if (hasRoom(queue) && last !== undefined && last < dueBefore(now - settledMs)) {
        queue.from = last;
      }
    }
    if (last === undefined || page.length < limit || last >= dueBefore(now)) break;
    after = last;
  }
  return sawDue;
}

function hasRoom({ underWay }: ChannelQueue): boolean {
  return underWay.size < width;
}

function startOf(queues: readonly ChannelQueue[]): Key | undefined {
  const [first, ...others] = queues.filter(hasRoom).map(({ from = "" }) => from);
  const least = others.reduce((one, other) => (one < other ? one : other), first ?? "");
  return least === "" ? undefined : least;
}

function fill(
  queue: ChannelQueue,
  due: readonly Waiting[],
  now: number,
  { carry, isFree, random }: RoundParts,
): void {
  const { channel, underWay, from = "" } = queue;
  const free = due.filter(
    (waiting) =>
      waiting.outgoing.challenge.contact.channel === channel &&
      waiting.key > from &&
      !underWay.has(waiting.key) &&
      isFree(waiting),
  );
  for (const waiting of shuffled(free, random).slice(0, width - underWay.size)) {
    queue.run(waiting.key, () => carry(waiting, now));
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** What one channel is carrying, so that a slow provider delays its own codes only. */
type ChannelQueue = {
  readonly channel: Contact["channel"];
  readonly underWay: ReadonlyMap<Key, Promise<void>>;
  /** Sets an entry under way. */
  run(key: Key, work: () => Promise<void>): void;
  /** Where to look on: nothing up to here waits for this channel. Undefined: from the beginning. */
  from: Key | undefined;
};

function createChannelQueue(channel: Contact["channel"], freed: () => void): ChannelQueue {
  const underWay = new Map<Key, Promise<void>>();
  return {
    channel,
    underWay,
    run(key, work) {
      const done = (): void => {
        underWay.delete(key);
        freed();
      };
      // No wake-up here: a store that can be read but not written would be asked without a pause.
      const failed = (): void => void underWay.delete(key);
      underWay.set(key, work().then(done, failed));
    },
    from: undefined,
  };
}

/** Wakes who waits. A wake-up between looking and waiting is not lost. */
type WakeUp = {
  readonly wake: () => void;
  /** Returns how many wake-ups there were: taken before looking, given to `after`. */
  count(): number;
  /** Resolves when there were more than `seen`. */
  after(seen: number): Promise<void>;
};

function createWakeUp(): WakeUp {
  let wakes = 0;
  const events = new EventEmitter().setMaxListeners(0);
  return {
    count: () => wakes,
    wake() {
      wakes += 1;
      events.emit("wake");
    },
    async after(seen) {
      if (wakes === seen) await once(events, "wake");
    },
  };
}
