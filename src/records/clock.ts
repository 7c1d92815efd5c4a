import type { Change, Entry } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

export const clockKey = "clock";

/** How far (ms) the world's clock is ahead of the system's; 0 unless the simulator moved it. */
export function readClockOffset(entry: Entry | undefined): number {
  return readRecord<{ readonly offset: number }>(entry, shape)?.offset ?? 0;
}

/** Writes down how far the world's clock is ahead. */
export function putClockOffset(offset: number): Change["puts"][number] {
  return { key: clockKey, value: recordOf({ offset }, shape) };
}
