import { rootId, type Department, type DepartmentPlace } from "../../domain/department.ts";
import { accountKey, readAccount } from "../../records/account.ts";
import { readDepartment } from "../../records/departments.ts";
import type { Key, Page, Store } from "../../store/store.ts";

/** The departments as they were last read, and those that are to come. */
export type DepartmentTree = {
  /** Reads them all again; what was planned and not committed is forgotten. */
  load(): Promise<void>;
  /** The department of a place; none when there is no such id or path. */
  find(place: DepartmentPlace): number | undefined;
  /** The department of a place, or as much of its path as there is. */
  readonly nearest: (place: DepartmentPlace) => number | undefined;
  /** The names below the root that a path means: the root's own name may have led it. */
  below(path: readonly string[]): readonly string[];
  /** Plans what a path lacks; answers the whole chain's end and the new ones, parents first. */
  plan(path: readonly string[]): { readonly id: number; readonly made: readonly Department[] };
  /** `研发部/前端`, for people. */
  nameOf(id: number): string;
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
    // A record of the root names it; the account does when there is none.
    rootName = departments.get(rootId)?.name ?? read.accountName;
  };
  const below = (path: readonly string[]): readonly string[] => {
    const [first = ""] = path;
    return first === rootName && !children.has(childKey(rootId, first)) ? path.slice(1) : path;
  };
  const walk = (path: readonly string[]) => {
    let id = rootId;
    for (const [depth, name] of path.entries()) {
      const child = children.get(childKey(id, name));
      if (child === undefined) return { id, missing: path.slice(depth) };
      id = child;
    }
    return { id, missing: [] };
  };
  const withId = (id: number): number | undefined =>
    id === rootId || departments.has(id) ? id : undefined;
  await load();
  return {
    load,
    below,
    find(place) {
      if ("id" in place) return withId(place.id);
      const { id, missing } = walk(below(place.path));
      return missing.length === 0 ? id : undefined;
    },
    nearest: (place) => ("id" in place ? withId(place.id) : walk(below(place.path)).id),
    plan(path) {
      const { id, missing } = walk(below(path));
      const made: Department[] = [];
      let parentid = id;
      for (const name of missing) {
        const department = { id: lastId + 1, name, parentid };
        add(department);
        made.push(department);
        parentid = department.id;
      }
      return { id: parentid, made };
    },
    nameOf(id) {
      const names: string[] = [];
      for (let at = id; at !== rootId && names.length < 32;) {
        const department = departments.get(at);
        if (department === undefined) break;
        names.unshift(department.name);
        at = department.parentid;
      }
      return names.join("/") || rootName;
    },
  };
}

async function readAll(store: Store) {
  const [account] = await store.read([accountKey]);
  const departments: Department[] = [];
  let after: Key | undefined;
  for (;;) {
    const page: Page = { limit: atOnce, ...(after !== undefined && { after }) };
    const entries = await store.scan("departments", page);
    departments.push(...entries.flatMap((entry) => readDepartment(entry) ?? []));
    after = entries.at(-1)?.key;
    if (after === undefined || entries.length < atOnce) break;
  }
  return { departments, accountName: readAccount(account).name };
}

function childKey(parentid: number, name: string): string {
  return `${parentid}/${name}`;
}
