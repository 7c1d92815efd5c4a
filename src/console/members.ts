import { membersOfDepartment } from "../addressbook/lists.ts";
import { createMember } from "../addressbook/members/create.ts";
import { deleteMember } from "../addressbook/members/delete.ts";
import { disableMember, enableMember } from "../addressbook/members/enable.ts";
import { readTextField, textFields, type MemberFields } from "../addressbook/members/fields.ts";
import { updateMember } from "../addressbook/members/update.ts";
import type { Command } from "../addressbook/command.ts";
import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { parseContact } from "../domain/contact.ts";
import { foldNickname, refOf } from "../domain/follower.ts";
import { readUserid } from "../domain/member-rules.ts";
import { identifierOf, type Identifier, type Member } from "../domain/member.ts";
import { isRefusal } from "../domain/return-codes.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import { identifierKey, memberKey, readIdentifier, readMember } from "../records/members.ts";
import type { Entry } from "../store/store.ts";
import { changeBook, refused } from "./book.ts";
import { pageFrom, searchPage, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

/** A member as administrators see it. */
export type MemberShown = Omit<Member, "boundTo"> & {
  /** Who follows as this member. */
  readonly follower?: { readonly openid: string; readonly ref: string };
};

/** What an administrator writes of a member; "" or null clears a text. */
export type MemberWritten = {
  readonly [Field in keyof MemberFields]?: MemberFields[Field] | null | undefined;
};

/** By what members are looked for. */
export type MemberFilter = {
  /** Those who stand directly in it. */
  readonly department?: number | undefined;
  /** A whole phone number, e-mail or WeChat ID, or a part of the name or userid. */
  readonly q?: string | undefined;
};

/**
 * Lists members by userid: all, those of a department, or those whom a text finds. A page of a
 * search may hold fewer than were asked for while there is a next one.
 */
export async function listMembers(
  { store }: Pick<AdminParts, "store">,
  { department, q }: MemberFilter,
  asked: PageAsked,
): Promise<Paged<MemberShown>> {
  if (department !== undefined && q !== undefined) {
    throw new BadInputError("look by one at a time: department or q");
  }
  const read = (entry: Entry): MemberShown | undefined => {
    const member = readMember(entry);
    return member && shown(member);
  };
  if (department !== undefined) {
    const { items, ...next } = await pageFrom(store, membersOfDepartment(department), asked);
    return { items: items.map(shown), ...next };
  }
  if (q === undefined) return pageFrom(store, listOf(kinds.members, read), asked);
  const found = await withIdentifier(store, q);
  if (found !== undefined) return { items: [shown(found)] };
  const sought = foldNickname(q);
  const named = (entry: Entry): MemberShown | undefined => {
    const member = read(entry);
    if (member === undefined) return undefined;
    const texts = [member.userid, member.name].map(foldNickname);
    return texts.some((text) => text.includes(sought)) ? member : undefined;
  };
  return searchPage(store, kinds.members, named, asked);
}

/** Shows one member. Throws `BadInputError` when there is none. */
export async function showMember(
  { store }: Pick<AdminParts, "store">,
  userid: string,
): Promise<MemberShown> {
  const [entry] = await store.read([memberKey(userid)]);
  const member = readMember(entry);
  if (member !== undefined) return shown(member);
  throw new BadInputError(`no member has the userid ${JSON.stringify(userid)}`, "unknown");
}

/** Adds a member. Throws `BadInputError` with the rule that is broken. */
export async function addMember(
  parts: AdminParts,
  who: Who,
  { userid: written, ...fields }: MemberWritten & { readonly userid: string },
): Promise<MemberShown> {
  const userid = readUserid(written);
  if (isRefusal(userid)) throw refused(userid);
  await change(parts, who, createMember, { userid, ...fieldsIn(fields) });
  return showMember(parts, userid);
}

/** Changes what is named of a member. Throws `BadInputError` with the rule that is broken. */
export async function editMember(
  parts: AdminParts,
  who: Who,
  userid: string,
  written: MemberWritten,
): Promise<MemberShown> {
  await change(parts, who, updateMember, { userid, ...fieldsIn(written) });
  return showMember(parts, userid);
}

/** Lets a member be verified, or keeps it from that; whoever is bound stays so. */
export async function allowMember(
  parts: AdminParts,
  who: Who,
  userid: string,
  enabled: boolean,
): Promise<MemberShown> {
  await change(parts, who, enabled ? enableMember : disableMember, { userid });
  return showMember(parts, userid);
}

/** Deletes a member; the follower that is bound to it is released, and answered. */
export async function removeMember(
  parts: AdminParts,
  who: Who,
  userid: string,
): Promise<{
  readonly userid: string;
  readonly released?: { readonly openid: string; readonly ref: string };
}> {
  const { released } = await change(parts, who, deleteMember, { userid });
  return { userid, ...(released !== undefined && { released: named(released.follower) }) };
}

function change<T extends { readonly userid: string }>(
  parts: AdminParts,
  who: Who,
  command: Command<T>,
  asked: T,
) {
  const { userid } = asked;
  return changeBook(parts, who, {
    command,
    asked,
    act: "members.change",
    objectOf: () => userid,
    recordIn: (facts) => facts.member(userid),
  });
}

function fieldsIn(written: MemberWritten): MemberFields {
  const { department, enabled } = written;
  const texts = textFields.flatMap((field) => {
    const value = written[field];
    if (value === undefined) return [];
    const text = readTextField(field, value ?? "");
    if (isRefusal(text)) throw refused(text);
    return [[field, text]];
  });
  return {
    ...(Object.fromEntries(texts) as MemberFields),
    ...(Array.isArray(department) && { department }),
    ...(typeof enabled === "boolean" && { enabled }),
  };
}

async function withIdentifier(store: AdminParts["store"], q: string): Promise<Member | undefined> {
  const contact = parseContact(q);
  const identifiers: readonly Identifier[] = [
    ...(contact === undefined ? [] : [identifierOf(contact)]),
    { kind: "weixinid", value: q.toLowerCase() },
  ];
  const facts = (await store.read(identifiers.map(identifierKey))).map(readIdentifier);
  const fact = facts.find((one) => one !== undefined);
  return fact && readMember((await store.read([memberKey(fact.userid)]))[0]);
}

function shown({ boundTo, ...member }: Member): MemberShown {
  return boundTo === undefined ? member : { ...member, follower: named(boundTo) };
}

function named(openid: string): { readonly openid: string; readonly ref: string } {
  return { openid, ref: refOf(openid) };
}
