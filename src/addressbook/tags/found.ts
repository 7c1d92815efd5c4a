import { isRefusal, refusal, type Refusal } from "../../domain/return-codes.ts";
import { readTagName } from "../../domain/tag.ts";
import { tagNameKey } from "../../records/tags.ts";
import type { Key } from "../../store/store.ts";

/** Refuses an id that no tag has. */
export function refusalOfTag(id: number): Refusal {
  return refusal("tag-unknown", `no tag has the id ${id}`);
}

/** Refuses a name or an id that another tag has. */
export function refusalOfTakenTag(id: number): Refusal {
  return refusal("tag-taken", `${id} has this id or this name`);
}

/** The key of a name as somebody wrote it; none when it is no name. */
export function keysOfTagName(written: string): readonly Key[] {
  const name = readTagName(written);
  return isRefusal(name) ? [] : [tagNameKey(name)];
}
