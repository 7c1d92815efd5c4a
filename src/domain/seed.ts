import { z } from "zod";
import { accountShape, type Account } from "./account.ts";
import { BadInputError } from "./bad-input.ts";
import { parseEmail, parseMobile } from "./contact.ts";
import { openidProblem, type Profile } from "./follower.ts";
import { readEmail, readMobile } from "./member-rules.ts";
import { identifiersOf, foldUserid, type Member } from "./member.ts";
import { isRefusal, type Refusal } from "./return-codes.ts";
import { defaultSettings, patchSettings } from "./settings.ts";

/** A department as a seed names it. */
export type SeedDepartment = {
  readonly id: number;
  readonly name: string;
  readonly parentid: number;
};

/** A whole world, as somebody wrote it down. */
export type Seed = {
  /** What it says of the account. */
  readonly account: Partial<Account>;
  /** A patch of the settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly departments: readonly SeedDepartment[];
  readonly members: readonly Member[];
  readonly followers: readonly Profile[];
  /** Parts that are understood and cannot be played yet. */
  readonly notYet: readonly string[];
};

const mobile = z.coerce
  .string()
  .transform((value, context) => contactOf(parseMobile(value), value, "a phone number", context));
const email = z
  .string()
  .transform((value, context) => contactOf(parseEmail(value), value, "an e-mail", context));
// A member's contact is held to the address book's rules; a phone has whatever is bound to it.
const memberMobile = z.coerce
  .string()
  .transform((value, context) => valueOf(readMobile(value), context));
const memberEmail = z.string().transform((value, context) => valueOf(readEmail(value), context));

const schema = z.strictObject({
  account: z
    .strictObject({
      name: accountShape.name.optional(),
      level: accountShape.level.optional(),
      seats: accountShape.seats.optional(),
    })
    .default({}),
  settings: z.record(z.string(), z.unknown()).default({}),
  departments: z
    .array(
      z.strictObject({
        id: z.number().int().min(2),
        name: z.string().min(1).max(64),
        parentid: z.number().int().min(1).default(1),
      }),
    )
    .default([]),
  members: z
    .array(
      z.strictObject({
        userid: z.string().min(1).max(64),
        name: z.string().min(1).max(64),
        department: z.array(z.number().int().min(1)).min(1).max(20).default([1]),
        position: z.string().max(64).optional(),
        mobile: memberMobile.optional(),
        email: memberEmail.optional(),
        weixinid: z.string().min(1).max(64).optional(),
        enabled: z.boolean().default(true),
      }),
    )
    .default([]),
  followers: z
    .array(
      z.strictObject({
        openid: z.string().superRefine((value, context) => {
          const problem = openidProblem(value);
          if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
        }),
        nickname: z.string().max(64).optional(),
        mobile: mobile.optional(),
        email: email.optional(),
        weixinid: z.string().min(1).max(64).optional(),
      }),
    )
    .default([]),
  apps: z.array(z.unknown()).default([]),
});

/**
 * Reads a seed. Throws `BadInputError` with one line for all that is wrong with it: what passes here
 * can be kept, so that no world is given up for one that cannot be.
 */
export function readSeed(value: unknown): Seed {
  const broken = halfCharacterIn(value, []);
  if (broken !== undefined) {
    throw new BadInputError(`the seed cannot be read: ${broken}: half a character`);
  }
  const read = schema.safeParse(value ?? {});
  if (!read.success) {
    const problems = read.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".") || "seed"}: ${message}`,
    );
    throw new BadInputError(`the seed cannot be read: ${problems.join("; ")}`);
  }
  const { account, settings, departments, followers, apps } = read.data;
  const members = read.data.members.map(bare);
  const patched = patchSettings(defaultSettings, settings);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  const problem = conflictIn(departments, members, followers);
  if (problem !== undefined) throw new BadInputError(`the seed cannot be read: ${problem}`);
  return {
    account: bare(account),
    settings,
    departments,
    members,
    followers: followers.map(bare),
    notYet: apps.length > 0 ? ["apps"] : [],
  };
}

/** Leaves out what is undefined, as records do. */
type Bare<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function bare<T extends object>(value: T): Bare<T> {
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept) as Bare<T>;
}

/** Where a lone surrogate stands, which no store keeps as it is. */
function halfCharacterIn(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : path.join(".") || "seed";
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const found = name.isWellFormed()
      ? halfCharacterIn(part, [...path, name])
      : [...path, "a name"].join(".");
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictIn(
  departments: readonly SeedDepartment[],
  members: readonly Member[],
  followers: readonly { readonly openid: string }[],
): string | undefined {
  const ids = new Set([1, ...departments.map(({ id }) => id)]);
  const orphan = departments.find(({ parentid }) => !ids.has(parentid));
  if (orphan !== undefined) return `department ${orphan.id} has no parent ${orphan.parentid}`;
  const twice =
    repeated(departments.map(({ id }) => `department ${id}`)) ??
    repeated(departments.map(({ name, parentid }) => `department ${name} below ${parentid}`)) ??
    repeated(followers.map(({ openid }) => `follower ${openid}`));
  if (twice !== undefined) return `${twice} stands there twice`;
  const identifiers: string[] = [];
  for (const member of members) {
    const lost = member.department.find((id) => !ids.has(id));
    if (lost !== undefined)
      return `member ${member.userid} is in department ${lost}, which is not there`;
    const own = identifiersOf(member).map(({ kind, value }) => `${kind} ${value}`);
    if (own.length === 0) return `member ${member.userid} needs a weixinid, mobile or email`;
    identifiers.push(`userid ${foldUserid(member.userid)}`, ...own);
  }
  const taken = repeated(identifiers);
  return taken === undefined ? undefined : `${taken} stands there twice`;
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

type Issues = { addIssue(issue: { code: "custom"; message: string }): void };

function contactOf(
  contact: { readonly to: string } | undefined,
  value: string,
  wanted: string,
  context: Issues,
): string {
  if (contact !== undefined) return contact.to;
  context.addIssue({ code: "custom", message: `${value} is not ${wanted}` });
  return "";
}

function valueOf(read: string | Refusal, context: Issues): string {
  if (!isRefusal(read)) return read;
  context.addIssue({ code: "custom", message: `${read.errcode} ${read.errmsg}` });
  return "";
}
