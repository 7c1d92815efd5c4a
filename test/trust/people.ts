import { deliver, eventXml, sealed, textXml } from "../support/pushes.ts";
import type { Secrets } from "../../src/wire/secrets.ts";
import { phoneNumber } from "../support/assistant-on-store.ts";
import { pause } from "../support/redis.ts";

/** Where somebody talks to, and what arrived on the phones. */
export type Surroundings = {
  /** The callback URLs of the processes; each message goes to any of them. */
  readonly urls: readonly string[];
  readonly secrets: Secrets;
  /** The last code that arrived on a phone, by its number as people write it. */
  readonly codes: ReadonlyMap<string, string>;
};

/** Somebody who wants to be verified, and remembers what was answered. */
export type Person = {
  readonly follower: string;
  readonly userid: string;
  /** The codes with which 验证成功 was answered, one for each message that was. */
  readonly accepted: readonly string[];
  /** Goes on until verified; begins nothing more when it is `over`. */
  live(around: Surroundings, over: () => boolean): Promise<void>;
  /** Says the code once more that was accepted, and answers what is said to that. */
  sayAgain(around: Surroundings): Promise<string>;
};

const verified = "验证成功";
const mostTries = 1_000;

/** Makes the n-th of the people. */
export function createPerson(index: number): Person {
  const follower = `person-${index}`;
  const phone = phoneNumber(index);
  const accepted: string[] = [];
  const tried = new Set<string>();
  let pending: { readonly xml: string; readonly code?: string } | undefined;
  let target: "new" | "asked" | "code-sent" = "new";

  /** Delivers what is pending until somebody answers, as the platform does. */
  const tell = async (around: Surroundings): Promise<string | undefined> => {
    for (let tries = 0; pending !== undefined; tries += 1) {
      if (tries === mostTries) throw new Error(`nobody answers ${follower}`);
      const url = around.urls[Math.floor(Math.random() * around.urls.length)] ?? "";
      const push = sealed(pending.xml, around.secrets);
      const answer = await deliver(`${url}/callback`, push, around.secrets).catch(() => undefined);
      if (answer?.status !== 200) {
        await pause(50);
        continue;
      }
      const text = answer.text ?? "";
      if (text.startsWith(verified)) accepted.push(pending.code ?? "none");
      pending = undefined;
      return text;
    }
    return undefined;
  };

  const next = async ({ secrets, codes }: Surroundings): Promise<void> => {
    if (target === "new") pending = { xml: eventXml(follower, "subscribe", secrets) };
    else if (target === "asked") pending = { xml: textXml(follower, phone, secrets) };
    else {
      const code = codes.get(phone);
      if (code === undefined || tried.has(code)) await pause(20);
      else {
        tried.add(code);
        pending = { xml: textXml(follower, code, secrets), code };
      }
    }
  };

  return {
    follower,
    userid: `member-${index}`,
    accepted,
    async live(around, over) {
      while (accepted.length === 0 && !over()) {
        if (pending === undefined) await next(around);
        const text = await tell(around);
        if (text === undefined) continue;
        if (text.startsWith("验证码已发送")) target = "code-sent";
        else if (!text.startsWith(verified)) target = "asked";
      }
    },
    async sayAgain(around) {
      const code = accepted.at(-1) ?? "none";
      pending = { xml: textXml(follower, code, around.secrets), code };
      return (await tell(around)) ?? "";
    },
  };
}
