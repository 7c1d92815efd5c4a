import { defaultSettings, patchSettings, type Settings } from "../domain/settings.ts";
import { momentOf } from "../domain/time.ts";
import { writeArrival, writeSetting } from "../talk/notation.ts";
import type { Arrival, Target } from "../talk/play/target.ts";
import { writeActionOf } from "../talk/writer.ts";
import type { ExploreTarget, WalkTarget } from "./target.ts";
import { judge, type Violation } from "./invariants/invariants.ts";
import { addressAsked, createObserved, note, type Observed, type Person } from "./observed.ts";
import { actOf, moveClock, type WalkStep } from "./steps.ts";

/** What came of a walk. */
export type Walked = {
  /** How many steps were made; with a violation, the last one broke the promise. */
  readonly steps: number;
  /** All that was done, as lines of a talk. */
  readonly lines: readonly TalkLine[];
  readonly violation: Violation | undefined;
  readonly outcomes: ReadonlySet<string>;
};

/** A walk that broke a promise. */
export type BrokenWalk = Walked & { readonly violation: Violation };

/** Says whether a walk broke a promise. */
export function isBroken(walked: Walked): walked is BrokenWalk {
  return walked.violation !== undefined;
}

/** A line of a talk, the code that it takes in, and the one that it mentions. */
type TalkLine = {
  readonly text: string;
  readonly gives?: string;
  readonly takes?: string | undefined;
};

const tickMs = 1000;

/**
 * Carries out a walk until it ends, a promise is broken, or the time is over (`until`:
 * performance.now()).
 */
export async function runWalk(
  explored: ExploreTarget,
  steps: readonly WalkStep[],
  until = Infinity,
): Promise<Walked> {
  const { target, begins } = await explored.open();
  try {
    const walker = createWalker(explored, { target, begins });
    let made = 0;
    for (const step of steps) {
      if (performance.now() >= until) break;
      made += 1;
      if ((await walker.make(step)) === "stop") break;
    }
    return { ...walker.walked(), steps: made };
  } finally {
    await leaveAll(explored, target);
    await target.close();
  }
}

// A bot goes on remembering who follows; a world of our own is deleted.
async function leaveAll({ people, seedFile }: ExploreTarget, target: Target): Promise<void> {
  if (seedFile !== undefined) return;
  for (const { name } of people) await target.act(name, { action: "unfollow", text: "" });
}

function createWalker(explored: ExploreTarget, { target, begins }: WalkTarget) {
  const observed = createObserved({ ...explored, now: momentOf(begins, defaultSettings.timeZone) });
  const lines: TalkLine[] = [];
  const outcomes = new Set<string>();
  const arrived = createArrivals(explored, target);
  let violation: Violation | undefined;

  async function make(step: WalkStep): Promise<"go on" | "stop"> {
    if (step.do === "act") return act(step);
    if (step.do === "clock") {
      const text = moveClock(step.to, observed);
      await target.clock(text);
      lines.push({ text: `@ clock ${text}` });
      return "go on";
    }
    await target.set(step.name, step.value);
    observed.settings = withSetting(observed.settings, step);
    lines.push({ text: writeSetting(step) });
    return "go on";
  }

  async function act(step: Extract<WalkStep, { do: "act" }>): Promise<"go on" | "stop"> {
    const { who, what, again } = step;
    const person = observed.people[who % observed.people.length];
    if (person === undefined) return "go on";
    const { act, takes } = actOf(what, person, observed);
    if (again !== undefined) {
      target.faults(again);
      lines.push({ text: `@ faults ${JSON.stringify(again)}` });
    }
    const written = takes === undefined ? undefined : `{{${takes}}}`;
    const text = writeActionOf(person.name, act, written).join("\n");
    lines.push({ text, takes });
    observed.now += tickMs;
    const address = addressAsked(person, act);
    if (address !== undefined) {
      observed.asked.set(address, [...(observed.asked.get(address) ?? []), person]);
    }
    const { replies, behind } = await target.act(person.name, act);
    if (behind.turn !== undefined) outcomes.add(behind.turn.outcome);
    const arrivals = await arrived();
    const status = await statusOf(person);
    const seen = { person, act, reply: replies[0], problem: behind.problem, arrivals, status };
    violation = judge(explored.invariants, seen, observed);
    if (violation !== undefined) return "stop";
    note(observed, seen);
    lines.push(...given(arrivals, observed));
    // The late copy may be answered although the first was not; the model would be wrong after that.
    return again?.after !== undefined && replies.length === 0 ? "stop" : "go on";
  }

  async function statusOf({ name }: Person): Promise<string | undefined> {
    return explored.seedFile !== undefined && target.lacks("fact") === undefined
      ? target.fact(name, "status")
      : undefined;
  }

  return { make, walked: (): Omit<Walked, "steps"> => ({ lines, violation, outcomes }) };
}

/** Tells what has arrived since it was last asked. */
function createArrivals(
  explored: ExploreTarget,
  target: Target,
): () => Promise<readonly Arrival[]> {
  const known = new Set<string>();
  // Others may use a bot's inbox too.
  const isOurs = (address: string): boolean =>
    explored.seedFile !== undefined || explored.contacts.some(({ to }) => to === address);
  return async () => {
    if (target.lacks("arrival") !== undefined) return [];
    const fresh = (await target.arrived()).filter(({ id, to }) => !known.has(id) && isOurs(to));
    for (const { id } of fresh) known.add(id);
    return fresh;
  };
}

/** The lines that take in the codes which have arrived. */
function given(arrivals: readonly Arrival[], { people }: Observed): readonly TalkLine[] {
  return arrivals.flatMap(({ channel, to, code }) => {
    const issued = people.flatMap(({ codes }) => codes).findLast((one) => one.code === code);
    if (issued === undefined) return [];
    const text = writeArrival(channel, to, `{{${issued.name}}}`);
    return [{ text, gives: issued.name }];
  });
}

function withSetting(
  settings: Settings,
  { name, value }: Extract<WalkStep, { do: "set" }>,
): Settings {
  const patched = patchSettings(settings, { [name]: value });
  if ("problems" in patched) throw new RangeError(patched.problems.join("; "));
  return patched.settings;
}
