import type { Change, Entry, Key } from "../store/store.ts";
import type { Outgoing } from "./outbox.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** A code that could not be delivered before it expired, and why. */
export type GivenUp = Pick<Outgoing, "follower" | "challenge" | "attempts"> & {
  /** World clock, ms. */
  readonly at: number;
  readonly reason: string;
};

/** Reads a delivery that was given up. */
export function readGivenUp(entry: Entry | undefined): GivenUp | undefined {
  return readRecord<GivenUp>(entry, kinds.givenUp);
}

/** Writes a delivery down as given up: administrators see it. */
export function putGivenUp(givenUp: GivenUp): Change["puts"][number] {
  return { key: givenUpKey(givenUp), value: recordOf(givenUp, kinds.givenUp) };
}

function givenUpKey({ at, challenge }: Pick<GivenUp, "at" | "challenge">): Key {
  return `${kinds.givenUp.name}/${String(at).padStart(15, "0")}/${challenge.id}`;
}
