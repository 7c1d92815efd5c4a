import { isRefusal } from "../../domain/return-codes.ts";
import { readTagName } from "../../domain/tag.ts";
import { tagChange, tagKey, tagNameKey } from "../../records/tags.ts";
import type { Command } from "../command.ts";
import { keysOfTagName, refusalOfTag, refusalOfTakenTag } from "./found.ts";

/** Gives a tag another name. */
export const renameTag: Command<{ readonly id: number; readonly name: string }> = {
  gather: (reader, { id, name }) => reader.read([tagKey(id), ...keysOfTagName(name)]),
  decide(facts, { id, name: written }) {
    const before = facts.tag(id);
    if (before === undefined) return refusalOfTag(id);
    const name = readTagName(written);
    if (isRefusal(name)) return name;
    if (name === before.name) return {};
    const namesake = facts.tagNamed(name);
    if (namesake !== undefined) return refusalOfTakenTag(namesake);
    return {
      ...tagChange(before, { ...before, name }),
      checks: facts.checks([tagKey(id), tagNameKey(name)]),
    };
  },
};
