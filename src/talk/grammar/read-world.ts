import { defaultSettings } from "../../domain/settings.ts";
import { parseDuration } from "../../domain/time.ts";
import type { Line } from "./read-line.ts";
import type { Misread } from "./template.ts";
import type { Block, SourcePlace, Step, WorldLine } from "./talk.ts";

/** Settings that are text, and stand in a talk as they are; all others are JSON. */
const textSettings: ReadonlySet<string> = new Set(
  Object.entries(defaultSettings).flatMap(([name, value]) =>
    typeof value === "string" ? [name] : [],
  ),
);

/** How often a line may be played. */
export const mostRounds = 10_000;

type Verb = (rest: string) => WorldLine | Block | string;

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
  const at: SourcePlace = { line: line.number, column: line.indent + 1 };
  const verb = verbs.get(line.verb);
  if (verb === undefined) {
    const wanted = `one of ${[...verbs.keys()].map((name) => `@ ${name}`).join(", ")}`;
    return { at: { line: line.number, column: line.indent + 3 }, wanted };
  }
  const read = verb(line.rest.text);
  if (typeof read !== "string") return { at, ...read };
  return { at: { line: line.number, column: line.rest.column }, wanted: read };
}

function readSetting(rest: string): WorldLine | string {
  const [, name = "", value = ""] = /^(\S+) ?(.*)$/s.exec(rest) ?? [];
  if (name === "") return "a setting and its value";
  // '' is a text too: it silences a reply.
  if (textSettings.has(name)) return { kind: "set", name, value };
  const json = jsonOf(value);
  if (json !== undefined) return { kind: "set", name, value: json };
  // A bot's own settings may have any name.
  return Object.hasOwn(defaultSettings, name)
    ? `JSON as the value of ${name}: @ set codeLength 8`
    : `one of ${[...textSettings].join(", ")} (text), or JSON as the value of ${name}`;
}

function readClock(text: string): WorldLine | string {
  if (text.startsWith("+") && parseDuration(text.slice(1)) !== undefined) {
    return { kind: "clock", text };
  }
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  if (date === undefined) return "+15m (s m h d), or a date and time: 2015-06-01 23:50";
  if (!isWritten(`${date}T00:00`)) return `a day that the calendar has; ${date} is none`;
  if (time === undefined) return `a time behind the day: ${date} 23:50`;
  return isWritten(`${date}T${time}`)
    ? { kind: "clock", text }
    : `a time that a clock shows; ${time} is none`;
}

// A 31st of June would be read as the 1st of July.
function isWritten(moment: string): boolean {
  const read = Date.parse(`${moment}Z`);
  return !Number.isNaN(read) && new Date(read).toISOString().startsWith(moment);
}

function readRepeat(rest: string): Block | string {
  const times = Number(rest);
  const isGood = /^\d+$/.test(rest) && times >= 1 && times <= mostRounds;
  return isGood
    ? { kind: "repeat", times, steps: [] }
    : `a number of rounds from 1 to ${mostRounds}`;
}

function readFaults(rest: string): WorldLine | string {
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
