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
  /** Ids of the tags that the member is in, if any. */
  readonly tags?: readonly number[];
  /** The follower that is bound to this member, if one is. */
  readonly boundTo?: string;
};

/** What a conversation may know of a member. */
export type MemberFact = Pick<Member, "userid" | "name" | "enabled" | "boundTo">;

/** The fields by which the platform recognises a member; each is unique in the book. */
export const identifierKinds = ["weixinid", "mobile", "email"] as const;

/** One of these fields with its value; a WeChat ID in lower case. */
export type Identifier = {
  readonly kind: (typeof identifierKinds)[number];
  readonly value: string;
};

/** Compares userids as the platform does: without case (PROTOCOL §4.2, E16). */
export function foldUserid(userid: string): string {
  return userid.toLowerCase();
}

/** Lists what a member, or a follower's profile, can be recognised by. */
export function identifiersOf(
  holder: Readonly<Partial<Record<Identifier["kind"], string | undefined>>>,
): readonly Identifier[] {
  return identifierKinds.flatMap((kind) => {
    const value = kind === "weixinid" ? holder.weixinid?.toLowerCase() : holder[kind];
    return value === undefined ? [] : { kind, value };
  });
}

/** Returns the identifier that a member with this contact is found by. */
export function identifierOf(contact: Contact): Identifier {
  return { kind: contact.channel === "sms" ? "mobile" : "email", value: contact.to };
}
