import { z } from "zod";
import { createDepartment } from "../addressbook/departments/create.ts";
import { createDraft, entriesOf } from "../addressbook/draft.ts";
import { createMember } from "../addressbook/members/create.ts";
import { readTextField, type TextField } from "../addressbook/members/fields.ts";
import { accountParts, type Account } from "../domain/account.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { rootId } from "../domain/department.ts";
import type { Profile } from "../domain/follower.ts";
import type { Member } from "../domain/member.ts";
import { readUserid } from "../domain/member-rules.ts";
import { isRefusal, refusal, type Refusal } from "../domain/return-codes.ts";
import { tryAs, withoutUndefined } from "../domain/read-as.ts";
import { defaultSettings, patchSettings } from "../domain/settings.ts";
import type { Fresh } from "../store/store.ts";
import { profileFields } from "./read-profile.ts";

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

/** YAML has a phone number without quotes as a number. */
const asText = <T>(schema: z.ZodType<T>) =>
  z.preprocess((value) => (typeof value === "number" ? String(value) : value), schema);
const ruled = (read: (text: string) => string | Refusal) =>
  z.string().transform((text, context): string => {
    const value = read(text);
    if (!isRefusal(value)) return value;
    context.addIssue({ code: "custom", message: `${value.errcode} ${value.errmsg}` });
    return z.NEVER;
  });
const memberText = (field: TextField) => asText(ruled((text) => readTextField(field, text)));
const list = <T>(schema: z.ZodType<T>) => z.array(schema).default([]);

const schema = z.strictObject({
  account: accountParts.default({}),
  settings: z.record(z.string(), z.unknown()).default({}),
  departments: list(
    z.strictObject({
      id: z.number().int(),
      name: z.string(),
      parentid: z.number().int().default(rootId),
    }),
  ),
  members: list(
    z.strictObject({
      userid: ruled(readUserid),
      name: memberText("name"),
      department: z.array(z.number().int()).default([rootId]),
      position: memberText("position").optional(),
      mobile: memberText("mobile").optional(),
      email: memberText("email").optional(),
      weixinid: memberText("weixinid").optional(),
      enabled: z.boolean().default(true),
    }),
  ),
  followers: list(z.strictObject({ ...profileFields, mobile: asText(profileFields.mobile) })),
  apps: list(z.unknown()),
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
  const read = tryAs(schema, value ?? {}, { whole: "seed", name: "part" });
  if ("problems" in read) throw unreadable(read.problems);
  const { account, settings, followers, apps } = read.value;
  const patched = patchSettings(defaultSettings, settings);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  const { problems, ...book } = bookOf(read.value);
  const openids = new Set<string>();
  const twice = followers.find(({ openid }) => openids.size === openids.add(openid).size);
  if (twice !== undefined) problems.push(`follower ${twice.openid} stands there twice`);
  if (problems.length > 0) throw unreadable(problems);
  return {
    account: withoutUndefined(account),
    settings,
    ...book,
    followers: followers.map(withoutUndefined),
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
    take(`members.${at}`, createMember.decide(draft.facts, withoutUndefined(member)));
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
