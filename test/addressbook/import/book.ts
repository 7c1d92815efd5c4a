import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createAddressBook, type AddressBook } from "../../../src/addressbook/address-book.ts";
import { identifiersOf, type Member } from "../../../src/domain/member.ts";
import { departmentCounterKey, tagCounterKey } from "../../../src/records/counters.ts";
import {
  departmentKey,
  departmentNameKey,
  readDepartment,
  tagDepartmentKey,
} from "../../../src/records/departments.ts";
import { readTag, tagKey, tagNameKey } from "../../../src/records/tags.ts";
import { collections } from "../../../src/records/kinds.ts";
import type { RowOutcome } from "../../../src/addressbook/import/apply.ts";
import { importStaff, type ImportSummary } from "../../../src/addressbook/import/import-staff.ts";
import {
  departmentMemberKey,
  identifierKey,
  memberChange,
  memberKey,
  readMember,
  tagMemberKey,
} from "../../../src/records/members.ts";
import { openLmdbFiles } from "../../../src/store/lmdb/files.ts";
import { lmdbEntryOf } from "../../../src/store/lmdb/record.ts";
import { openLmdbStore } from "../../../src/store/lmdb-store.ts";
import type { Change, Json, Key, Store } from "../../../src/store/store.ts";

/** A refused row, as it is told. */
export type Refused = {
  readonly line: number;
  readonly userid: string;
  readonly errcode: number;
  readonly errmsg: string;
};

/** An address book in a store of its own. */
export type Book = {
  readonly store: Store;
  readonly folder: string;
  /** Writes a file beside the store. */
  file(content: string | Buffer): string;
  /** Imports what the file would say. */
  take(content: string | Buffer): Promise<ImportSummary & { readonly bad: readonly Refused[] }>;
  member(userid: string): Promise<Member | undefined>;
  /** Carries a command out; nobody is bound who would have to be released. */
  readonly change: AddressBook["carryOut"];
  /** Puts a member there, bound or disabled as it may be, without asking any rule. */
  seat(member: Member): Promise<void>;
  /** Everything that the store holds, key by key. */
  dump(): Promise<ReadonlyMap<Key, Json>>;
  close(): Promise<void>;
};

const header = "userid,name,department,position,mobile,email,weixinid";

/** A CSV of rows under the usual header, in which lines count from 2. */
export function csv(...rows: readonly string[]): string {
  return [header, ...rows, ""].join("\n");
}

/** Opens an empty book. */
export async function openBook(durable = false): Promise<Book> {
  const folder = mkdtempSync(join(tmpdir(), "book-"));
  const path = join(folder, "store");
  const store = await openLmdbStore({ collections, path, durable });
  let files = 0;
  const file = (content: string | Buffer): string => {
    files += 1;
    const name = join(folder, `staff.${files}.csv`);
    writeFileSync(name, content);
    return name;
  };
  return {
    store,
    folder,
    file,
    async take(content) {
      const bad: Refused[] = [];
      const settled = (outcome: RowOutcome): void => {
        if (outcome.did !== "refused") return;
        const { line, userid, errcode, errmsg } = outcome;
        bad.push({ line, userid, errcode, errmsg });
      };
      return { ...(await importStaff(store, file(content), { settled })), bad };
    },
    async member(userid) {
      const [entry] = await store.read([memberKey(userid)]);
      return readMember(entry);
    },
    change: createAddressBook({ store, acts: { release: notExpected } }).carryOut,
    async seat(member) {
      const [entry] = await store.read([memberKey(member.userid)]);
      const before = readMember(entry);
      await store.commit({
        ...memberChange(before, member),
        checks: [{ key: memberKey(member.userid), version: entry?.version ?? "" }],
      });
    },
    dump: () => dumpOf(path),
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a change of which only the parts that matter are written out. */
export function change(parts: Partial<Change>): Change {
  return { checks: [], puts: [], deletes: [], adds: [], ...parts };
}

/** Makes sure that members, identifiers, departments and their counters tell the same story. */
export async function expectSound(book: Book): Promise<void> {
  const kept = await book.dump();
  const expected = new Map<Key, Json>();
  const counts = new Map<number, number>();
  for (const [key, value] of kept) {
    if (key.startsWith("members/")) expectMember(value, kept, { expected, counts });
    if (key.startsWith("departments/")) {
      const department = readDepartment({ key, version: "", value });
      if (department === undefined) throw new Error("There is no department");
      const { id, name, parentid, tags = [] } = department;
      if (id !== 1) expected.set(departmentNameKey(parentid, name), { v: 1, id });
      for (const tag of tags) expectTagged(tag, tagDepartmentKey(tag, id), kept, expected);
      expect(levelOf(id, kept), `level of ${id}`).to.be.at.most(10);
    }
    if (key.startsWith("tags/")) {
      const { id = 0, name = "" } = readTag({ key, version: "", value }) ?? {};
      expected.set(tagNameKey(name), { v: 1, id });
    }
  }
  for (const [id, count] of counts) {
    expected.set(departmentCounterKey(id), count);
    if (id !== 1) expect(kept.has(departmentKey(id)), `department ${id}`).to.equal(true);
  }
  const derived = [...kept].filter(
    ([key, value]) =>
      /^(identifiers|department-names|department-members|tag-names|tag-members|tag-departments|counters)\//.test(
        key,
      ) && value !== 0,
  );
  expect(new Map(derived)).to.deep.equal(expected);
}

function expectMember(
  value: Json,
  kept: ReadonlyMap<Key, Json>,
  to: { readonly expected: Map<Key, Json>; readonly counts: Map<number, number> },
): void {
  const member = readMember({ key: "", version: "", value });
  if (member === undefined) throw new Error("There is no member");
  expect(kept.has(memberKey(member.userid))).to.equal(true);
  const { userid, name, enabled, boundTo } = member;
  const fact = { v: 1, userid, name, enabled, ...(boundTo !== undefined && { boundTo }) };
  expect(identifiersOf(member), userid).to.not.deep.equal([]);
  for (const identifier of identifiersOf(member)) {
    expect(to.expected.has(identifierKey(identifier)), identifierKey(identifier)).to.equal(false);
    to.expected.set(identifierKey(identifier), fact);
  }
  for (const id of member.department) {
    to.counts.set(id, (to.counts.get(id) ?? 0) + 1);
    to.expected.set(departmentMemberKey(id, userid), { v: 1 });
  }
  for (const id of member.tags ?? []) {
    expectTagged(id, tagMemberKey(id, userid), kept, to.expected);
  }
}

function expectTagged(
  tag: number,
  listed: Key,
  kept: ReadonlyMap<Key, Json>,
  expected: Map<Key, Json>,
): void {
  expect(kept.has(tagKey(tag)), `tag ${tag}`).to.equal(true);
  expected.set(listed, { v: 1 });
  const size = expected.get(tagCounterKey(tag));
  expected.set(tagCounterKey(tag), Number(size ?? 0) + 1);
}

/** Throws when a parent is not there; a cycle has no end, and so is deeper than any tree. */
function levelOf(id: number, kept: ReadonlyMap<Key, Json>): number {
  let level = 1;
  for (let at = id; at !== 1 && level < 32; level += 1) {
    const value = kept.get(departmentKey(at));
    if (value === undefined) throw new Error(`Department ${at} is not there`);
    at = readDepartment({ key: "", version: "", value })?.parentid ?? 1;
  }
  return level;
}

function notExpected(): Promise<never> {
  throw new Error("Nobody here is bound");
}

async function dumpOf(path: string): Promise<ReadonlyMap<Key, Json>> {
  const files = await openLmdbFiles(path, "none");
  const found = new Map<Key, Json>();
  for (const { key, value } of files.entries.getRange({})) {
    const entry = lmdbEntryOf(Buffer.from(key).toString(), value);
    if (entry.value !== undefined) found.set(entry.key, entry.value);
  }
  return found;
}
