import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { patchSettings, type Settings } from "../domain/settings.ts";
import { putSettings, readSettings, settingsKey } from "../records/settings.ts";
import { commitAudited, changedParts } from "./audited.ts";
import type { AdminParts } from "./parts.ts";

/** Shows the settings. */
export async function showSettings({
  store,
  freshSettings,
}: Pick<AdminParts, "store" | "freshSettings">): Promise<Settings> {
  const [entry] = await store.read([settingsKey]);
  return readSettings(entry, freshSettings);
}

/**
 * Changes settings by a merge patch; null goes back to what a new store has. Throws `BadInputError`
 * with every problem.
 */
export async function updateSettings(
  parts: Pick<AdminParts, "store" | "freshSettings" | "realNow">,
  who: Who,
  patch: unknown,
): Promise<Settings> {
  const { store, freshSettings } = parts;
  return commitAudited(parts, async () => {
    const [entry] = await store.read([settingsKey]);
    const before = readSettings(entry, freshSettings);
    const patched = patchSettings(before, patch, freshSettings);
    if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
    const changed = changedParts(before, patched.settings);
    return {
      change: {
        checks: [{ key: settingsKey, version: entry?.version ?? "" }],
        puts: [putSettings(patched.settings)],
      },
      audited: changed && { who, act: "settings.change", object: "", ...changed },
      answer: patched.settings,
    };
  });
}
