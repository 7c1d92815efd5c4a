import { StoreRefusedError, type Store } from "../store/store.ts";

/** Returns in words why the program cannot do its work now; undefined: it can. */
export type WhyNotReady = () => Promise<string | undefined>;

/** Asks one after the other for its reason, and returns the first that there is. */
export async function firstReason(asked: readonly WhyNotReady[]): Promise<string | undefined> {
  for (const whyNot of asked) {
    const reason = await whyNot();
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const answersWithinMs = 900;
const goodForMs = 1_000;

/**
 * Makes the check of readiness: the store must be able to commit, and none of `others` may have a
 * reason. It is made at most once a second; all who ask meanwhile get the same result.
 */
export function createReadiness(store: Store, others: readonly WhyNotReady[] = []): WhyNotReady {
  const late = `${store.label} does not answer`;
  const whyNotKept: WhyNotReady = async () => {
    try {
      await store.ping();
      return undefined;
    } catch (error) {
      return error instanceof StoreRefusedError ? error.message : late;
    }
  };
  let answer: Promise<string | undefined> | undefined;
  let goodUntil = Infinity;
  const askAll = (): Promise<string | undefined> => {
    goodUntil = Infinity;
    return firstReason([whyNotKept, ...others]).finally(() => {
      goodUntil = performance.now() + goodForMs;
    });
  };
  return () => {
    if (answer === undefined || performance.now() >= goodUntil) answer = askAll();
    return within(answer, answersWithinMs, late);
  };
}

async function within<T>(work: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
