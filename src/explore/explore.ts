import { createChance } from "./chance.ts";
import type { ExploreTarget } from "./target.ts";
import { isBroken, runWalk, type BrokenWalk } from "./run-walk.ts";
import { shrink } from "./shrink.ts";
import type { WalkStep } from "./steps.ts";
import { makeWalk, type Ways } from "./walk.ts";

type Search = {
  /** The same seed makes the same walks in the same order. */
  readonly seed: number;
  /** How long to walk, ms of real time; a walk that found something is shrunk after it. */
  readonly forMs: number;
  /** Told now and then how far it is. */
  readonly told: (soFar: SoFar) => void;
};

/** How far a search is. */
export type SoFar = {
  readonly walks: number;
  readonly steps: number;
  /** Outcomes that were met, where they can be seen. */
  readonly outcomes: ReadonlySet<string>;
};

/** A walk that broke a promise, with as few steps as still break it. */
export type FoundWalk = {
  readonly walk: number;
  /** How many steps had been made when it was found. */
  readonly from: number;
  readonly walked: BrokenWalk;
};

const tellEveryMs = 5000;
const shrinkForMs = 60_000;

/** Walks at random until a promise is broken or the time is over. */
export async function exploreTarget(
  explored: ExploreTarget,
  { seed, forMs, told }: Search,
): Promise<{ readonly soFar: SoFar; readonly found: FoundWalk | undefined }> {
  const until = performance.now() + forMs;
  const ways = await waysOf(explored);
  const outcomes = new Set<string>();
  let steps = 0;
  let walks = 0;
  let tellAt = performance.now() + tellEveryMs;
  while (performance.now() < until) {
    walks += 1;
    const walk = makeWalk(createChance(seed, walks), ways);
    const walked = await runWalk(explored, walk, until);
    steps += walked.steps;
    for (const outcome of walked.outcomes) outcomes.add(outcome);
    const soFar = { walks, steps, outcomes };
    if (isBroken(walked)) {
      told(soFar);
      const plainest = await shrunk(explored, walk.slice(0, walked.steps), walked);
      return { soFar, found: { walk: walks, from: walked.steps, walked: plainest } };
    }
    if (performance.now() < tellAt) continue;
    told(soFar);
    tellAt = performance.now() + tellEveryMs;
  }
  return { soFar: { walks, steps, outcomes }, found: undefined };
}

/** Says why nobody answers there; undefined: somebody does. */
export async function unansweredBy(explored: ExploreTarget): Promise<string | undefined> {
  const { target } = await explored.open();
  try {
    const { behind } = await target.act(explored.people[0]?.name ?? "", {
      action: "enter",
      text: "",
    });
    return behind.status === 200 ? undefined : behind.problem;
  } finally {
    await target.close();
  }
}

async function waysOf(explored: ExploreTarget): Promise<Ways> {
  const { target } = await explored.open();
  const canMoveClock = target.lacks("clock") === undefined;
  const canSet = target.lacks("set") === undefined && explored.seedFile !== undefined;
  await target.close();
  const { length: people } = explored.people;
  return { people, contacts: explored.contacts.length, canMoveClock, canSet };
}

/** Shrinks a walk for as long as the same promise is broken. */
async function shrunk(
  explored: ExploreTarget,
  steps: readonly WalkStep[],
  found: BrokenWalk,
): Promise<BrokenWalk> {
  const until = performance.now() + shrinkForMs;
  let best = found;
  const breaks = async (fewer: readonly WalkStep[]): Promise<boolean> => {
    if (performance.now() >= until) return false;
    const walked = await runWalk(explored, fewer);
    if (!isBroken(walked) || walked.violation.name !== found.violation.name) return false;
    best = walked;
    return true;
  };
  await shrink(steps, breaks);
  return best;
}
