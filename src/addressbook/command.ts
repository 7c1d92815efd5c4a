import type { Refusal } from "../domain/return-codes.ts";
import type { Change } from "../store/store.ts";
import type { Facts } from "./facts.ts";
import type { FactsReader } from "./facts-reader.ts";

/** What a command comes to: the part of a change that it makes, empty when nothing is to be done. */
export type Decision = Partial<Change> & {
  /** The id that a new department or tag was given. */
  readonly id?: number;
  /** The follower that is released by it: in the same commit. */
  readonly releases?: string | undefined;
  /** What of a list could not be found; the rest was done. */
  readonly notFound?: NotFound;
};

/** Members and departments of a list that are not there. */
export type NotFound = {
  readonly userids: readonly string[];
  readonly departments: readonly number[];
};

/** One way to change the address book. */
export type Command<T> = {
  /** Reads all that `decide` will ask. */
  readonly gather: (reader: FactsReader, asked: T) => Promise<unknown>;
  /** Decides on facts alone. It asks for as many checks as keep it right until it is committed. */
  readonly decide: (facts: Facts, asked: T) => Decision | Refusal;
};
