import type { Acts } from "../domain/acts.ts";
import type { Settings } from "../domain/settings.ts";
import type { Change, Store } from "../store/store.ts";

/** What administrators work on. */
export type AdminParts = {
  readonly store: Store;
  /** What moves a conversation. */
  readonly acts: Acts<Partial<Change>>;
  /** What stands for settings that are not stored, and what null goes back to. */
  readonly freshSettings: Settings;
  /** Real clock, ms. */
  readonly realNow: () => number;
  /** World clock, ms. */
  readonly worldNow: () => Promise<number>;
};
