import { mostDirectMembers, type Department } from "../../domain/department.ts";
import type { Identifier, Member, MemberFact } from "../../domain/member.ts";
import { departmentCounterKey } from "../../records/counters.ts";
import { departmentKey, putDepartment } from "../../records/departments.ts";
import {
  identifierKey,
  memberKey,
  memberPuts,
  readIdentifier,
  readMember,
} from "../../records/members.ts";
import { byKey, readCounter } from "../../records/record.ts";
import type { Change, Entry, Json, Key } from "../../store/store.ts";

/** What was read for some rows, with what the rows before have changed of it. */
export type Draft = {
  member(userid: string): Member | undefined;
  /** Whose identifier it is; only of identifiers that were read. */
  owner(identifier: Identifier): MemberFact | undefined;
  /** Whether no further direct member fits into a department. */
  isFull(id: number): boolean;
  /** Plans a department that was not there when the draft was read. */
  readonly make: (department: Department) => void;
  /** Puts a member in place of the one before, with identifiers and departments. */
  keep(before: Member | undefined, after: Member): void;
  /** All of it as one commit; nothing when nothing changed. */
  change(): Change | undefined;
};

/** Begins a draft on what was read together. */
export function createDraft(entries: readonly Entry[]): Draft {
  const read = byKey(entries);
  const written = new Map<Key, Json | undefined>();
  const checked = new Map<Key, string>();
  const joined = new Map<number, number>();

  const entryOf = (key: Key): Entry | undefined => {
    if (!written.has(key)) return read.get(key);
    const value = written.get(key);
    return value === undefined ? undefined : { key, version: "", value };
  };
  const write = (key: Key, value: Json | undefined): void => {
    written.set(key, value);
    // What was not read is guarded by the member's own version: only its writers write identifiers.
    const version = read.get(key)?.version;
    if (version !== undefined) checked.set(key, version);
  };
  /** Makes sure that a department is still there when this is committed. */
  const restOn = (id: number): void => {
    const version = read.get(departmentKey(id))?.version;
    if (version !== undefined) checked.set(departmentKey(id), version);
  };
  const join = (id: number, by: number): void => {
    joined.set(id, (joined.get(id) ?? 0) + by);
    if (by > 0) restOn(id);
  };
  return {
    member: (userid) => readMember(entryOf(memberKey(userid))),
    owner: (identifier) => readIdentifier(entryOf(identifierKey(identifier))),
    isFull(id) {
      const count = readCounter(read.get(departmentCounterKey(id)));
      return count + (joined.get(id) ?? 0) >= mostDirectMembers;
    },
    make(department) {
      restOn(department.parentid);
      for (const { key, value } of putDepartment(department)) {
        written.set(key, value);
        checked.set(key, "");
      }
    },
    keep(before, after) {
      const { puts, deletes } = memberPuts(before, after);
      for (const { key, value } of puts) write(key, value);
      for (const key of deletes) write(key, undefined);
      const left = before?.department ?? [];
      for (const id of after.department) if (!left.includes(id)) join(id, 1);
      for (const id of left) if (!after.department.includes(id)) join(id, -1);
    },
    change: () => (written.size === 0 ? undefined : changeOf({ written, checked, joined })),
  };
}

function changeOf({
  written,
  checked,
  joined,
}: {
  readonly written: ReadonlyMap<Key, Json | undefined>;
  readonly checked: ReadonlyMap<Key, string>;
  readonly joined: ReadonlyMap<number, number>;
}): Change {
  return {
    checks: [...checked].map(([key, version]) => ({ key, version })),
    puts: [...written].flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
    deletes: [...written].flatMap(([key, value]) => (value === undefined ? [key] : [])),
    adds: [...joined].flatMap(([id, by]) => {
      const add = { key: departmentCounterKey(id), by };
      return by === 0 ? [] : [by > 0 ? { ...add, max: mostDirectMembers } : add];
    }),
  };
}
