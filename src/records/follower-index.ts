import { foldNickname, refOf } from "../domain/follower.ts";
import type { Identifier } from "../domain/member.ts";
import type { Status } from "../domain/phase.ts";
import type { Standing } from "../domain/standing.ts";
import type { Entry, Key, Put } from "../store/store.ts";
import { kinds, type Kind } from "./kinds.ts";
import { listOf, type List } from "./lists.ts";
import { readRecord, recordOf, sortable } from "./record.ts";

/** Where it is kept that a follower has a status, in the order of since when. */
export function statusKey(openid: string, { status, since }: Standing): Key {
  return keyIn(kinds.followerStatuses, `${status}/${sortable(since)}`, openid);
}

/** Writes down that a follower has a status since a moment. */
export function statusPut(openid: string, standing: Standing): Put {
  return putAt(statusKey(openid, standing), kinds.followerStatuses, openid);
}

/** Writes down which follower it is whose short name (`F-4K7Q`) is on a phone. */
export function refPut(openid: string): Put {
  return putAt(refKey(openid), kinds.followerRefs, openid);
}

/** Where it is kept whose short name it is. */
export function refKey(openid: string): Key {
  return keyIn(kinds.followerRefs, refOf(openid), openid);
}

/** Writes down which follower has a nickname. */
export function nicknamePut(openid: string, nickname: string): Put {
  const key = keyIn(kinds.followerNames, plain(foldNickname(nickname)), openid);
  return putAt(key, kinds.followerNames, openid);
}

/** Writes down which follower has an identifier: it is in the profile, or the follower replied it. */
export function contactPut(openid: string, identifier: Identifier): Put {
  const key = keyIn(kinds.followerContacts, textOf(identifier), openid);
  return putAt(key, kinds.followerContacts, openid);
}

/** By what followers are found. */
export type FollowerQuery =
  | { readonly status: Status }
  /** Whole, in any case: `F-4K7Q`. */
  | { readonly ref: string }
  /** What the nickname begins with, in any case. */
  | { readonly nickname: string }
  | { readonly identifier: Identifier };

/**
 * Returns the list of the openids that are found: by status those who have had it for longest come
 * first, by nickname in its order.
 */
export function followersBy(query: FollowerQuery): List<string> {
  const { kind, prefix } = placeOf(query);
  const openidOf = (entry: Entry) => readRecord<{ readonly openid: string }>(entry, kind)?.openid;
  return { ...listOf(kind, openidOf), prefix };
}

function placeOf(query: FollowerQuery): { readonly kind: Kind; readonly prefix: string } {
  if ("status" in query) return { kind: kinds.followerStatuses, prefix: `${query.status}/` };
  if ("ref" in query)
    return { kind: kinds.followerRefs, prefix: `${plain(query.ref.toUpperCase())}/` };
  if ("nickname" in query) {
    return { kind: kinds.followerNames, prefix: plain(foldNickname(query.nickname)) };
  }
  return { kind: kinds.followerContacts, prefix: `${textOf(query.identifier)}/` };
}

function putAt(key: Key, kind: Kind, openid: string): Put {
  return { key, value: recordOf({ openid }, kind) };
}

function keyIn({ name }: Kind, sought: string, openid: string): Key {
  return `${name}/${sought}/${encodeURIComponent(openid)}`;
}

function textOf({ kind, value }: Identifier): string {
  return plain(`${kind}:${value}`);
}

// Without a slash, which is what stands between it and the openid.
function plain(text: string): string {
  return text.replace(/[%/]/g, encodeURIComponent);
}
