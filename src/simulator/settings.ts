import { BadInputError } from "../domain/bad-input.ts";
import { patchSettings, type Settings } from "../domain/settings.ts";
import { putSettings, readSettings, settingsKey } from "../records/settings.ts";
import type { Store } from "../store/store.ts";

/**
 * Changes an account's settings by a merge patch; `fresh` is what null goes back to. Throws
 * `BadInputError` with every problem.
 */
export async function changeSettings(
  store: Store,
  patch: unknown,
  fresh: Settings,
): Promise<Settings> {
  for (;;) {
    const [entry] = await store.read([settingsKey]);
    const patched = patchSettings(readSettings(entry, fresh), patch, fresh);
    if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
    const checks = [{ key: settingsKey, version: entry?.version ?? "" }];
    const puts = [putSettings(patched.settings)];
    if ((await store.commit({ checks, puts, deletes: [], adds: [] })) === "done") {
      return patched.settings;
    }
  }
}
