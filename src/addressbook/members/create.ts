import { rootId } from "../../domain/department.ts";
import { refusal } from "../../domain/return-codes.ts";
import type { Command } from "../command.ts";
import { keysToPut, putMember, withFields, type MemberAsked } from "./put.ts";

/** Adds a member: in the root unless departments are named, and enabled unless it is said. */
export const createMember: Command<MemberAsked> = {
  gather: (reader, asked) => reader.read(keysToPut({ department: [rootId], ...asked })),
  decide(facts, { userid, ...fields }) {
    const there = facts.member(userid);
    if (there !== undefined) {
      return refusal("userid-taken", `${there.userid} is ${there.name}`);
    }
    const bare = { userid, name: "", department: [rootId], enabled: true };
    return putMember(facts, undefined, withFields(bare, fields));
  },
};
