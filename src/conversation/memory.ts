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
  for (const call of memory.calls) {
    if (!call.endsWith(id)) continue;
    const [at, place, called] = partsOf(call);
    if (called !== id) continue;
    const reply = memory.said[Number(place)];
    return { id, replies: reply === undefined ? [] : [reply], at: Number(at) };
  }
  return undefined;
}

/** Remembers a callback and its reply: the last 32, at most 8 KiB, the oldest forgotten first. */
export function remember(conversation: Conversation, latest: Remembered): Conversation {
  let memory = withCall(conversation.memory, latest);
  while (memory.calls.length > most || (memory.calls.length > 1 && isTooLong(memory))) {
    memory = withoutOldest(memory);
  }
  return { ...conversation, memory };
}

function withCall({ calls, said }: Memory, { id, replies: [reply], at }: Remembered): Memory {
  if (reply === undefined) return { calls: [...calls, `${at} - ${id}`], said };
  const known = said.findIndex((other) => isSame(other, reply));
  const place = known < 0 ? said.length : known;
  return {
    calls: [...calls, `${at} ${place} ${id}`],
    said: known < 0 ? [...said, reply] : said,
  };
}

function withoutOldest({ calls: [oldest = "", ...calls], said }: Memory): Memory {
  const [, forgotten] = partsOf(oldest);
  if (forgotten === "-" || calls.some((call) => partsOf(call)[1] === forgotten)) {
    return { calls, said };
  }
  const gone = Number(forgotten);
  const moved = calls.map((call) => {
    const [at, place, id] = partsOf(call);
    return place !== "-" && Number(place) > gone ? `${at} ${Number(place) - 1} ${id}` : call;
  });
  return { calls: moved, said: said.filter((_reply, place) => place !== gone) };
}

function partsOf(call: string): readonly [at: string, place: string, id: string] {
  const first = call.indexOf(" ");
  const second = call.indexOf(" ", first + 1);
  return [call.slice(0, first), call.slice(first + 1, second), call.slice(second + 1)];
}

function isSame(one: Reply, other: Reply): boolean {
  if (one.type === "text" && other.type === "text") return one.text === other.text;
  return JSON.stringify(one) === JSON.stringify(other);
}

function isTooLong({ calls, said }: Memory): boolean {
  let units = 0;
  for (const call of calls) units += call.length + 3;
  for (const reply of said) units += 100 + (reply.type === "text" ? reply.text.length : mostBytes);
  // Three bytes a unit is an upper bound that most memories stay below, and costs nothing to know.
  return 3 * units > mostBytes && sizeOf({ calls, said }) > mostBytes;
}

function sizeOf({ calls, said }: Memory): number {
  let bytes = 24;
  for (const call of calls) bytes += bytesOf(call) + 3;
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
