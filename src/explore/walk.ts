import type { Action } from "../domain/action.ts";
import type { Chance } from "./chance.ts";
import { beforeMidnight, type Again, type WalkStep, type What } from "./steps.ts";

/** What a walk may do, as far as what is explored allows it. */
export type Ways = {
  readonly people: number;
  readonly contacts: number;
  readonly canMoveClock: boolean;
  readonly canSet: boolean;
};

const shortest = 20;
const longest = 50;

/** Makes a random walk: people who follow, ask, guess, repeat themselves, wait and unfollow. */
export function makeWalk(chance: Chance, ways: Ways): readonly WalkStep[] {
  const length = shortest + chance.below(longest - shortest);
  const steps: WalkStep[] = [];
  let who = 0;
  while (steps.length < length) {
    if (chance.happens(35)) who = chance.below(ways.people);
    const step = makeStep(chance, ways, who);
    // The same step a few times in a row: otherwise no limit would ever be reached.
    const times = chance.happens(12) ? 2 + chance.below(5) : 1;
    for (let time = 0; time < times; time += 1) steps.push(step);
  }
  return steps;
}

function makeStep(chance: Chance, ways: Ways, who: number): WalkStep {
  const kind = chance.weigh([
    [30, "act"],
    [ways.canMoveClock ? 3 : 0, "clock"],
    [ways.canSet ? 2 : 0, "set"],
  ]);
  if (kind === "clock") return { do: "clock", to: chance.pick(jumps) };
  if (kind === "set") return { do: "set", ...chance.pick(settings) };
  const what = makeWhat(chance, ways);
  const again = chance.happens(15) ? makeAgain(chance, what) : undefined;
  return { do: "act", who, what, ...(again && { again }) };
}

function makeWhat(chance: Chance, { contacts }: Ways): What {
  return chance.weigh<() => What>([
    [4, () => ({ kind: "as-it-stands", act: { action: "follow", text: "" } })],
    [2, () => ({ kind: "as-it-stands", act: { action: "unfollow", text: "" } })],
    [4, () => ({ kind: "as-it-stands", act: chance.pick(others) })],
    [8, () => ({ kind: "contact", index: chance.below(contacts) })],
    [5, () => ({ kind: "code", which: "right" })],
    [6, () => ({ kind: "code", which: "wrong" })],
    [2, () => ({ kind: "code", which: "old" })],
    [1, () => ({ kind: "code", which: "others" })],
  ])();
}

function makeAgain(chance: Chance, what: What): Again {
  // An event that changed nothing is not remembered, so a late copy of it would count as a new one.
  const isSaid = what.kind !== "as-it-stands" || what.act.action === "say";
  return chance.weigh<Again>([
    [2, { duplicate: 2 }],
    [1, { duplicate: 3 }],
    [2, { duplicate: 2, at: "once" }],
    [isSaid ? 2 : 0, { duplicate: 2, after: 1 + chance.below(3) }],
  ]);
}

const say = (text: string): Action => ({ action: "say", text });

const others: readonly [Action, ...Action[]] = [
  say("你好"),
  say("resend"),
  say("重发"),
  say("change"),
  say("help"),
  { action: "enter", text: "" },
  { action: "tap", text: "help" },
  { action: "view", text: "https://example.com/" },
  { action: "image", text: "badge" },
  { action: "location", text: "23.13,113.26" },
];

const jumps: readonly [string, ...string[]] = [
  "+61s",
  "+2m",
  "+5m",
  "+599s",
  "+10m",
  "+1h",
  "+1d",
  beforeMidnight,
];

type Setting = { readonly name: string; readonly value: unknown };

const secondVerification = { enabled: true, url: "https://example.com/second" };

const settings: readonly [Setting, ...Setting[]] = [
  { name: "wrongCodesPerDay", value: 3 },
  { name: "wrongCodesPerDay", value: 5 },
  { name: "disclosure", value: "neutral" },
  { name: "disclosure", value: "faithful" },
  { name: "language", value: "en" },
  { name: "language", value: "zh-CN" },
  { name: "autoMatch", value: "off" },
  { name: "lockedReply", value: "明天再试" },
  { name: "lockedReply", value: "" },
  // Not codeLength: a longer code cannot be told from a phone number.
  { name: "codeLifetimeMinutes", value: 2 },
  { name: "sendsPerDay", value: 1 },
  { name: "sendsPerDay", value: 10 },
  { name: "secondVerification", value: secondVerification },
  { name: "secondVerification", value: { enabled: false, url: "" } },
];
