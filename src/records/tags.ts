import type { Tag } from "../domain/tag.ts";
import type { Change, Entry, Key, Put } from "../store/store.ts";
import { recordDifference } from "./difference.ts";
import { kinds } from "./kinds.ts";
import { recordsOfKind } from "./record.ts";

const tags = recordsOfKind<Tag, number>(kinds.tags);
const names = recordsOfKind<{ readonly id: number }>(kinds.tagNames);
const last = recordsOfKind<{ readonly id: number }>(kinds.lastTag);

/** The key of a tag, and the reader of its record. */
export const { key: tagKey, read: readTag } = tags;

/** The key of the record that says which tag has a name: a name is there once. */
export const tagNameKey = names.key;

/** The key of the record with the last id that was given to a tag. */
export const lastTagKey: Key = kinds.lastTag.name;

/** Reads the id that is kept under a tag's name. */
export function readTagId(entry: Entry | undefined): number | undefined {
  return names.read(entry)?.id;
}

/** Reads the last id that was given to a tag; 0: none yet. */
export function readLastTagId(entry: Entry | undefined): number {
  return last.read(entry)?.id ?? 0;
}

/** Writes down which id was given last. */
export function putLastTag(id: number): Put {
  return last.put(lastTagKey, { id });
}

/** Writes `after` in the place of `before`, with its name; without `after` the tag is deleted. */
export function tagChange(
  before: Tag | undefined,
  after: Tag | undefined,
): Pick<Change, "puts" | "deletes"> {
  return recordDifference(before && keptOf(before), after && keptOf(after));
}

function keptOf(tag: Tag): readonly Put[] {
  const { id, name } = tag;
  return [tags.put(tagKey(id), tag), names.put(tagNameKey(name), { id })];
}
