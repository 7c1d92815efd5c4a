import type { Reply } from "../../domain/reply.ts";
import { isTo, match, matchReply, type Bindings } from "./match.ts";
import { formOf } from "../notation.ts";
import type { BehindLine, Met } from "./played.ts";
import type { Action } from "../../domain/action.ts";
import type { Arrival, Target } from "./target.ts";
import type { Expecting, Expected, SourcePlace, Step } from "../grammar/talk.ts";

/** A line that says what is met. */
export type Checkable = Extract<Step, { kind: "answered" | "hears" | "arrives" | "fact" }>;

type Heard = {
  /** What names newly stand for; undefined: it is not what the line expects. */
  readonly caught: Bindings | undefined;
  readonly met: Met | undefined;
  /** False where nothing could be met: nobody was asked, the callback failed, nobody waited. */
  readonly isCertain: boolean;
  readonly message: string;
  readonly behind: BehindLine | undefined;
};

type By = { readonly at: SourcePlace; readonly actor: { readonly name: string } };

const lookAgainMs = 100;

/**
 * Carries out the actions of one play, hears what comes of them, and compares it with what its lines
 * expect; `arrivals`: some of its lines wait for those.
 */
export function createListener(target: Target, wants: "arrivals" | "replies") {
  const replies = new Map<string, Reply[]>();
  const behind = new Map<string, BehindLine>();
  const heardOf = new Map<string, number>();
  const arrivals = createArrivals(target);
  let lastActor: string | undefined;

  function answered({ actor: { name }, expected }: Expecting, names: Bindings): Unplaced {
    const queue = replies.get(name);
    if (queue === undefined) return missed(`${name} has said and done nothing yet`);
    return compared(expected, queue.shift(), names);
  }

  async function hears(step: Expecting, names: Bindings, patienceMs: number): Promise<Unplaced> {
    const { name } = step.actor;
    const before = heardOf.get(name) ?? 0;
    const reply = await soon(patienceMs, async () => (await target.heard(name))[before]);
    if (reply !== undefined) heardOf.set(name, before + 1);
    const message =
      reply === undefined
        ? `nothing was sent within ${patienceMs / 1000} s`
        : "something else was sent";
    // Silence is only certain when somebody waited for it.
    const isCertain = reply !== undefined || patienceMs === target.patienceMs;
    return { ...compared(step.expected, reply, names), isCertain, message };
  }

  async function arrives(step: Extract<Step, { kind: "arrives" }>, names: Bindings, ms: number) {
    const { channel, to } = step;
    if (step.pattern === undefined) {
      return notArrived(await soon(ms, () => arrivals.justNow(channel, to)));
    }
    const arrival = await soon(ms, () => arrivals.next(channel, to));
    if (arrival === undefined) {
      return { ...missed(`nothing arrived at ${step.to}`), isCertain: ms === target.patienceMs };
    }
    const { code, text } = arrival;
    const [only, ...more] = step.pattern;
    const isCode = only?.kind === "name" && more.length === 0;
    const read = isCode ? code : text;
    const met = { form: "text", text: read ?? text } as const;
    if (read === undefined) return { ...missed("no code can be found in this"), met };
    const caught = match(step.pattern, read, names);
    return { caught, met, isCertain: true, message: "something else arrived" };
  }

  async function fact({ actor, name, value }: Extract<Step, { kind: "fact" }>, names: Bindings) {
    const who = actor ?? lastActor;
    if (who === undefined) return missed("nobody has said or done anything yet");
    const known = await target.fact(who, name);
    if (known === undefined) return missed(`${name} is nothing that is known of ${who}`);
    const met = known === "" ? undefined : ({ form: "text", text: known } as const);
    const message = `${name} is ${known === "" ? "(nothing)" : known}`;
    return { caught: match(value, known, names), met, isCertain: true, message };
  }

  return {
    async act({ at, actor: { name } }: By, act: Action): Promise<BehindLine> {
      const acted = await target.act(name, act);
      if (wants === "arrivals") await arrivals.turnEnded();
      lastActor = name;
      replies.set(name, [...acted.replies]);
      const callback = { ...acted.behind, line: at.line };
      behind.set(name, callback);
      return callback;
    },
    /** `patiently`: whether to wait for what has not come yet. */
    async check(step: Checkable, names: Bindings, patiently: boolean): Promise<Heard> {
      const patienceMs = patiently ? target.patienceMs : 0;
      const who = step.kind === "answered" || step.kind === "hears" ? step.actor.name : lastActor;
      const heard = await metBy(step, names, patienceMs);
      const callback = behind.get(who ?? "");
      const { problem } = callback ?? {};
      const message = problem === undefined ? heard.message : `${heard.message}: ${problem}`;
      const isCertain = heard.isCertain && problem === undefined;
      return { ...heard, isCertain, message, behind: callback };
    },
  };

  async function metBy(step: Checkable, names: Bindings, patienceMs: number): Promise<Unplaced> {
    if (step.kind === "answered") return answered(step, names);
    if (step.kind === "hears") return hears(step, names, patienceMs);
    return step.kind === "arrives" ? arrives(step, names, patienceMs) : fact(step, names);
  }
}

type Unplaced = Omit<Heard, "behind">;

function notArrived(arrival: Arrival | undefined): Unplaced {
  if (arrival === undefined) {
    return { caught: new Map(), met: undefined, isCertain: true, message: "" };
  }
  const met = { form: "text", text: arrival.text } as const;
  return { caught: undefined, met, isCertain: true, message: `something arrived at ${arrival.to}` };
}

function compared(expected: Expected, reply: Reply | undefined, names: Bindings): Unplaced {
  const met = reply && formOf(reply);
  const message = met === undefined ? "nothing was answered" : "something else was answered";
  return { caught: matchReply(expected, reply, names), met, isCertain: true, message };
}

function missed(message: string): Unplaced {
  return { caught: undefined, met: undefined, isCertain: false, message };
}

/**
 * Takes what arrived at an address in order; of what was never looked at, only what the last action
 * that brought any has brought: who asks again means the new code.
 */
function createArrivals(target: Target) {
  const taken = new Set<string>();
  const turnOf = new Map<string, number>();
  let turn = 0;
  const look = async (): Promise<readonly Arrival[]> => {
    const all = await target.arrived();
    for (const { id } of all) if (!turnOf.has(id)) turnOf.set(id, turn);
    return all;
  };
  const left = async (channel: Arrival["channel"], to: string): Promise<readonly Arrival[]> =>
    (await look()).filter(
      (arrival) => arrival.channel === channel && isTo(arrival, to) && !taken.has(arrival.id),
    );
  return {
    /** What the last action has brought, and nobody looked at. */
    async justNow(channel: Arrival["channel"], to: string): Promise<Arrival | undefined> {
      return (await left(channel, to)).find(({ id }) => turnOf.get(id) === turn);
    },
    async turnEnded(): Promise<void> {
      turn += 1;
      await look();
    },
    async next(channel: Arrival["channel"], to: string): Promise<Arrival | undefined> {
      const all = await left(channel, to);
      const latest = Math.max(...all.map(({ id }) => turnOf.get(id) ?? 0));
      const found = all.find(({ id }) => turnOf.get(id) === latest);
      if (found !== undefined) taken.add(found.id);
      return found;
    },
  };
}

async function soon<T>(ms: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const until = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= until) return found;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}
