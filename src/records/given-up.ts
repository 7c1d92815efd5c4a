import type { Put } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import type { Outgoing } from "./outbox.ts";
import { recordsOfKind, sortable } from "./record.ts";

/** A code that could not be delivered before it expired, and why. */
export type GivenUp = Pick<Outgoing, "follower" | "challenge" | "attempts"> & {
  /** World clock, ms. */
  readonly at: number;
  readonly reason: string;
};

const records = recordsOfKind<GivenUp>(kinds.givenUp);

/** Reads a delivery that was given up. */
export const readGivenUp = records.read;

/** Writes a delivery down as given up: administrators see it. `realNow`: real clock, ms. */
export function putGivenUp(givenUp: GivenUp, realNow: number): Put {
  const key = records.key(`${sortable(givenUp.at)}/${givenUp.challenge.id}`);
  return records.put(key, givenUp, realNow + kinds.givenUp.keptUntil.ms);
}
