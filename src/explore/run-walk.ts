import { defaultSettings, patchSettings, type Settings } from "../domain/settings.ts";
import { momentOf } from "../domain/time.ts";
import { writeArrival } from "../talk/notation.ts";
import type { Arrival, Stage } from "../talk/play/stage.ts";
import { writeAct } from "../talk/writer.ts";
import type { Ground, Place } from "./ground.ts";
import { judge, type Violation } from "./invariants/invariants.ts";
import { addressAsked, createLedger, note, type Ledger, type Person } from "./ledger.ts";
import { actOf, moveClock } from "./now.ts";
import type { Step } from "./steps.ts";

/** What came of a walk. */
export type Walked = {
  /** How many steps were made; with a violation, the last one broke the promise. */
  readonly steps: number;
  /** All that was done, as lines of a talk. */
  readonly lines: readonly TalkLine[];
  readonly violation: Violation | undefined;
  readonly outcomes: ReadonlySet<string>;
};

/** A line of a talk, the code that it takes in, and the one that it mentions. */
export type TalkLine = {
  readonly text: string;
  readonly gives?: string;
  readonly takes?: string | undefined;
};

const tickMs = 1000;

/** Makes a walk, and stops where a promise is broken or the time (real, ms) is over. */
export async function runWalk(
  ground: Ground,
  steps: readonly Step[],
  until = Infinity,
): Promise<Walked> {
  const { stage, begins } = await ground.open();
  try {
    const walker = createWalker(ground, { stage, begins });
    let made = 0;
    for (const step of steps) {
      if (performance.now() >= until) break;
      made += 1;
      if ((await walker.make(step)) === "stop") break;
    }
    return { ...walker.walked(), steps: made };
  } finally {
    await leaveAll(ground, stage);
    await stage.close();
  }
}

// A bot remembers who follows; a world is thrown away.
async function leaveAll({ people, seedFile }: Ground, stage: Stage): Promise<void> {
  if (seedFile !== undefined) return;
  for (const { name } of people) await stage.act(name, { deed: "unfollow", text: "" });
}

type Walker = {
  make(step: Step): Promise<"go on" | "stop">;
  readonly walked: () => Omit<Walked, "steps">;
};

function createWalker(ground: Ground, { stage, begins }: Place): Walker {
  const ledger = createLedger({ ...ground, now: momentOf(begins, defaultSettings.timeZone) });
  const lines: TalkLine[] = [];
  const outcomes = new Set<string>();
  const arrived = createArrivals(ground, stage);
  let violation: Violation | undefined;

  async function make(step: Step): Promise<"go on" | "stop"> {
    if (step.do === "act") return act(step);
    if (step.do === "clock") {
      const text = moveClock(step.to, ledger);
      await stage.clock(text);
      lines.push({ text: `@ clock ${text}` });
      return "go on";
    }
    await stage.set(step.name, step.value);
    ledger.settings = withSetting(ledger.settings, step);
    const value = typeof step.value === "string" ? step.value : JSON.stringify(step.value);
    lines.push({ text: `@ set ${step.name} ${value}`.trimEnd() });
    return "go on";
  }

  async function act({
    who,
    what,
    again,
  }: Extract<Step, { do: "act" }>): Promise<"go on" | "stop"> {
    const person = ledger.people[who % ledger.people.length];
    if (person === undefined) return "go on";
    const { act, takes } = actOf(what, person, ledger);
    if (again !== undefined) {
      stage.faults(again);
      lines.push({ text: `@ faults ${JSON.stringify(again)}` });
    }
    const written = takes === undefined ? undefined : `{{${takes}}}`;
    const text = writeAct(person.name, act, written).join("\n");
    lines.push({ text, takes });
    ledger.now += tickMs;
    const address = addressAsked(person, act);
    if (address !== undefined) {
      ledger.asked.set(address, [...(ledger.asked.get(address) ?? []), person]);
    }
    const { replies, behind } = await stage.act(person.name, act);
    if (behind.turn !== undefined) outcomes.add(behind.turn.outcome);
    const arrivals = await arrived();
    const status = await statusOf(person);
    const seen = { person, act, reply: replies[0], problem: behind.problem, arrivals, status };
    violation = judge(ground.invariants, seen, ledger);
    if (violation !== undefined) return "stop";
    note(ledger, seen);
    lines.push(...given(arrivals, ledger));
    // Whom nobody answered may be heard when the copy comes, and then nothing is as it was.
    return again?.after !== undefined && replies.length === 0 ? "stop" : "go on";
  }

  async function statusOf({ name }: Person): Promise<string | undefined> {
    return ground.seedFile !== undefined && stage.lacks("fact") === undefined
      ? stage.fact(name, "status")
      : undefined;
  }

  return { make, walked: () => ({ lines, violation, outcomes }) };
}

/** Tells what has arrived since it was last asked. */
function createArrivals(ground: Ground, stage: Stage): () => Promise<readonly Arrival[]> {
  const known = new Set<string>();
  // Others may use a bot's inbox too.
  const isOurs = (address: string): boolean =>
    ground.seedFile !== undefined || ground.contacts.some(({ to }) => to === address);
  return async () => {
    if (stage.lacks("arrival") !== undefined) return [];
    const fresh = (await stage.arrived()).filter(({ id, to }) => !known.has(id) && isOurs(to));
    for (const { id } of fresh) known.add(id);
    return fresh;
  };
}

/** The lines that take in the codes which have arrived. */
function given(arrivals: readonly Arrival[], { people }: Ledger): readonly TalkLine[] {
  return arrivals.flatMap(({ channel, to, code }) => {
    const issued = people.flatMap(({ codes }) => codes).findLast((one) => one.code === code);
    if (issued === undefined) return [];
    const text = writeArrival(channel, to, `{{${issued.name}}}`);
    return [{ text, gives: issued.name }];
  });
}

function withSetting(settings: Settings, { name, value }: Extract<Step, { do: "set" }>): Settings {
  const patched = patchSettings(settings, { [name]: value });
  if ("problems" in patched) throw new RangeError(patched.problems.join("; "));
  return patched.settings;
}
