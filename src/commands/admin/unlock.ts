import { browserCookieOf } from "../../console/auth/sessions.ts";
import { liftWaits, type Lifted } from "../../console/auth/throttle.ts";
import {
  administratorKey,
  readAdministrator,
  type Administrator,
} from "../../records/administrators.ts";
import { putBrowser } from "../../records/browsers.ts";
import { newSecretId } from "../../records/secret-ids.ts";
import type { Store } from "../../store/store.ts";
import type { Terminal } from "./terminal.ts";

/** Lifts the waits of an administrator, or of everybody. Answers 1 when there is nobody of that name. */
export async function unlockSignIn(
  { print, complain, parts: { store }, config }: Terminal,
  name: string | undefined,
  wantsCookie: boolean,
): Promise<0 | 1> {
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
