import type { Act } from "../domain/acts.ts";
import { memberOf, type Conversation } from "../domain/conversation.ts";
import type { MemberFact } from "../domain/member.ts";
import { askingContact, asStranger, standingAs, turnOf, ignored } from "./standing.ts";
import type { Context, Effect, Input, Turn } from "./turn.ts";

/** Binds a follower to a member whose contact has been verified, or answers why that cannot be. */
export function boundAs(
  conversation: Conversation,
  member: MemberFact,
  input: Input,
  context: Context,
  alongside: readonly Effect[] = [],
): Turn {
  const refusal = refusalOf(member, input, context);
  if (refusal !== undefined) {
    return turnOf(askingContact(conversation), refusal, { input, context, effects: alongside });
  }
  const seat = member.boundTo !== input.follower;
  const bind: Effect = { type: "bind-member", userid: member.userid, seat };
  const second = context.settings.secondVerification.enabled;
  return turnOf(
    standingAs(conversation, second ? "confirming" : "followed", member),
    second ? "confirm-elsewhere" : "bound",
    { input, context, name: member.name, effects: [bind, ...alongside] },
  );
}

/** Says why this member cannot be bound to this follower, if so. */
export function refusalOf(
  member: MemberFact,
  input: Input,
  context: Context,
): "member-disabled" | "already-bound" | "seats-full" | undefined {
  if (!member.enabled) return "member-disabled";
  if (member.boundTo !== undefined && member.boundTo !== input.follower) return "already-bound";
  return context.full.has("seats") ? "seats-full" : undefined;
}

/** Binds a follower as an administrator decided; one who is bound already stays as it is. */
export function bindNow(
  conversation: Conversation,
  act: Extract<Act, { kind: "bind" }>,
  context: Context,
): Turn {
  const quiet = { conversation, replies: [], effects: [] } as const;
  if (memberOf(conversation) !== undefined) return { ...quiet, outcome: "already-followed" };
  if (context.member === undefined) return { ...quiet, outcome: "contact-unknown" };
  const refusal = refusalOf(context.member, act, context);
  if (refusal !== undefined) return { ...quiet, outcome: refusal };
  return boundAs(conversation, context.member, act, context);
}

/** Ends following and, if the follower is bound, the binding too. */
export function released(conversation: Conversation, outcome: "unfollowed" | "released"): Turn {
  if (conversation.phase === "stranger") {
    return ignored(conversation);
  }
  const userid = memberOf(conversation);
  return {
    conversation: asStranger(conversation),
    outcome,
    replies: [],
    effects: userid === undefined ? [] : [{ type: "release-member", userid }],
  };
}

/** Ends second verification: the follower now sees all apps. */
export function confirmed(conversation: Conversation, input: Input, context: Context): Turn {
  if (conversation.phase !== "confirming") {
    return ignored(conversation);
  }
  const { name } = conversation;
  const standing = standingAs(conversation, "followed", conversation);
  return turnOf(standing, "followed", { input, context, name });
}

/** Answers a follower who is bound: with the second verification again, or that all is done. */
export function alreadyBound(
  conversation: Extract<Conversation, { phase: "confirming" | "followed" }>,
  input: Input,
  context: Context,
): Turn {
  const { name } = conversation;
  if (conversation.phase === "followed") {
    return turnOf(conversation, "already-followed", { input, context, name });
  }
  // The setting was switched off meanwhile, so there is nothing left to wait for.
  if (!context.settings.secondVerification.enabled) return confirmed(conversation, input, context);
  return turnOf(conversation, "confirm-elsewhere", { input, context, name });
}
