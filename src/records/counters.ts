import type { Contact } from "../domain/contact.ts";
import { contactKey } from "../domain/contact.ts";
import type { Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";

/** Counts the followers that are bound. */
export const seatsKey: Key = `${kinds.counters.name}/seats`;

/** Counts what happened with a contact on one day (`2015-06-01`), over all followers. */
export function contactCounterKey(
  counter: "contact-sends" | "contact-wrong",
  date: string,
  contact: Contact,
): Key {
  return `${kinds.counters.name}/${counter}/${date}/${contactKey(contact)}`;
}

/** Counts the direct members of a department. */
export function departmentCounterKey(id: number): Key {
  return `${kinds.counters.name}/department-members/${id}`;
}

/** Counts the members and departments that are in a tag. */
export function tagCounterKey(id: number): Key {
  return `${kinds.counters.name}/tag-size/${id}`;
}

/** How long (real clock, ms) a day's counter is kept after its last use. */
export const dayCounterKeptMs = kinds.counters.keptUntil.ms;
