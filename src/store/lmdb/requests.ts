import type { LmdbFiles } from "./files.ts";
import { ForeignRecordError, StoreAwayError, StoreRefusedError } from "../store.ts";

/** How LMDB is asked: `ask` and `transact` throw `StoreAwayError` when LMDB fails or is closed. */
export type LmdbRequests = {
  readonly ask: <T>(question: () => T) => T;
  /** Resolves when the commit is on the disk, or, for a store that is not durable, in memory. */
  readonly transact: <T>(action: () => T) => Promise<T>;
  /** Waits for what was begun, then closes; a second time it does nothing. */
  readonly close: () => Promise<void>;
};

/** Makes what asks LMDB's files. */
export function createLmdbRequests(
  { root, isDurable }: LmdbFiles & { readonly isDurable: boolean },
  label: string,
): LmdbRequests {
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
    // A synchronous transaction is 20 times faster for one commit after another, but it would block
    // the whole process while the disk is written.
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
  // The store answered; the record itself is wrong, and trying again does not help.
  if (cause instanceof ForeignRecordError) return cause;
  if (cause instanceof Error && "commitError" in cause) {
    // LMDB gives the reason by a further promise and prints it. That promise is not awaited here, and
    // unhandled it would end the process.
    Promise.resolve(cause.commitError).catch(() => undefined);
    return new StoreRefusedError(`${label} could not be written; is the disk full?`, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreAwayError(`${label} failed: ${reason}`, { cause });
}
