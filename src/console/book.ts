import type { AddressBook, Alongside } from "../addressbook/address-book.ts";
import { createAddressBook } from "../addressbook/address-book.ts";
import type { Command } from "../addressbook/command.ts";
import type { Facts } from "../addressbook/facts.ts";
import type { AdministrativeAct, Who } from "../domain/administration.ts";
import { BadInputError, type Fault } from "../domain/bad-input.ts";
import { isRefusal, returnCodes, type Refusal, type ReturnCode } from "../domain/return-codes.ts";
import { auditPut, changedParts } from "./audited.ts";
import type { AdminParts } from "./parts.ts";

/** What is changed in the address book, for the audit log. */
export type BookChange<T> = {
  readonly command: Command<T>;
  readonly asked: T;
  readonly act: AdministrativeAct;
  /** The userid, or the department's id once it has one. */
  readonly objectOf: (after: Facts) => string;
  /** The record that is changed, as it was and as it is; absent: undefined. */
  readonly recordIn: (facts: Facts) => object | undefined;
};

/** Changes the address book, with a line of the audit log. Throws `BadInputError` when it is refused. */
export async function changeBook<T>(
  parts: Pick<AdminParts, "store" | "acts" | "realNow">,
  who: Who,
  { command, asked, act, objectOf, recordIn }: BookChange<T>,
): Promise<Exclude<Awaited<ReturnType<AddressBook["carryOut"]>>, Refusal>> {
  const alongside: Alongside = (before, after) => {
    const [was, is] = [recordIn(before), recordIn(after)];
    const { before: old, after: now } = changedParts(was ?? {}, is ?? {}) ?? {};
    return {
      puts: [
        auditPut(parts, {
          who,
          act,
          object: objectOf(after),
          ...(was !== undefined && old !== undefined && { before: old }),
          ...(is !== undefined && now !== undefined && { after: now }),
        }),
      ],
    };
  };
  const carried = await createAddressBook(parts).carryOut(command, asked, alongside);
  if (isRefusal(carried)) throw refused(carried);
  return carried;
}

/** Says a refusal of the address book in a line: its words, and the platform's number of it. */
export function refused({ errcode, errmsg }: Refusal): BadInputError {
  return new BadInputError(`${errmsg} (${errcode})`, faultOf(errcode));
}

const unknown: readonly ReturnCode[] = ["userid-unknown", "department-unknown"];
const conflicts: readonly ReturnCode[] = [
  "userid-taken",
  "mobile-taken",
  "email-taken",
  "weixinid-taken",
  "weixinid-fixed",
  "department-taken",
  "department-has-members",
  "department-has-children",
  "department-root",
  "department-cycle",
  "department-full",
];

function faultOf(errcode: number): Fault {
  if (numbersOf(unknown).has(errcode)) return "unknown";
  return numbersOf(conflicts).has(errcode) ? "conflict" : "malformed";
}

function numbersOf(names: readonly ReturnCode[]): ReadonlySet<number> {
  return new Set(names.map((name) => returnCodes[name].errcode));
}
