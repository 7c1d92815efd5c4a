import { isTooLong, quoted, tidyText, tooLong } from "./member-rules.ts";
import { isRefusal, refusal, type Refusal } from "./return-codes.ts";

/** A department of the address book. */
export type Department = {
  readonly id: number;
  /** The root has no name of its own until one is given: it is called what the account is called. */
  readonly name: string;
  /** The root's is 0; it is always there. */
  readonly parentid: number;
  /** Ids of the tags that it is in, if any. */
  readonly tags?: readonly number[];
};

/** Where a member belongs, as people write it: an id, or the names below the root. */
export type DepartmentPlace = { readonly id: number } | { readonly path: readonly string[] };

/** The id of the root (PROTOCOL §4.3). */
export const rootId = 1;

/** Levels of the tree, the root among them (PROTOCOL §4.3, F7). */
export const mostLevels = 10;

/** Direct members of a department (PROTOCOL §5.5, W15). */
export const mostDirectMembers = 1_000;

/** Departments of one member (PROTOCOL §4.2, E16). */
export const mostDepartments = 20;

const forbidden = /[\\:*?"<>|]/u;

/**
 * Reads where a member belongs: ids or paths (`研发部/前端`), several by `;`. Nothing written: no
 * places. The root's own name may lead a path; who knows that name drops it.
 */
export function readPlaces(text: string): readonly DepartmentPlace[] | Refusal {
  const places: DepartmentPlace[] = [];
  for (const part of text.split(/[;；]/)) {
    const place = readPlace(tidyText(part));
    if (isRefusal(place)) return place;
    if (place !== undefined) places.push(place);
  }
  return places;
}

/** Reads a department's name: 1 to 64 characters, none of `\:*?"<>|` (PROTOCOL §4.3, E15). */
export function readDepartmentName(text: string): string | Refusal {
  const name = tidyText(text);
  if (name === "") return refusal("department-name-length", "a name in the path is empty");
  if (isTooLong(name)) return refusal("department-name-length", tooLong(name));
  const [character] = forbidden.exec(name) ?? [];
  if (character === undefined) return name;
  return refusal("department-name-characters", `${quoted(name)} has a ${character} in it`);
}

/** Refuses a path below the root that has more names than the tree has levels. */
export function refusalOfDepth(path: readonly string[]): Refusal | undefined {
  const levels = path.length + 1;
  if (levels <= mostLevels) return undefined;
  const facts = `${quoted(path.join("/"))} has ${levels} levels with the root, ${mostLevels} at most`;
  return refusal("department-depth", facts);
}

function readPlace(text: string): DepartmentPlace | Refusal | undefined {
  if (text === "") return undefined;
  if (/^\d+$/.test(text)) return { id: Number(text) };
  const path: string[] = [];
  for (const part of text.replace(/^\s*\/|\/\s*$/g, "").split("/")) {
    if (text === "/") break;
    const name = readDepartmentName(part);
    if (isRefusal(name)) return name;
    path.push(name);
  }
  return { path };
}
