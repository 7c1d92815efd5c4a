import type { Assistant } from "../assistant/assistant.ts";
import { conversationKey, readConversation } from "../records/conversations.ts";
import type { Store } from "../store/store.ts";
import type { Turned } from "../talk/play/target.ts";

/** An assistant that somebody watches. */
export type Watcher = Pick<Assistant, "answer"> & {
  /** Says how a conversation first moved since this was last asked, if any did. */
  taken(): Turned | undefined;
};

/** Watches how conversations move. */
export function createWatcher(assistant: Assistant, store: Store): Watcher {
  let first: Turned | undefined;
  const phaseOf = async (follower: string): Promise<string> => {
    const [entry] = await store.read([conversationKey(follower)]);
    return readConversation(entry).phase;
  };
  return {
    async answer(callback) {
      const before = await phaseOf(callback.follower);
      const answer = await assistant.answer(callback);
      const after = await phaseOf(callback.follower);
      first ??= { input: callback.kind, before, outcome: answer.outcome, after };
      return answer;
    },
    taken() {
      const taken = first;
      first = undefined;
      return taken;
    },
  };
}
