import type { Config } from "../config.ts";
import type { Settings } from "../domain/settings.ts";
import { clockKey, readClockOffset } from "../records/clock.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import type { Store } from "../store/store.ts";

/**
 * Returns a line for each setting that a simulator left in a store and that is wrong in front of real
 * people: a clock that was set, and replies that tell who is registered. None while the simulator
 * is on.
 */
export async function leftOfRehearsal(
  store: Store,
  { simulator, production }: Pick<Config, "simulator" | "production">,
  freshSettings: Settings,
): Promise<readonly string[]> {
  if (simulator !== "off") return [];
  const [clock, settings] = await store.read([clockKey, settingsKey]);
  const seconds = Math.round(readClockOffset(clock) / 1000);
  const lines: string[] = [];
  if (seconds !== 0) {
    const off = `${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`;
    lines.push(
      `the clock of ${store.label} was set by a simulator and is ${off}: codes, locks and days go by it; a new store goes by the system's`,
    );
  }
  if (production && readSettings(settings, freshSettings).disclosure === "faithful") {
    lines.push(
      `${store.label} has disclosure: faithful, as for a rehearsal: answers tell strangers whose contact is registered; a new store is neutral in production`,
    );
  }
  return lines;
}
