/** The codes that one delivery has carried. */
export type CarriedCodes = {
  has(id: string): boolean;
  /** Remembers the code of a challenge for as long as it can be good. */
  note(id: string, forMs: number): void;
};

const most = 10_000;

/**
 * Makes an empty memory of the last ten thousand. An entry whose end was committed can come back
 * only with a store that has lost what it confirmed; its code is not carried again even then.
 */
export function createCarriedCodes(elapsed: () => number): CarriedCodes {
  const until = new Map<string, number>();
  return {
    has: (id) => (until.get(id) ?? -Infinity) > elapsed(),
    note(id, forMs) {
      until.set(id, elapsed() + forMs);
      const [oldest] = until.keys();
      if (until.size > most && oldest !== undefined) until.delete(oldest);
    },
  };
}
