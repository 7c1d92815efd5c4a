import type { Contact } from "../../domain/contact.ts";
import type { Key } from "../../store/store.ts";

/** One channel's way out: so many codes at a time, so that a slow provider delays its own only. */
export type ChannelQueue = {
  readonly channel: Contact["channel"];
  /** How many more can be under way now. */
  room(): number;
  isBusy(): boolean;
  has(key: Key): boolean;
  /** Sets a code under way. Work that fails is left alone until somebody looks again. */
  run(key: Key, work: () => Promise<void>): void;
  /** Where to look on: nothing up to here waits for this queue. Undefined: from the beginning. */
  from(): Key | undefined;
  lookFrom(key: Key | undefined): void;
  /** Resolves when nothing is under way. */
  empty(): Promise<void>;
};

/** Makes a queue that nothing is under way in; `freed` hears when some work came to its end. */
export function createChannelQueue(options: {
  readonly channel: Contact["channel"];
  readonly width: number;
  readonly freed: () => void;
}): ChannelQueue {
  const { channel, width, freed } = options;
  const underWay = new Map<Key, Promise<void>>();
  let from: Key | undefined;
  return {
    channel,
    room: () => width - underWay.size,
    isBusy: () => underWay.size > 0,
    has: (key) => underWay.has(key),
    run(key, work) {
      const done = (): void => {
        underWay.delete(key);
        freed();
      };
      // No wake-up here: a store that can be read but not written would be asked without a pause.
      const failed = (): void => void underWay.delete(key);
      underWay.set(key, work().then(done, failed));
    },
    from: () => from,
    lookFrom(key) {
      from = key;
    },
    async empty() {
      await Promise.all(underWay.values());
    },
  };
}
