import {
  readEmail,
  readMobile,
  readName,
  readPosition,
  readWeixinid,
  tidyText,
} from "../../domain/member-rules.ts";
import type { Refusal } from "../../domain/return-codes.ts";

const readers = {
  name: readName,
  position: readPosition,
  mobile: readMobile,
  email: readEmail,
  weixinid: readWeixinid,
} as const;

/** What of a member is text. */
export type TextField = keyof typeof readers;

/** The fields of a member that are text, in the order in which they are read. */
export const textFields: readonly TextField[] = ["name", "position", "mobile", "email", "weixinid"];

/** What is to be so of a member: what is not named stays as it is, what is "" goes. */
export type MemberFields = Readonly<Partial<Record<TextField, string>>> & {
  /** Ids of departments. */
  readonly department?: readonly number[];
  readonly enabled?: boolean;
};

/** Reads one field as somebody wrote it; blank text is "". */
export function readTextField(field: TextField, text: string): string | Refusal {
  return text === "" || tidyText(text) === "" ? "" : readers[field](text);
}
