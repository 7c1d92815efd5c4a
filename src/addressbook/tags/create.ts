import { isRefusal, refusal } from "../../domain/return-codes.ts";
import { readTagName } from "../../domain/tag.ts";
import { lastTagKey, putLastTag, tagChange, tagKey, tagNameKey } from "../../records/tags.ts";
import type { Command } from "../command.ts";
import { keysOfTagName, refusalOfTakenTag } from "./found.ts";

/** Adds a tag; without an id it gets the next one. */
export const createTag: Command<{ readonly name: string; readonly id?: number | undefined }> = {
  gather: (reader, { name, id }) =>
    reader.read([lastTagKey, ...keysOfTagName(name), ...(id === undefined ? [] : [tagKey(id)])]),
  decide(facts, { name: written, id = facts.lastTagId() + 1 }) {
    const name = readTagName(written);
    if (isRefusal(name)) return name;
    if (!Number.isSafeInteger(id) || id < 1) {
      return refusal("tag-unknown", `${id} is not a whole number from 1 on`);
    }
    const there = facts.tagNamed(name) ?? facts.tag(id)?.id;
    if (there !== undefined) return refusalOfTakenTag(there);
    return {
      id,
      puts: [
        ...tagChange(undefined, { id, name }).puts,
        putLastTag(Math.max(id, facts.lastTagId())),
      ],
      checks: facts.checks([lastTagKey, tagKey(id), tagNameKey(name)]),
    };
  },
};
