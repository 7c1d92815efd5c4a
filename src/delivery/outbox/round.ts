import { dueBefore } from "../../records/outbox.ts";
import type { Key, Store } from "../../store/store.ts";
import { dueIn, type Waiting } from "./due.ts";
import type { ChannelQueue } from "./channel-queue.ts";

const pageSize = 64;

// An entry is committed a moment after the one it says it is due at: near now nothing has been
// seen for good.
const settledMs = 2_000;

/** What a round through the outbox works with. */
export type RoundParts = {
  readonly store: Store;
  readonly queues: readonly ChannelQueue[];
  readonly take: (waiting: Waiting, now: number) => Promise<void>;
  readonly isFree: (waiting: Waiting) => boolean;
  readonly random: () => number;
};

/**
 * Fills the queues with what is due at `now` (world clock), at random within a page, so that
 * several processes seldom reach for the same entry. Looks beyond a page only while a queue has
 * room. Says whether anything due was seen, also what is under way already.
 */
export async function goRound(parts: RoundParts, now: number): Promise<boolean> {
  const { store, queues } = parts;
  let sawDue = queues.some((queue) => queue.isBusy());
  let after = startOf(queues);
  while (queues.some(hasRoom)) {
    const limit = pageSize;
    const page = await store.scan("outbox", after === undefined ? { limit } : { limit, after });
    const due = dueIn(page, now);
    sawDue ||= due.length > 0;
    const last = page.at(-1)?.key;
    for (const queue of queues.filter(hasRoom)) {
      fill(queue, due, now, parts);
      if (hasRoom(queue) && last !== undefined && last < dueBefore(now - settledMs)) {
        queue.lookFrom(last);
      }
    }
    if (last === undefined || page.length < limit || last >= dueBefore(now)) break;
    after = last;
  }
  return sawDue;
}

function hasRoom(queue: ChannelQueue): boolean {
  return queue.room() > 0;
}

function startOf(queues: readonly ChannelQueue[]): Key | undefined {
  const [first, ...others] = queues.filter(hasRoom).map((queue) => queue.from() ?? "");
  const least = others.reduce((one, other) => (one < other ? one : other), first ?? "");
  return least === "" ? undefined : least;
}

function fill(
  queue: ChannelQueue,
  due: readonly Waiting[],
  now: number,
  { take, isFree, random }: RoundParts,
): void {
  const free = due.filter(
    (waiting) =>
      waiting.outgoing.challenge.contact.channel === queue.channel &&
      waiting.key > (queue.from() ?? "") &&
      !queue.has(waiting.key) &&
      isFree(waiting),
  );
  for (const waiting of shuffled(free, random).slice(0, queue.room())) {
    queue.run(waiting.key, () => take(waiting, now));
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
