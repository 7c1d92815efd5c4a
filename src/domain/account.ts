import { z } from "zod";
import { oneOf, tryAs, wholeNumber } from "./read-as.ts";

/** How far an account is certified decides how many may follow it (PROTOCOL §5.5). */
export const levels = ["trial", "registered", "certified"] as const;

export type Level = (typeof levels)[number];

/** The enterprise account itself. */
export type Account = {
  /** What people know it by: it stands in every text message and mail. */
  readonly name: string;
  readonly level: Level;
  /** The most followers that can be bound at a time; absent: there is no limit. */
  readonly seats?: number;
};

/** Seats that come with a level; a certified account states its own. */
const seatsOfLevel: Readonly<Record<Level, number>> = {
  trial: 10,
  registered: 50,
  certified: 1000,
};

/** The account of a simulated world that says nothing of its own. */
export const defaultAccount = {
  name: "Acme",
  level: "registered",
  seats: seatsOfLevel.registered,
} as const satisfies Account;

const seats = wholeNumber(0, 100_000_000);

/** Parts of an account, as somebody writes them. */
export const accountParts = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^\P{C}{1,64}$/u, { error: "must be 1 to 64 characters without control characters" })
    .optional(),
  level: oneOf(levels).optional(),
  seats: seats.optional(),
});

const patchSchema = accountParts.extend({ seats: seats.nullable().optional() });

/** Fills in what is not given: the seats come with a level that is given, all else is as in `fresh`. */
export function accountWith(given: Partial<Account>, fresh: Account): Account {
  const { level } = given;
  return { ...fresh, ...(level !== undefined && { seats: seatsOfLevel[level] }), ...given };
}

/**
 * Changes an account by a JSON merge patch: names left out stay, `seats: null` takes the limit
 * away. Answers the new account, or every problem, each naming its part and the range.
 */
export function patchAccount(
  account: Account,
  patch: unknown,
): { readonly account: Account } | { readonly problems: readonly string[] } {
  const read = tryAs(patchSchema, patch, { whole: "account", name: "part" });
  if ("problems" in read) return read;
  const { name = account.name, level = account.level, seats = account.seats } = read.value;
  return { account: { name, level, ...(typeof seats === "number" && { seats }) } };
}

/** Whether no further follower can be bound, where that many are. */
export function isFull({ seats }: Account, taken: number): boolean {
  return seats !== undefined && taken >= seats;
}
