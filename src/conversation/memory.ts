import type { Conversation, Memory } from "../domain/conversation.ts";
import type { Reply } from "../domain/reply.ts";

/** A callback, what it was answered, and the reply's CreateTime (s): a repetition reads the same. */
export type Remembered = {
  readonly id: string;
  readonly replies: readonly Reply[];
  readonly at: number;
};

const most = 32;
const mostBytes = 8192;

/** Finds what a callback was answered when it came before. */
export function recall({ memory }: Conversation, id: string): Remembered | undefined {
  const { calls, said } = memory;
  const end = ` ${lineSafe(id)}\n`;
  for (let found = calls.indexOf(end); found >= 0; found = calls.indexOf(end, found + 1)) {
    const start = calls.lastIndexOf("\n", found) + 1;
    const { at, place, idStart } = headOf(calls, start);
    // An id may end like another one.
    if (idStart !== found + 1) continue;
    const reply = said[Number(place)];
    return { id, replies: reply === undefined ? [] : [reply], at: Number(at) };
  }
  return undefined;
}

/** Remembers a callback and its reply: the last 32, at most 8 KiB, the oldest forgotten first. */
export function remember(conversation: Conversation, latest: Remembered): Conversation {
  let memory = withCall(conversation.memory, latest);
  let count = rememberedCalls(memory);
  while (count > most || (count > 1 && isTooLong(memory))) {
    memory = withoutOldest(memory);
    count -= 1;
  }
  return { ...conversation, memory };
}

/** How many callbacks are remembered. */
export function rememberedCalls({ calls }: Memory): number {
  let count = 0;
  for (let end = calls.indexOf("\n"); end >= 0; end = calls.indexOf("\n", end + 1)) count += 1;
  return count;
}

function withCall({ calls, said }: Memory, { id, replies: [reply], at }: Remembered): Memory {
  const line = (place: number | "-"): string => `${at} ${place} ${lineSafe(id)}\n`;
  if (reply === undefined) return { calls: calls + line("-"), said };
  const known = said.findIndex((other) => isSame(other, reply));
  if (known >= 0) return { calls: calls + line(known), said };
  return { calls: calls + line(said.length), said: [...said, reply] };
}

function withoutOldest({ calls, said }: Memory): Memory {
  const { place } = headOf(calls, 0);
  const rest = calls.slice(calls.indexOf("\n") + 1);
  if (place === "-" || isUsed(place, rest)) return { calls: rest, said };
  const gone = Number(place);
  const moved = rest.replace(/^(\d+) (\d+) /gm, (head, at: string, other: string) =>
    Number(other) > gone ? `${at} ${Number(other) - 1} ` : head,
  );
  return { calls: moved, said: said.filter((_reply, index) => index !== gone) };
}

function isUsed(place: string, calls: string): boolean {
  for (let start = 0; start < calls.length; start = calls.indexOf("\n", start) + 1) {
    if (headOf(calls, start).place === place) return true;
  }
  return false;
}

type Head = { readonly at: string; readonly place: string; readonly idStart: number };

function headOf(calls: string, start: number): Head {
  const first = calls.indexOf(" ", start);
  const second = calls.indexOf(" ", first + 1);
  const at = calls.slice(start, first);
  return { at, place: calls.slice(first + 1, second), idStart: second + 1 };
}

// The key of an event is any text.
function lineSafe(id: string): string {
  return id.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function isSame(one: Reply, other: Reply): boolean {
  if (one.type === "text" && other.type === "text") return one.text === other.text;
  return JSON.stringify(one) === JSON.stringify(other);
}

function isTooLong({ calls, said }: Memory): boolean {
  let units = calls.length;
  for (const reply of said) units += 100 + (reply.type === "text" ? reply.text.length : mostBytes);
  // Three bytes a unit is an upper bound that most memories stay below, and costs nothing to know.
  return 3 * units > mostBytes && sizeOf({ calls, said }) > mostBytes;
}

function sizeOf({ calls, said }: Memory): number {
  let bytes = 26 + bytesOf(calls);
  for (const reply of said) {
    bytes += reply.type === "text" ? 30 + bytesOf(reply.text) : bytesOf(JSON.stringify(reply));
  }
  return bytes;
}

// An upper bound: a surrogate pair counts 6 and takes 4, a quote or newline counts 6 and takes 2.
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) bytes += 2;
    else if (unit < 0x20 || unit === 0x22 || unit === 0x5c) bytes += 5;
  }
  return bytes;
}
