import type { Line, Piece } from "./read-line.ts";
import { readExpected } from "./expected.ts";
import { readAction } from "./action.ts";
import { cutFact } from "./fact.ts";
import { readTemplate, type Misread } from "./template.ts";
import { readWorld } from "./read-world.ts";
import type { Actor, SourcePlace, Step } from "./talk.ts";

type More = readonly Extract<Line, { kind: "more" }>[];

/** Reads a line and the `|` lines that follow it as a step; a block's own lines are still missing. */
export function readStep(line: Line, more: More): Step | Misread {
  switch (line.kind) {
    case "turn":
      return readTurn(line, more);
    case "world":
      return withoutMore(more) ?? readWorld(line);
    case "arrives":
      return readArrival(line, more);
    case "fact":
      return withoutMore(more) ?? readFact(line);
    default:
      return { at: startOf(line), wanted: "a line that can be played" };
  }
}

function readTurn(line: Extract<Line, { kind: "turn" }>, more: More): Step | Misread {
  const at = startOf(line);
  const actor = readActor(line.actor, at);
  if ("wanted" in actor) return actor;
  const text = wholeOf(line.text, more);
  const textAt = { line: line.number, column: line.text.column };
  const further = startsOf(more);
  if (line.sign === ">") {
    const template = readTemplate(text, textAt, further);
    return "wanted" in template
      ? template
      : { at, kind: "acts", actor, action: "say", text: template };
  }
  if (line.sign === "~") {
    const read = withoutMore(more) ?? readAction(text, textAt);
    return "wanted" in read ? read : { at, kind: "acts", actor, ...read };
  }
  const expected = readExpected(text, textAt, further);
  if ("wanted" in expected) return expected;
  const lastLine = more.at(-1)?.number ?? line.number;
  const kind = line.sign === "<" ? "answered" : "hears";
  return { at, kind, actor, expected, lastLine };
}

function readArrival(line: Extract<Line, { kind: "arrives" }>, more: More): Step | Misread {
  const { rest } = line;
  const [, channel, to, pattern] = /^(\S+) +(\S+) +([^]*)$/.exec(wholeOf(rest, more)) ?? [];
  const isKnown = channel === "sms" || channel === "mail";
  if (!isKnown || to === undefined || pattern === undefined || pattern === "") {
    const at = { line: line.number, column: rest.column };
    return { at, wanted: "! sms PHONE {{code}}, or ! mail ADDRESS {{code}}" };
  }
  const arrives = { at: startOf(line), kind: "arrives", channel, to } as const;
  if (pattern === "(nothing)") return { ...arrives, pattern: undefined };
  const column = rest.column + rest.text.length - (pattern.split("\n", 1)[0]?.length ?? 0);
  // A phone number in groups would go on in the pattern.
  if (/^\+?\d{1,4}$/.test(to) && /^\d+ /.test(pattern)) {
    const at = { line: line.number, column: rest.column };
    return { at, wanted: "a phone number without spaces: ! sms 13800000001 {{code}}" };
  }
  const template = readTemplate(pattern, { line: line.number, column }, startsOf(more));
  if ("wanted" in template) return template;
  return { ...arrives, pattern: template };
}

function readFact(line: Extract<Line, { kind: "fact" }>): Step | Misread {
  const { rest } = line;
  const cut = cutFact(rest.text);
  const at = { line: line.number, column: rest.column };
  if (cut === undefined) {
    return { at, wanted: "? status = followed, or ? ACTOR.status = followed" };
  }
  const { who, name, value } = cut;
  const actor = who === undefined ? undefined : readActor(who, at);
  if (actor !== undefined && "wanted" in actor) return actor;
  const column = rest.column + rest.text.length - value.length;
  const template = readTemplate(value === "(nothing)" ? "" : value, { line: line.number, column });
  if ("wanted" in template) return template;
  return { at: startOf(line), kind: "fact", actor: actor?.name, name, value: template };
}

function readActor(written: string, at: SourcePlace): Actor | Misread {
  const [, bare = "", agent] = /^(.*?)(?:@(\d+))?$/s.exec(written) ?? [];
  const name = bare.startsWith('"') ? unquoted(bare) : bare;
  if (name === undefined || name === "") return { at, wanted: 'a name, or a "name" in quotes' };
  return agent === undefined ? { name } : { name, agent: Number(agent) };
}

function unquoted(text: string): string | undefined {
  try {
    // Quotes are JSON's; anything else inside them is refused there.
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function wholeOf(first: Piece, more: More): string {
  return [first, ...more.map(({ text }) => text)].map(({ text }) => text).join("\n");
}

function startsOf(more: More): readonly SourcePlace[] {
  return more.map(({ number, text }) => ({ line: number, column: text.column }));
}

function withoutMore(more: More): Misread | undefined {
  const [line] = more;
  return (
    line && { at: startOf(line), wanted: "no further lines of text here; only > < <+ and ! go on" }
  );
}

function startOf({ number, indent }: Line): SourcePlace {
  return { line: number, column: indent + 1 };
}
