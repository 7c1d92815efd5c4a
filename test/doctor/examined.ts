import { demoTriple } from "../../src/config/wechat.ts";
import type { Cause } from "../../src/doctor/causes.ts";
import { examine, type Finding } from "../../src/doctor/check.ts";
import { urlChecks } from "../../src/doctor/url/checks.ts";
import type { ExaminedCallback } from "../../src/doctor/url/examined.ts";
import { readKey } from "../../src/wire/secrets.ts";
import { demoSecrets } from "../support/pushes.ts";

/** What the doctor said about a URL. */
export type Examined = {
  readonly cause: Cause | undefined;
  readonly found: ReadonlyMap<string, Finding>;
  readonly warnings: readonly string[];
};

/** What somebody may tell the doctor otherwise. */
export type ToldOtherwise = Partial<
  Pick<ExaminedCallback, "aesKey" | "limits"> & {
    readonly token: string;
    readonly kind: "enterprise" | "official";
  }
>;

/** A URL under examination, with the demo's secrets. */
export function examinedAt(url: string, told: ToldOtherwise = {}): ExaminedCallback {
  const { aesKey = demoTriple.encodingAESKey, token = demoSecrets.token } = told;
  const { kind = "enterprise", limits = { slowFromMs: 1000, answerWithinMs: 5000 } } = told;
  const key = /^[A-Za-z0-9]{43}$/.test(aesKey) ? readKey(aesKey) : undefined;
  return {
    url,
    secrets: { ...demoSecrets, kind, token, key },
    aesKey,
    agent: kind === "enterprise" ? 0 : undefined,
    follower: "oDoctor",
    mistaken: { tokens: [demoTriple.token], receiveIds: [demoTriple.corpId] },
    limits,
    realNow: Date.now,
  };
}

/** Has a URL examined with the demo's secrets. */
export async function examineUrl(url: string, told: ToldOtherwise = {}): Promise<Examined> {
  const found = new Map<string, Finding>();
  const { cause } = await examine(
    urlChecks,
    examinedAt(url, told),
    (name, seen) => void found.set(name, seen),
  );
  const warnings = [...found.values()].flatMap((seen) => seen.warnings ?? []);
  return { cause, found, warnings };
}
