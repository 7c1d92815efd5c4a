import { dueBefore } from "../../records/outbox.ts";
import type { Key, Store } from "../../store/store.ts";
import { dueIn, type Waiting } from "./due.ts";
import type { Lane } from "./lane.ts";

const pageSize = 64;

// An entry is committed a moment after the one it says it is due at: near now nothing has been
// seen for good.
const settledMs = 2_000;

/** What a round through the outbox works with. */
export type RoundParts = {
  readonly store: Store;
  readonly lanes: readonly Lane[];
  readonly take: (waiting: Waiting, now: number) => Promise<void>;
  readonly isFree: (waiting: Waiting) => boolean;
  readonly random: () => number;
};

/**
 * Fills the lanes with what is due at `now` (world clock), at random within a page, so that
 * several processes seldom reach for the same entry. Looks beyond a page only while a lane has
 * room. Says whether anything due was seen, also what is under way already.
 */
export async function goRound(parts: RoundParts, now: number): Promise<boolean> {
  const { store, lanes } = parts;
  let sawDue = lanes.some((lane) => lane.isBusy());
  let after = startOf(lanes);
  while (lanes.some(hasRoom)) {
    const limit = pageSize;
    const page = await store.scan("outbox", after === undefined ? { limit } : { limit, after });
    const due = dueIn(page, now);
    sawDue ||= due.length > 0;
    const last = page.at(-1)?.key;
    for (const lane of lanes.filter(hasRoom)) {
      fill(lane, due, now, parts);
      if (hasRoom(lane) && last !== undefined && last < dueBefore(now - settledMs)) {
        lane.lookFrom(last);
      }
    }
    if (last === undefined || page.length < limit || last >= dueBefore(now)) break;
    after = last;
  }
  return sawDue;
}

function hasRoom(lane: Lane): boolean {
  return lane.room() > 0;
}

function startOf(lanes: readonly Lane[]): Key | undefined {
  const [first, ...others] = lanes.filter(hasRoom).map((lane) => lane.from() ?? "");
  const least = others.reduce((one, other) => (one < other ? one : other), first ?? "");
  return least === "" ? undefined : least;
}

function fill(
  lane: Lane,
  due: readonly Waiting[],
  now: number,
  { take, isFree, random }: RoundParts,
): void {
  const free = due.filter(
    (waiting) =>
      waiting.outgoing.challenge.contact.channel === lane.channel &&
      waiting.key > (lane.from() ?? "") &&
      !lane.has(waiting.key) &&
      isFree(waiting),
  );
  for (const waiting of shuffled(free, random).slice(0, lane.room())) {
    lane.run(waiting.key, () => take(waiting, now));
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
