import { defaultSettings, type Settings } from "../domain/settings.ts";
import type { Change, Entry } from "../store/store.ts";
import { readRecord, recordOf } from "./record.ts";

const shape = 1;

export const settingsKey = "settings";

/** Reads the settings; what a stored one does not name yet has its default. */
export function readSettings(entry: Entry | undefined): Settings {
  const stored = readRecord<Partial<Settings>>(entry, shape);
  return stored === undefined ? defaultSettings : { ...defaultSettings, ...stored };
}

/** Writes the settings down, all of them, so that a later default changes nothing here. */
export function putSettings(settings: Settings): Change["puts"][number] {
  return { key: settingsKey, value: recordOf(settings, shape) };
}
