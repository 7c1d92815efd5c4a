import { refusal } from "../../domain/return-codes.ts";
import { tagCounterKey } from "../../records/counters.ts";
import { tagChange, tagKey } from "../../records/tags.ts";
import type { Command } from "../command.ts";
import { refusalOfTag } from "./found.ts";

/** Deletes a tag that nobody is in. */
export const deleteTag: Command<{ readonly id: number }> = {
  gather: (reader, { id }) => reader.read([tagKey(id), tagCounterKey(id)]),
  decide(facts, { id }) {
    const tag = facts.tag(id);
    if (tag === undefined) return refusalOfTag(id);
    const size = facts.tagSize(id);
    if (size > 0) {
      return refusal("tag-not-empty", `${tag.name} (${id}) has ${size} members and departments`);
    }
    return {
      ...tagChange(tag, undefined),
      // What is put into it meanwhile makes the counter refuse this.
      adds: [{ key: tagCounterKey(id), by: 0, max: 0 }],
      checks: facts.checks([tagKey(id)]),
    };
  },
};
