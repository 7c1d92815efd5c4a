import type { Contact } from "./contact.ts";

/** A record of the address book. Contacts are normalised; empty ones are left out. */
export type Member = {
  readonly userid: string;
  readonly name: string;
  /** Ids of departments, at least one; 1 is the root. */
  readonly department: readonly number[];
  readonly position?: string;
  /** E.164. */
  readonly mobile?: string;
  readonly email?: string;
  /** As written; compared without case. */
  readonly weixinid?: string;
  readonly enabled: boolean;
  /** The follower that is bound to this member, if one is. */
  readonly boundTo?: string;
};

/** What a conversation may know of a member. */
export type MemberFact = Pick<Member, "userid" | "name" | "enabled" | "boundTo">;

/** The three things by which the platform recognises a member; each is unique in the book. */
export type Handle =
  | { readonly kind: "weixinid"; readonly value: string }
  | { readonly kind: "mobile"; readonly value: string }
  | { readonly kind: "email"; readonly value: string };

/** Compares userids as the platform does: without case (PROTOCOL §4.2, E16). */
export function foldUserid(userid: string): string {
  return userid.toLowerCase();
}

/** Lists what a member, or a follower's profile, can be recognised by. */
export function handlesOf(holder: {
  readonly weixinid?: string | undefined;
  readonly mobile?: string | undefined;
  readonly email?: string | undefined;
}): readonly Handle[] {
  const handles: Handle[] = [];
  if (holder.weixinid !== undefined)
    handles.push({ kind: "weixinid", value: holder.weixinid.toLowerCase() });
  if (holder.mobile !== undefined) handles.push({ kind: "mobile", value: holder.mobile });
  if (holder.email !== undefined) handles.push({ kind: "email", value: holder.email });
  return handles;
}

/** Turns a contact that somebody wrote into what members are found by. */
export function handleOf(contact: Contact): Handle {
  return { kind: contact.channel === "sms" ? "mobile" : "email", value: contact.to };
}
