import { rootId, type Department, type DepartmentPlace } from "../../domain/department.ts";
import { accountKey, readAccount } from "../../records/account.ts";
import { readDepartment } from "../../records/departments.ts";
import { kinds } from "../../records/kinds.ts";
import { everyPage } from "../../store/every-page.ts";
import type { Store } from "../../store/store.ts";

/** The departments as they were last read, and those that were added since. */
export type DepartmentTree = {
  /** Reads them all again; what was added and not committed is forgotten. */
  load(): Promise<void>;
  readonly add: (department: Department) => void;
  /** The department of a place; none when there is no such id or path. */
  find(place: DepartmentPlace): number | undefined;
  child(parentid: number, name: string): number | undefined;
  /** The department of a place; when there is none, as much of its path as there is. */
  readonly onTheWayTo: (place: DepartmentPlace) => readonly number[];
  /** The names below the root that a path means: the root's own name may have led it. */
  below(path: readonly string[]): readonly string[];
  lastId(): number;
};

const atOnce = 1_000;

/** Reads the departments of an account. */
export async function openDepartmentTree(store: Store): Promise<DepartmentTree> {
  let departments = new Map<number, Department>();
  let children = new Map<string, number>();
  let rootName = "";
  let lastId = rootId;

  const add = (department: Department): void => {
    departments.set(department.id, department);
    children.set(childKey(department.parentid, department.name), department.id);
    lastId = Math.max(lastId, department.id);
  };
  const load = async (): Promise<void> => {
    const read = await readAll(store);
    departments = new Map();
    children = new Map();
    lastId = rootId;
    read.departments.forEach(add);
    // A record of the root may name it; the account does when none does.
    const ownName = departments.get(rootId)?.name ?? "";
    rootName = ownName === "" ? read.accountName : ownName;
  };
  const child = (parentid: number, name: string): number | undefined =>
    children.get(childKey(parentid, name));
  const below = (path: readonly string[]): readonly string[] => {
    const [first = ""] = path;
    return first === rootName && child(rootId, first) === undefined ? path.slice(1) : path;
  };
  const way = (path: readonly string[]): readonly number[] => {
    const ids = [rootId];
    for (const name of path) {
      const next = child(ids.at(-1) ?? rootId, name);
      if (next === undefined) break;
      ids.push(next);
    }
    return ids;
  };
  const find = (place: DepartmentPlace): number | undefined => {
    if ("id" in place) {
      return place.id === rootId || departments.has(place.id) ? place.id : undefined;
    }
    const names = below(place.path);
    return way(names)[names.length];
  };
  await load();
  return {
    load,
    add,
    find,
    child,
    onTheWayTo(place) {
      const found = find(place);
      if (found !== undefined) return [found];
      return "id" in place ? [] : way(below(place.path));
    },
    below,
    lastId: () => lastId,
  };
}

async function readAll(store: Store) {
  const [account] = await store.read([accountKey]);
  const departments: Department[] = [];
  for await (const entries of everyPage(store, kinds.departments.name, { limit: atOnce })) {
    departments.push(...entries.flatMap((entry) => readDepartment(entry) ?? []));
  }
  return { departments, accountName: readAccount(account).name };
}

function childKey(parentid: number, name: string): string {
  return `${parentid}/${name}`;
}
