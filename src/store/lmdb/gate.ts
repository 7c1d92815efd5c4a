import type { LmdbFiles } from "./files.ts";
import { ForeignRecordError, StoreAwayError, StoreRefusedError } from "../store.ts";

/** The ways to the files: both throw `StoreAwayError` when LMDB fails, and once it is closed. */
export type LmdbGate = {
  readonly ask: <T>(question: () => T) => T;
  /** Resolves when the commit is on the disk, or, for a store that is not durable, in memory. */
  readonly transact: <T>(action: () => T) => Promise<T>;
  /** Waits for what was begun, then closes; a second time it does nothing. */
  readonly close: () => Promise<void>;
};

/** Opens the ways to the files. */
export function createLmdbGate(
  { root, isDurable }: LmdbFiles & { readonly isDurable: boolean },
  label: string,
): LmdbGate {
  let isOpen = true;
  const ask = <T>(question: () => T): T => {
    if (!isOpen) throw new StoreAwayError(`${label} is closed`);
    try {
      return question();
    } catch (error) {
      throw awayOf(label, error);
    }
  };
  return {
    ask,
    // For who commits one thing after another a synchronous transaction is 20 times faster, but it
    // would hold up everybody while the disk is written.
    transact: async (action) => {
      if (!isDurable) return ask(() => root.transactionSync(action));
      return ask(() => root.transaction(action)).catch((error: unknown) => {
        throw awayOf(label, error);
      });
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await root.close();
    },
  };
}

function awayOf(label: string, cause: unknown): Error {
  // The store is there; what lies in it is wrong, and is so when it is asked again.
  if (cause instanceof ForeignRecordError) return cause;
  if (cause instanceof Error && "commitError" in cause) {
    // The reason comes later by a promise of its own; LMDB prints it. Nobody waits for it here,
    // and an unhandled rejection would end the process.
    Promise.resolve(cause.commitError).catch(() => undefined);
    return new StoreRefusedError(`${label} could not be written; is the disk full?`, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreAwayError(`${label} failed: ${reason}`, { cause });
}
