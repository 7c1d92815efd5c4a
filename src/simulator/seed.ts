import { z } from "zod";
import { createDepartment } from "../addressbook/departments/create.ts";
import { createDraft, entriesOf } from "../addressbook/draft.ts";
import { createMember } from "../addressbook/members/create.ts";
import { readTextField, type TextField } from "../addressbook/members/fields.ts";
import { accountShape, type Account } from "../domain/account.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { parseEmail, parseMobile } from "../domain/contact.ts";
import { rootId } from "../domain/department.ts";
import { openidProblem, type Profile } from "../domain/follower.ts";
import type { Member } from "../domain/member.ts";
import { readUserid } from "../domain/member-rules.ts";
import { isRefusal, refusal, type Refusal } from "../domain/return-codes.ts";
import { defaultSettings, patchSettings } from "../domain/settings.ts";
import type { Fresh } from "../store/store.ts";

/** A whole world, as somebody wrote it down. */
export type Seed = {
  /** What it says of the account. */
  readonly account: Partial<Account>;
  /** A patch of the settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The address book as it is kept: departments, members, and all that follows from them. */
  readonly book: Fresh;
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
// A member is held to the address book's rules; a phone has whatever is bound to it.
const userid = z.string().transform((value, context) => valueOf(readUserid(value), context));
const textOf = (field: TextField) =>
  z.coerce.string().transform((value, context) => valueOf(readTextField(field, value), context));

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
        id: z.number().int(),
        name: z.string(),
        parentid: z.number().int().default(rootId),
      }),
    )
    .default([]),
  members: z
    .array(
      z.strictObject({
        userid,
        name: textOf("name"),
        department: z.array(z.number().int()).default([rootId]),
        position: textOf("position").optional(),
        mobile: textOf("mobile").optional(),
        email: textOf("email").optional(),
        weixinid: textOf("weixinid").optional(),
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
    throw unreadable(
      read.error.issues.map(
        ({ path, message }) => `${path.map(String).join(".") || "seed"}: ${message}`,
      ),
    );
  }
  const { account, settings, followers, apps } = read.data;
  const patched = patchSettings(defaultSettings, settings);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  const { problems, ...book } = bookOf(read.data);
  const twice = repeated(followers.map(({ openid }) => openid));
  if (twice !== undefined) problems.push(`follower ${twice} stands there twice`);
  if (problems.length > 0) throw unreadable(problems);
  return {
    account: bare(account),
    settings,
    ...book,
    followers: followers.map(bare),
    notYet: apps.length > 0 ? ["apps"] : [],
  };
}

type Written = z.infer<typeof schema>;

/** Puts departments and members into an empty book, one by one, as anybody else would. */
function bookOf({ departments, members }: Pick<Written, "departments" | "members">) {
  const draft = createDraft(entriesOf([]));
  const problems: string[] = [];
  const take = (path: string, decision: ReturnType<typeof createMember.decide>): void => {
    if (isRefusal(decision)) problems.push(`${path}: ${decision.errcode} ${decision.errmsg}`);
    else draft.take(decision);
  };
  const numbered = departments.map((department, at) => ({ ...department, at }));
  const { inOrder, inCycles } = parentsFirst(numbered);
  for (const { at, ...department } of inOrder) {
    take(`departments.${at}`, createDepartment.decide(draft.facts, department));
  }
  for (const { at, id, parentid } of inCycles) {
    const facts = `${id} stands below ${parentid}, and that below ${id}`;
    take(`departments.${at}`, refusal("department-cycle", facts));
  }
  for (const [at, member] of members.entries()) {
    take(`members.${at}`, createMember.decide(draft.facts, bare(member)));
  }
  const { puts = [], adds = [] } = draft.change() ?? {};
  const counts = adds.map(({ key, by }) => ({ key, count: by }));
  const kept = members.flatMap((member) => draft.facts.member(member.userid) ?? []);
  return { book: { puts, counts }, members: kept, problems };
}

/** Puts each department behind its parent, wherever it was written, and tells of cycles. */
function parentsFirst<T extends { readonly id: number; readonly parentid: number }>(
  departments: readonly T[],
): { readonly inOrder: readonly T[]; readonly inCycles: readonly T[] } {
  const byId = new Map(departments.map((department) => [department.id, department]));
  const inOrder = new Set<T>();
  const inCycles: T[] = [];
  for (const department of departments) {
    const chain: T[] = [];
    let at: T | undefined = department;
    while (at !== undefined && !inOrder.has(at) && !chain.includes(at)) {
      chain.unshift(at);
      at = byId.get(at.parentid);
    }
    if (at === undefined || inOrder.has(at)) for (const each of chain) inOrder.add(each);
    else if (at === department) inCycles.push(department);
  }
  return { inOrder: [...inOrder], inCycles };
}

function unreadable(problems: readonly string[]): BadInputError {
  return new BadInputError(`the seed cannot be read: ${problems.join("; ")}`);
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
