import { memberChange, memberKey } from "../../records/members.ts";
import type { Command } from "../command.ts";
import { refusalOfMember } from "./put.ts";

/** Deletes a member: out of departments and tags; the follower that is bound to it is released. */
export const deleteMember: Command<{ readonly userid: string }> = {
  gather: (reader, { userid }) => reader.read([memberKey(userid)]),
  decide(facts, { userid }) {
    const member = facts.member(userid);
    if (member === undefined) return refusalOfMember(userid);
    return {
      ...memberChange(member, undefined),
      checks: facts.checks([memberKey(userid)]),
      releases: member.boundTo,
    };
  },
};
