import { StoreRefusedError, type Store } from "../store/store.ts";

/** Says in words why the program cannot do its work now; nothing when it can. */
export type WhyNotReady = () => Promise<string | undefined>;

const answersWithinMs = 900;
const goodForMs = 1_000;

/** Asks the store first and then the others, and answers the first reason not to be ready. */
export function createReadiness(store: Store, others: readonly WhyNotReady[] = []): WhyNotReady {
  const reasons = [whyNotKept(store), ...others];
  return async () => {
    for (const whyNot of reasons) {
      const reason = await whyNot();
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

/** Lets the store commit something at most once a second, however many ask; they share the answer. */
function whyNotKept(store: Store): WhyNotReady {
  const late = `${store.label} does not answer`;
  let answer: Promise<string | undefined> | undefined;
  let goodUntil = Infinity;
  const askStore = async (): Promise<string | undefined> => {
    goodUntil = Infinity;
    try {
      await store.ping();
      return undefined;
    } catch (error) {
      return error instanceof StoreRefusedError ? error.message : late;
    } finally {
      goodUntil = performance.now() + goodForMs;
    }
  };
  return () => {
    if (answer === undefined || performance.now() >= goodUntil) answer = askStore();
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
