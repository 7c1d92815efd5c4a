import type { Who } from "../domain/administration.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { isAdministratorName } from "../domain/sign-in.ts";
import {
  administratorKey,
  putAdministrator,
  readAdministrator,
  type Administrator,
} from "../records/administrators.ts";
import { kinds } from "../records/kinds.ts";
import { listOf } from "../records/lists.ts";
import type { Entry } from "../store/store.ts";
import { commitAudited } from "./audited.ts";
import { hashPassword, hashing, isPassword, newPassword } from "./auth/passwords.ts";
import { pageFrom, type PageAsked, type Paged } from "./pages.ts";
import type { AdminParts } from "./parts.ts";

type Parts = Pick<AdminParts, "store" | "realNow">;

/** Lists those who may sign in, by name. */
export function listAdministrators(
  { store }: Parts,
  asked: PageAsked,
): Promise<Paged<{ readonly name: string }>> {
  const names = listOf(kinds.administrators, (entry) => {
    const administrator = readAdministrator(entry);
    return administrator && { name: administrator.name };
  });
  return pageFrom(store, names, asked);
}

/**
 * Adds an administrator; without a password one is made, and answered this once. Throws
 * `BadInputError` when there is one of that name.
 */
export async function addAdministrator(
  parts: Parts,
  who: Who,
  { name, password }: { readonly name: string; readonly password?: string | undefined },
): Promise<{ readonly name: string; readonly password?: string }> {
  if (!isAdministratorName(name)) {
    throw new BadInputError("name: must be 1 to 64 characters, without / and controls");
  }
  const made = password ?? newPassword();
  const administrator = { name, password: await hashed(who, made) };
  return commitAudited(parts, async () => {
    const [entry] = await parts.store.read([administratorKey(name)]);
    if (entry?.value !== undefined) {
      throw new BadInputError(
        `there is an administrator ${JSON.stringify(name)} already`,
        "conflict",
      );
    }
    return {
      change: { checks: checksOf(entry, name), puts: [putAdministrator(administrator)] },
      audited: { who, act: "administrators.change", object: name, after: { name } },
      answer: { name, ...(password === undefined && { password: made }) },
    };
  });
}

/**
 * Makes `admin` where nobody may sign in yet, and gives it the password of the environment. Answers
 * the password when it was made here.
 */
export async function firstAdministrator(
  { store }: Pick<Parts, "store">,
  given: string | undefined,
): Promise<string | undefined> {
  const name = "admin";
  const [entry] = await store.read([administratorKey(name)]);
  const kept = readAdministrator(entry);
  if (given === undefined) {
    const [anybody] = await store.scan(kinds.administrators.name, { limit: 1 });
    if (anybody !== undefined) return undefined;
  } else if (kept !== undefined && (await isPassword(given, kept.password))) return undefined;
  const password = given ?? newPassword();
  const administrator = { name, password: await hashPassword(password) };
  const committed = await store.commit({
    checks: checksOf(entry, name),
    puts: [putAdministrator(administrator)],
    deletes: [],
    adds: [],
  });
  return committed === "done" && given === undefined ? password : undefined;
}

/**
 * Gives an administrator another password, and ends every session with the old one. Throws
 * `BadInputError` when there is nobody of that name.
 */
export async function changePassword(
  parts: Parts,
  who: Who,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<{ readonly name: string }> {
  const kept = await hashed(who, password);
  return commitAudited(parts, async () => {
    const entry = await entryOf(parts, name);
    return {
      change: {
        checks: checksOf(entry, name),
        puts: [putAdministrator({ ...theAdministrator(entry, name), password: kept })],
      },
      audited: { who, act: "administrators.change", object: name, after: { password: "changed" } },
      answer: { name },
    };
  });
}

/**
 * Removes an administrator, whose sessions end. Nobody removes the own name, so that somebody is
 * always left. Throws `BadInputError`.
 */
export async function removeAdministrator(
  parts: Parts,
  who: Who,
  name: string,
): Promise<{ readonly name: string }> {
  if (who.name === name) {
    throw new BadInputError(
      "you cannot remove yourself; another administrator can remove you",
      "conflict",
    );
  }
  return commitAudited(parts, async () => {
    const [entry, own] = await parts.store.read([
      administratorKey(name),
      administratorKey(who.name),
    ]);
    // Removed meanwhile, by the one who is to be removed here, perhaps.
    if (own?.value === undefined) throw new BadInputError("sign in again", "not-signed-in");
    theAdministrator(entry, name);
    return {
      change: {
        // Two who remove each other at once: only one of them does.
        checks: [...checksOf(entry, name), ...checksOf(own, who.name)],
        deletes: [administratorKey(name)],
      },
      audited: { who, act: "administrators.change", object: name, before: { name } },
      answer: { name },
    };
  });
}

function hashed(who: Who, password: string): Promise<string> {
  return hashing({ of: who.name, isAhead: true }, () => hashPassword(password));
}

async function entryOf({ store }: Parts, name: string): Promise<Entry | undefined> {
  const [entry] = await store.read([administratorKey(name)]);
  return entry;
}

function theAdministrator(entry: Entry | undefined, name: string): Administrator {
  const administrator = readAdministrator(entry);
  if (administrator !== undefined) return administrator;
  throw new BadInputError(`no administrator is called ${JSON.stringify(name)}`, "unknown");
}

function checksOf(entry: Entry | undefined, name: string) {
  return [{ key: administratorKey(name), version: entry?.version ?? "" }];
}
