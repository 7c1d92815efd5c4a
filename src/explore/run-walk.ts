import { defaultSettings, patchSettings, type Settings } from "../domain/settings.ts";
import { localOf, momentOf, parseDuration } from "../domain/time.ts";
import { writeArrival, writeText } from "../talk/notation.ts";
import type { Act, Arrival, Stage } from "../talk/play/stage.ts";
import { writeAct } from "../talk/writer.ts";
import type { Ground, Place } from "./ground.ts";
import { judge, type Violation } from "./invariants/invariants.ts";
import { addressAsked, createLedger, note, type Ledger, type Person } from "./ledger.ts";
import { beforeMidnight, type Step, type What } from "./steps.ts";

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
  const known = new Set<string>();
  let violation: Violation | undefined;

  async function make(step: Step): Promise<"go on" | "stop"> {
    if (step.do === "act") return act(step);
    if (step.do === "clock") {
      const text = clockText(step.to, ledger);
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
    if (address !== undefined) ledger.asked.set(address, (ledger.asked.get(address) ?? 0) + 1);
    const { replies, behind } = await stage.act(person.name, act);
    if (behind.turn !== undefined) outcomes.add(behind.turn.outcome);
    const arrivals = await arrived();
    const status = await statusOf(person);
    const seen = { person, act, reply: replies[0], problem: behind.problem, arrivals, status };
    violation = judge(ground.invariants, seen, ledger);
    if (violation !== undefined) return "stop";
    note(ledger, seen);
    if (arrivals.length > 0) lines.push(...given(person, ledger));
    // Whom nobody answered may be heard when the copy comes, and then nothing is as it was.
    return again?.after !== undefined && replies.length === 0 ? "stop" : "go on";
  }

  async function arrived(): Promise<readonly Arrival[]> {
    if (stage.lacks("arrival") !== undefined) return [];
    const fresh = (await stage.arrived()).filter(
      ({ id, to }) => !known.has(id) && (ground.seedFile !== undefined || isOurs(to)),
    );
    for (const { id } of fresh) known.add(id);
    return fresh;
  }

  // Others may use the same inbox.
  function isOurs(address: string): boolean {
    return ground.contacts.some(({ to }) => to === address);
  }

  async function statusOf({ name }: Person): Promise<string | undefined> {
    return stage.lacks("fact") === undefined ? stage.fact(name, "status") : undefined;
  }

  return { make, walked: () => ({ lines, violation, outcomes }) };
}

/** The line that takes in the code which an act has brought. */
function given({ codes }: Person, { arrived }: Ledger): readonly TalkLine[] {
  const [issued, arrival] = [codes.at(-1), arrived.at(-1)];
  if (issued === undefined || arrival?.code !== issued.code) return [];
  const text = writeArrival(arrival.channel, arrival.to, `{{${issued.name}}}`);
  return [{ text, gives: issued.name }];
}

function actOf(
  what: What,
  person: Person,
  ledger: Ledger,
): { readonly act: Act; readonly takes?: string } {
  switch (what.kind) {
    case "as-it-stands":
      return { act: what.act };
    case "contact": {
      const contact = ledger.contacts[what.index % ledger.contacts.length];
      return { act: { deed: "say", text: contact?.to ?? writeText("?") } };
    }
    case "code": {
      const all = ledger.people.flatMap(({ codes }) => codes);
      const theirs = all.filter((issued) => !person.codes.includes(issued));
      const [last, before] = [person.codes.at(-1), person.codes.at(-2)];
      const chosen = { right: last, old: before, others: theirs.at(-1), wrong: undefined };
      const issued = chosen[what.which];
      if (issued !== undefined) {
        return { act: { deed: "say", text: issued.code }, takes: issued.name };
      }
      const zeros = "0".repeat(last?.code.length ?? ledger.settings.codeLength);
      return { act: { deed: "say", text: zeros } };
    }
  }
}

function withSetting(settings: Settings, { name, value }: Extract<Step, { do: "set" }>): Settings {
  const patched = patchSettings(settings, { [name]: value });
  if ("problems" in patched) throw new RangeError(patched.problems.join("; "));
  return patched.settings;
}

function clockText(to: string, ledger: Ledger): string {
  if (to !== beforeMidnight) {
    ledger.now += parseDuration(to.slice(1)) ?? 0;
    return to;
  }
  const { timeZone } = ledger.settings;
  const today = localOf(ledger.now, timeZone).slice(0, 10);
  const evening = momentOf(`${today} 23:59:00`, timeZone);
  const next = evening > ledger.now ? evening : evening + 86_400_000;
  ledger.now = next;
  return localOf(next, timeZone).slice(0, 16);
}
