import { parseArgs } from "node:util";
import { openAccountStore } from "../app/open-account-store.ts";
import type { Config } from "../config.ts";
import { browserCookieOf } from "../console/auth/sessions.ts";
import { liftWaits, type Lifted } from "../console/auth/throttle.ts";
import { BadInputError } from "../domain/bad-input.ts";
import {
  administratorKey,
  readAdministrator,
  type Administrator,
} from "../records/administrators.ts";
import { putBrowser } from "../records/browsers.ts";
import { newSecretId } from "../records/secret-ids.ts";
import type { Store } from "../store/store.ts";
import { called } from "./called.ts";
import { complain, say } from "./say.ts";

const usage = `${called("admin")} unlock [NAME] [--cookie]`;

/** How the verb is called. */
export const adminUsage = `usage: ${usage}
lifts the waits after wrong passwords, of NAME or of everybody, also while the server runs
  --cookie    prints a cookie that makes a browser known as NAME's: it is held up by no wrong
              passwords but its own; for when somebody goes on trying, and it needs the password too`;

/** Where the command says things. */
export type AdminOutput = {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

const ofTheProcess: AdminOutput = { print: say, complain };

/** Lifts waits. Answers 0: done; 1: there is nobody of that name. Throws `BadInputError`. */
export async function admin(
  args: readonly string[],
  config: Config,
  { print, complain }: AdminOutput = ofTheProcess,
): Promise<0 | 1> {
  const { name, wantsCookie } = readCall(args);
  // What is wrong with how Redis is set up concerns whoever starts the server.
  const store = await openAccountStore(
    { ...config, redisDurability: "unchecked" },
    () => undefined,
  );
  try {
    const lifted = await liftWaits(store, name, Date.now());
    print(`${said(name, lifted)} (${store.label})`);
    if (name === undefined) return 0;
    const [entry] = await store.read([administratorKey(name)]);
    const administrator = readAdministrator(entry);
    if (administrator === undefined) {
      complain(`no administrator of ${store.label} is called ${JSON.stringify(name)}`);
      return 1;
    }
    if (wantsCookie) print(await cookieFor(store, administrator, config.publicUrl));
    return 0;
  } finally {
    await store.close();
  }
}

type Call = { readonly name: string | undefined; readonly wantsCookie: boolean };

function readCall(args: readonly string[]): Call {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { cookie: { type: "boolean", default: false } },
  });
  const [what, name, ...more] = positionals;
  if (what !== "unlock" || more.length > 0) throw new BadInputError(`admin unlocks: ${usage}`);
  if (values.cookie && name === undefined) {
    throw new BadInputError(`--cookie is for a NAME: ${usage}`);
  }
  return { name, wantsCookie: values.cookie };
}

function said(name: string | undefined, { names, waits }: Lifted): string {
  const whose = name === undefined ? "" : ` of ${JSON.stringify(name)}`;
  if (waits === 0) return `nothing to lift: no sign-in${whose} has to wait`;
  const whom =
    name === undefined ? ` of ${names.map((one) => JSON.stringify(one)).join(", ")}` : whose;
  return `${waits} ${waits === 1 ? "wait" : "waits"}${whom} lifted`;
}

async function cookieFor(
  store: Store,
  administrator: Administrator,
  publicUrl: string | undefined,
): Promise<string> {
  const id = newSecretId();
  const puts = [putBrowser(id, administrator, Date.now())];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
  return `sign in with this cookie, by curl -b say: ${browserCookieOf(publicUrl)}=${id}`;
}
