import type { Tag } from "../domain/tag.ts";
import type { Change, Entry, Key } from "../store/store.ts";
import { kinds } from "./kinds.ts";
import { readRecord, recordOf } from "./record.ts";

/** Where a tag is kept. */
export function tagKey(id: number): Key {
  return `${kinds.tags.name}/${id}`;
}

/** Where it is kept which tag has this name: a name is there once. */
export function tagNameKey(name: string): Key {
  return `${kinds.tagNames.name}/${name}`;
}

/** Where the last id that was given to a tag is kept. */
export const lastTagKey: Key = kinds.lastTag.name;

/** Reads a tag. */
export function readTag(entry: Entry | undefined): Tag | undefined {
  return readRecord<Tag>(entry, kinds.tags);
}

/** Reads the id that is kept under a tag's name. */
export function readTagId(entry: Entry | undefined): number | undefined {
  return readRecord<{ readonly id: number }>(entry, kinds.tagNames)?.id;
}

/** Reads the last id that was given to a tag; 0: none yet. */
export function readLastTagId(entry: Entry | undefined): number {
  return readRecord<{ readonly id: number }>(entry, kinds.lastTag)?.id ?? 0;
}

/** Writes down which id was given last. */
export function putLastTag(id: number): Change["puts"][number] {
  return { key: lastTagKey, value: recordOf({ id }, kinds.lastTag) };
}

/** Writes `after` in the place of `before`, with its name; without `after` the tag is deleted. */
export function tagChange(
  before: Tag | undefined,
  after: Tag | undefined,
): Pick<Change, "puts" | "deletes"> {
  const id = (after ?? before)?.id ?? 0;
  return {
    puts:
      after === undefined
        ? []
        : [
            { key: tagKey(id), value: recordOf(after, kinds.tags) },
            { key: tagNameKey(after.name), value: recordOf({ id }, kinds.tagNames) },
          ],
    deletes: [
      ...(after === undefined ? [tagKey(id)] : []),
      ...(before === undefined || before.name === after?.name ? [] : [tagNameKey(before.name)]),
    ],
  };
}
