import type { Entry, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

export const clockKey = kinds.clock.name;

/** How far (ms) the world's clock is ahead of the system's; 0 unless the simulator moved it. */
export function readClockOffset(entry: Entry | undefined): number {
  return readRecord<{ readonly offset: number }>(entry, kinds.clock)?.offset ?? 0;
}

/** Writes down how far the world's clock is ahead. */
export function putClockOffset(offset: number): Put {
  return { key: clockKey, value: recordOf({ offset }, kinds.clock) };
}
