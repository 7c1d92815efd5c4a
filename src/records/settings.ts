import { defaultSettings, type Settings } from "../domain/settings.ts";
import type { Change, Entry } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

export const settingsKey = "settings";

// A store gives the same value for what has not changed, and every message reads the settings.
let last: { readonly value: Entry["value"]; readonly settings: Settings } | undefined;

/** Reads the settings; what a stored one does not name yet has its default. */
export function readSettings(entry: Entry | undefined): Settings {
  if (entry?.value === undefined) return defaultSettings;
  if (last?.value === entry.value) return last.settings;
  const settings = { ...defaultSettings, ...readRecord<Partial<Settings>>(entry, shape) };
  last = { value: entry.value, settings };
  return settings;
}

/** Writes the settings down, all of them, so that a later default changes nothing here. */
export function putSettings(settings: Settings): Change["puts"][number] {
  return { key: settingsKey, value: recordOf(settings, shape) };
}
