import { isTooLong, tidyText, tooLong } from "./member-rules.ts";
import { refusal, type Refusal } from "./return-codes.ts";

/** A named set of members and departments. */
export type Tag = { readonly id: number; readonly name: string };

/** Members that one call may put into a tag or take out of it (PROTOCOL §4.4, W15). */
export const mostTagMembers = 1_000;

/** Departments that one call may put into a tag or take out of it (PROTOCOL §4.4, W15). */
export const mostTagDepartments = 100;

/** Reads a tag's name: 1 to 64 characters (PROTOCOL §4.4, E15). */
export function readTagName(text: string): string | Refusal {
  const name = tidyText(text);
  if (name === "") return refusal("tag-name-missing");
  return isTooLong(name) ? refusal("tag-name-length", tooLong(name)) : name;
}
