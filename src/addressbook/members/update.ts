import type { Command } from "../command.ts";
import { keysToPut, putMember, refusalOfMember, withFields, type MemberAsked } from "./put.ts";

/** Changes the fields of a member that are named, and leaves the others as they are. */
export const updateMember: Command<MemberAsked> = {
  gather: (reader, asked) => reader.read(keysToPut(asked)),
  decide(facts, { userid, ...fields }) {
    const before = facts.member(userid);
    if (before === undefined) return refusalOfMember(userid);
    return putMember(facts, before, withFields(before, fields));
  },
};
