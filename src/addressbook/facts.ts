import { rootId, type Department } from "../domain/department.ts";
import type { Identifier, Member, MemberFact } from "../domain/member.ts";
import type { Tag } from "../domain/tag.ts";
import { departmentCounterKey, tagCounterKey } from "../records/counters.ts";
import {
  departmentKey,
  departmentNameKey,
  departmentTreeKey,
  readDepartment,
  readDepartmentId,
  readLastDepartmentId,
} from "../records/departments.ts";
import { identifierKey, memberKey, readIdentifier, readMember } from "../records/members.ts";
import { readCounter } from "../records/record.ts";
import {
  lastTagKey,
  readLastTagId,
  readTag,
  readTagId,
  tagKey,
  tagNameKey,
} from "../records/tags.ts";
import type { Change, Entry, Key } from "../store/store.ts";

/** Entries as a command sees them; one that was never read counts as absent. */
export type Entries = {
  /** What stands there by now, with the version that was read. */
  readonly entry: (key: Key) => Entry;
  /** All that is there of the keys that begin so, as far as it was read. */
  readonly under: (prefix: string) => readonly Entry[];
};

/** What a command may know of the address book: only what was read for it. */
export type Facts = Entries & {
  member(userid: string): Member | undefined;
  owner(identifier: Identifier): MemberFact | undefined;
  /** The root is always there. */
  department(id: number): Department | undefined;
  departmentNamed(parentid: number, name: string): number | undefined;
  directMembers(id: number): number;
  lastDepartmentId(): number;
  tag(id: number): Tag | undefined;
  tagNamed(name: string): number | undefined;
  tagSize(id: number): number;
  lastTagId(): number;
  /** Says that the keys must still be as they were read. */
  checks(keys: readonly Key[]): Change["checks"];
};

const root: Department = { id: rootId, name: "", parentid: 0 };

/** Reads facts out of entries. */
export function factsIn({ entry, under }: Entries): Facts {
  return {
    entry,
    under,
    member: (userid) => readMember(entry(memberKey(userid))),
    owner: (identifier) => readIdentifier(entry(identifierKey(identifier))),
    department: (id) =>
      readDepartment(entry(departmentKey(id))) ?? (id === rootId ? root : undefined),
    departmentNamed: (parentid, name) => readDepartmentId(entry(departmentNameKey(parentid, name))),
    directMembers: (id) => readCounter(entry(departmentCounterKey(id))),
    lastDepartmentId: () => readLastDepartmentId(entry(departmentTreeKey)),
    tag: (id) => readTag(entry(tagKey(id))),
    tagNamed: (name) => readTagId(entry(tagNameKey(name))),
    tagSize: (id) => readCounter(entry(tagCounterKey(id))),
    lastTagId: () => readLastTagId(entry(lastTagKey)),
    checks: (keys) => keys.map((key) => ({ key, version: entry(key).version })),
  };
}
