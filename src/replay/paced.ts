import { textOf } from "../wire/loose-xml.ts";
import type { Recorded } from "./recording/recorded.ts";

// No timer waits longer than 2³¹ ms.
const longestWaitMs = 2 ** 31 - 1;

/**
 * Yields recorded callbacks with the pauses between their arrivals, divided by `speed`; 0: no pauses.
 * CreateTime is used where the time of arrival was not recorded.
 */
export async function* paced(
  recorded: AsyncIterable<Recorded>,
  speed: number,
): AsyncGenerator<Recorded> {
  let first: { readonly at: number; readonly started: number } | undefined;
  for await (const one of recorded) {
    const at = momentOf(one);
    if (speed > 0 && at !== undefined) {
      first ??= { at, started: performance.now() };
      const due = first.started + (at - first.at) / speed;
      await sleep(due - performance.now());
    }
    yield one;
  }
}

function momentOf(recorded: Recorded): number | undefined {
  if (recorded.at !== undefined || recorded.kind === "check") return recorded.at;
  const seconds = Number(textOf(recorded.fields, "CreateTime"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

async function sleep(ms: number): Promise<void> {
  let left = ms;
  while (left > 0) {
    const now = Math.min(left, longestWaitMs);
    await new Promise((resolve) => setTimeout(resolve, now));
    left -= now;
  }
}
