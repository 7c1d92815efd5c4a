import { createDepartment, type NewDepartment } from "../addressbook/departments/create.ts";
import { deleteDepartment } from "../addressbook/departments/delete.ts";
import { updateDepartment } from "../addressbook/departments/update.ts";
import type { Facts } from "../addressbook/facts.ts";
import { childrenOfDepartment } from "../addressbook/lists.ts";
import type { Command } from "../addressbook/command.ts";
import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { rootId, type Department } from "../domain/department.ts";
import { foldNickname } from "../domain/follower.ts";
import { accountKey, readAccount } from "../records/account.ts";
import { departmentCounterKey } from "../records/counters.ts";
import { departmentKey, readDepartment } from "../records/departments.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import { readCounter } from "../records/record.ts";
import type { Entry } from "../store/store.ts";
import { changeBook } from "./book.ts";
import { pageFrom, searchPage, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

/** A department as administrators see it. */
export type DepartmentShown = Department & {
  /** How many members stand directly in it. */
  readonly members: number;
};

/** By what departments are looked for. */
export type DepartmentFilter = {
  /** Those right below it. */
  readonly parentid?: number | undefined;
  /** A part of the name. */
  readonly q?: string | undefined;
};

/** Lists departments by id, those right below one by name, or those whom a text finds. */
export async function listDepartments(
  { store }: Pick<AdminParts, "store">,
  { parentid, q }: DepartmentFilter,
  asked: PageAsked,
): Promise<Paged<Department>> {
  if (parentid !== undefined && q !== undefined) {
    throw new BadInputError("look by one at a time: parentid or q");
  }
  if (parentid !== undefined) return pageFrom(store, childrenOfDepartment(parentid), asked);
  if (q === undefined) return pageFrom(store, listOf(kinds.departments, readDepartment), asked);
  const sought = foldNickname(q);
  const found = (entry: Entry): Department | undefined => {
    const department = readDepartment(entry);
    const isFound = department !== undefined && foldNickname(department.name).includes(sought);
    return isFound ? department : undefined;
  };
  return searchPage(store, kinds.departments, found, asked);
}

/** Shows one department. Throws `BadInputError` when there is none. */
export async function showDepartment(
  { store }: Pick<AdminParts, "store">,
  id: number,
): Promise<DepartmentShown> {
  const [entry, members, account] = await store.read([
    departmentKey(id),
    departmentCounterKey(id),
    accountKey,
  ]);
  const kept = readDepartment(entry);
  // Until it is renamed the root has no record, and is named like the account.
  const root = { id: rootId, name: readAccount(account).name, parentid: 0 };
  const department = kept ?? (id === rootId ? root : undefined);
  if (department !== undefined) return { ...department, members: readCounter(members) };
  throw new BadInputError(`there is no department ${id}`, "unknown");
}

/** Adds a department; without an id it gets the next one. Throws `BadInputError`. */
export async function addDepartment(
  parts: AdminParts,
  who: Who,
  asked: NewDepartment,
): Promise<DepartmentShown> {
  const { id = 0 } = await change(parts, who, createDepartment, asked, (facts) =>
    facts.departmentNamed(asked.parentid, asked.name.trim()),
  );
  return showDepartment(parts, id);
}

/** Renames a department, or moves it with all below it. Throws `BadInputError`. */
export async function editDepartment(
  parts: AdminParts,
  who: Who,
  asked: {
    readonly id: number;
    readonly name?: string | undefined;
    readonly parentid?: number | undefined;
  },
): Promise<DepartmentShown> {
  await change(parts, who, updateDepartment, asked, () => asked.id);
  return showDepartment(parts, asked.id);
}

/** Deletes a department without members and children. Throws `BadInputError`. */
export async function removeDepartment(
  parts: AdminParts,
  who: Who,
  id: number,
): Promise<{ readonly id: number }> {
  await change(parts, who, deleteDepartment, { id }, () => id);
  return { id };
}

function change<T>(
  parts: AdminParts,
  who: Who,
  command: Command<T>,
  asked: T,
  idIn: (facts: Facts) => number | undefined,
) {
  return changeBook(parts, who, {
    command,
    asked,
    act: "departments.change",
    objectOf: (after) => String(idIn(after) ?? ""),
    recordIn: (facts) => facts.department(idIn(facts) ?? 0),
  });
}
