import { createChance } from "./chance.ts";
import type { Ground } from "./ground.ts";
import type { Violation } from "./invariants/invariants.ts";
import { runWalk, type Walked } from "./run-walk.ts";
import { shrink } from "./shrink.ts";
import type { Step } from "./steps.ts";
import { makeWalk, type Ways } from "./walk.ts";

/** What a search is given. */
export type Search = {
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

/** What a search found, at its plainest. */
export type Found = {
  readonly walk: number;
  /** How many steps had been made when it was found. */
  readonly from: number;
  readonly steps: readonly Step[];
  readonly walked: Walked & { readonly violation: Violation };
};

const tellEveryMs = 5000;
const shrinkForMs = 60_000;

/** Walks at random until a promise is broken or the time is over. */
export async function explore(
  ground: Ground,
  { seed, forMs, told }: Search,
): Promise<{ readonly soFar: SoFar; readonly found: Found | undefined }> {
  const until = performance.now() + forMs;
  const ways = await waysOf(ground);
  const outcomes = new Set<string>();
  let steps = 0;
  let walks = 0;
  let tellAt = performance.now() + tellEveryMs;
  while (performance.now() < until) {
    walks += 1;
    const walk = makeWalk(createChance(seed, walks), ways);
    const walked = await runWalk(ground, walk, until);
    steps += walked.steps;
    for (const outcome of walked.outcomes) outcomes.add(outcome);
    const soFar = { walks, steps, outcomes };
    if (isBroken(walked)) {
      told(soFar);
      const plain = await plainest(ground, walk.slice(0, walked.steps), walked);
      return { soFar, found: { walk: walks, from: walked.steps, ...plain } };
    }
    if (performance.now() < tellAt) continue;
    told(soFar);
    tellAt = performance.now() + tellEveryMs;
  }
  return { soFar: { walks, steps, outcomes }, found: undefined };
}

type Broken = Walked & { readonly violation: Violation };

function isBroken(walked: Walked): walked is Broken {
  return walked.violation !== undefined;
}

/** Sees whether anybody answers at all; undefined: somebody does. */
export async function knock(ground: Ground): Promise<string | undefined> {
  const { stage } = await ground.open();
  try {
    const { behind } = await stage.act(ground.people[0]?.name ?? "", { deed: "enter", text: "" });
    return behind.status === 200 ? undefined : behind.problem;
  } finally {
    await stage.close();
  }
}

async function waysOf(ground: Ground): Promise<Ways> {
  const { stage } = await ground.open();
  const canMoveClock = stage.lacks("clock") === undefined;
  const canSet = stage.lacks("set") === undefined && ground.seedFile !== undefined;
  await stage.close();
  const { length: people } = ground.people;
  return { people, contacts: ground.contacts.length, canMoveClock, canSet };
}

/** Shrinks a walk for as long as the same promise is broken. */
async function plainest(
  ground: Ground,
  steps: readonly Step[],
  found: Broken,
): Promise<{ readonly steps: readonly Step[]; readonly walked: Broken }> {
  const until = performance.now() + shrinkForMs;
  let best = { steps, walked: found };
  const breaks = async (fewer: readonly Step[]): Promise<boolean> => {
    const walked = await runWalk(ground, fewer);
    if (!isBroken(walked) || walked.violation.name !== found.violation.name) return false;
    // What stands behind the broken promise is of no account.
    best = { steps: fewer.slice(0, walked.steps), walked };
    return true;
  };
  await shrink(steps, breaks, () => performance.now() >= until);
  return best;
}
