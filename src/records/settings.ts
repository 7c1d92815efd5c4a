import type { Settings } from "../domain/settings.ts";
import type { Entry, Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

export const settingsKey = kinds.settings.name;

// A store gives the same value for what has not changed, and every message reads the settings.
let last:
  | { readonly value: Entry["value"]; readonly fresh: Settings; readonly settings: Settings }
  | undefined;

/**
 * Reads the settings. What is not stored is as in a new store of this process, `fresh`: a name that
 * an older version did not know, and all of them when the store has lost its data.
 */
export function readSettings(entry: Entry | undefined, fresh: Settings): Settings {
  if (entry?.value === undefined) return fresh;
  if (last?.value === entry.value && last.fresh === fresh) return last.settings;
  const settings = { ...fresh, ...readRecord<Partial<Settings>>(entry, kinds.settings) };
  last = { value: entry.value, fresh, settings };
  return settings;
}

/** Writes the settings down, all of them, so that a later default changes nothing here. */
export function putSettings(settings: Settings): Put {
  return { key: settingsKey, value: recordOf(settings, kinds.settings) };
}
