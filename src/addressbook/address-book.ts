import { isRefusal, type Refusal } from "../domain/return-codes.ts";
import type { Acts } from "../domain/acts.ts";
import type { Reply } from "../domain/reply.ts";
import { TooBusyError } from "../domain/too-busy.ts";
import type { Change, Store } from "../store/store.ts";
import type { Command, Decision, NotFound } from "./command.ts";
import { createDraft } from "./draft.ts";
import type { Facts } from "./facts.ts";
import { createFactsReader } from "./facts-reader.ts";

/** What a command has brought about. */
export type Changed = {
  /** False: all was so already, and nothing was committed. */
  readonly changed: boolean;
  readonly id?: number | undefined;
  /** The follower that was released, if one was, and what it should now be told. */
  readonly released?: { readonly follower: string; readonly replies: readonly Reply[] } | undefined;
  readonly notFound?: NotFound | undefined;
};

/** Changes the address book, one command a commit. */
export type AddressBook = {
  /**
   * Carries a command out, or answers why it must not be. `alongside` is asked what else is to stand
   * in the same commit, and is shown the facts before and after.
   */
  readonly carryOut: <T>(
    command: Command<T>,
    asked: T,
    alongside?: Alongside,
  ) => Promise<Changed | Refusal>;
};

/** Says what else is committed with a command: a line of an audit log. */
export type Alongside = (before: Facts, after: Facts) => Partial<Change>;

const mostTries = 100;

/** The store, and who releases the follower of a member that is deleted, in one commit with it. */
export type AddressBookParts = {
  readonly store: Store;
  readonly acts: Pick<Acts<Partial<Change>>, "release">;
};

/** Opens the address book of a store. */
export function createAddressBook({ store, acts }: AddressBookParts): AddressBook {
  return {
    async carryOut(command, asked, alongside) {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const reader = createFactsReader(store);
        await command.gather(reader, asked);
        const before = reader.facts();
        const decision = command.decide(before, asked);
        if (isRefusal(decision)) return decision;
        const { id, releases, notFound } = decision;
        const change = together(before, decision, alongside);
        if (change === undefined) return { changed: false, id, notFound };
        if (releases === undefined) {
          if ((await store.commit(change)) === "done") return { changed: true, id, notFound };
        } else {
          const { outcome, replies } = await acts.release(releases, change);
          if (outcome !== "stale") {
            return { changed: true, id, released: { follower: releases, replies }, notFound };
          }
        }
        await jitter();
      }
      throw new TooBusyError(
        `the address book changes too fast: this was tried ${mostTries} times`,
      );
    },
  };
}

function together(
  before: Facts,
  decision: Decision,
  alongside: Alongside | undefined,
): Change | undefined {
  const draft = createDraft(before);
  draft.take(decision);
  const change = draft.change();
  if (change === undefined || alongside === undefined) return change;
  const also = alongside(before, draft.facts);
  return {
    checks: [...change.checks, ...(also.checks ?? [])],
    puts: [...change.puts, ...(also.puts ?? [])],
    deletes: [...change.deletes, ...(also.deletes ?? [])],
    adds: [...change.adds, ...(also.adds ?? [])],
  };
}

function jitter(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 9));
}
