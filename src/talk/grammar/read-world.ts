import { defaultSettings } from "../../domain/settings.ts";
import { parseDuration } from "../../domain/time.ts";
import type { Line } from "./read-line.ts";
import type { Misread } from "./template.ts";
import type { Block, Place, Step, World } from "./talk.ts";

/** Settings that are text, and stand in a talk as they are; all others are JSON. */
const textSettings: ReadonlySet<string> = new Set(
  Object.entries(defaultSettings).flatMap(([name, value]) =>
    typeof value === "string" ? [name] : [],
  ),
);

/** How often a line may be played. */
export const mostRounds = 10_000;

type Verb = (rest: string) => World | Block | string;

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["seed", (path) => (path === "" ? "the path of a seed" : { kind: "seed", path })],
  ["set", readSetting],
  ["clock", readClock],
  ["repeat", readRepeat],
  ["case", (name) => (name === "" ? "a name for this case" : { kind: "case", name, steps: [] })],
  ["faults", readFaults],
]);

/** Reads an `@` line; a block's own lines are still missing. */
export function readWorld(line: Extract<Line, { kind: "world" }>): Step | Misread {
  const at: Place = { line: line.number, column: line.indent + 1 };
  const verb = verbs.get(line.verb);
  if (verb === undefined) {
    const wanted = `one of ${[...verbs.keys()].map((name) => `@ ${name}`).join(", ")}`;
    return { at: { line: line.number, column: line.indent + 3 }, wanted };
  }
  const read = verb(line.rest.text);
  if (typeof read !== "string") return { at, ...read };
  return { at: { line: line.number, column: line.rest.column }, wanted: read };
}

function readSetting(rest: string): World | string {
  const [, name = "", value = ""] = /^(\S+) ?(.*)$/s.exec(rest) ?? [];
  if (name === "") return "a setting and its value";
  // '' is a text too: it silences a reply.
  if (textSettings.has(name)) return { kind: "set", name, value };
  const json = jsonOf(value);
  return json === undefined
    ? `JSON as the value of ${name}: @ set codeLength 8`
    : { kind: "set", name, value: json };
}

function readClock(text: string): World | string {
  const isStep = text.startsWith("+") && parseDuration(text.slice(1)) !== undefined;
  const isMoment = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/.test(text);
  return isStep || isMoment
    ? { kind: "clock", text }
    : "+15m (s m h d), or a date and time: 2015-06-01 23:50";
}

function readRepeat(rest: string): Block | string {
  const times = Number(rest);
  const isGood = /^\d+$/.test(rest) && times >= 1 && times <= mostRounds;
  return isGood
    ? { kind: "repeat", times, steps: [] }
    : `a number of rounds from 1 to ${mostRounds}`;
}

function readFaults(rest: string): World | string {
  const value = jsonOf(rest);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? { kind: "faults", value } : 'JSON: @ faults {"slow": "6s", "times": 1}';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
