import { isLoopback } from "../domain/address.ts";
import type { Reader } from "../environment.ts";

/** The account that WeChat's callbacks are about, and what is shared with WeChat. */
export type WechatAccount = {
  readonly kind: "enterprise" | "official";
  readonly corpId: string;
  readonly token: string;
  /** Missing only for an official account in plain mode. */
  readonly encodingAESKey: string | undefined;
  /** Nobody gave a triple, so this is the demo's. */
  readonly demo: boolean;
};

/** Whether WeChat around the account is simulated. */
export type SimulatorSwitch = {
  /** `public` when the environment asks for it by name: then it answers to any Host. */
  readonly simulator: "off" | "on" | "public";
  /** Why the simulator is off, and what would switch it on; undefined: it is on. */
  readonly whyNotSimulated: string | undefined;
};

/** Whether this is a server of this program, or mounted in another one, which simulates nothing. */
export type RunAs = "server" | "mounted";

/** The triple of an account that exists only here; its key's last character has spare bits set. */
export const demoTriple = {
  corpId: "wwdemo0000000000",
  token: "demoToken",
  encodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
} as const;

const tripleNames = ["WECHAT_CORP_ID", "WECHAT_TOKEN", "WECHAT_ENCODING_AES_KEY"] as const;

type Around = { readonly host: string; readonly production: boolean; readonly place: RunAs };

/** Decides whether WeChat is simulated: never where strangers may see it, unless it is asked for. */
export function simulatorOf(read: Reader, { host, production, place }: Around): SimulatorSwitch {
  const written = read.choice("SIMULATOR", ["on", "off"]);
  if (written === "on") return { simulator: "public", whyNotSimulated: undefined };
  const off = (why: string): SimulatorSwitch => ({
    simulator: "off",
    whyNotSimulated: `the simulator is off: ${why}`,
  });
  if (written === "off") return off("SIMULATOR=off");
  if (production) return off("NODE_ENV=production");
  if (place === "mounted") {
    return off("the assistant is mounted; to try it on your own machine, set SIMULATOR=on");
  }
  const switched = "SIMULATOR=on switches it on, and shows every code to whoever reaches it";
  if (!isLoopback(host)) return off(`HOST=${host} is reached from other machines; ${switched}`);
  // A real account has real people, and a proxy in front could show them to everybody.
  if (isAccountGiven(read)) return off(`an account of your own is given; ${switched}`);
  return { simulator: "on", whyNotSimulated: undefined };
}

/** Reads the account's triple; the demo's stands for one that is not given, where all is simulated. */
export function wechatAccountOf(
  read: Reader,
  whyNotSimulated: string | undefined,
  production: boolean,
): WechatAccount {
  const kind = read.choice("WECHAT_KIND", ["enterprise", "official"]) ?? "enterprise";
  const isNoneGiven = tripleNames.every((name) => read.text(name) === undefined);
  // The demo's triple is public: whoever reaches the server could write in anybody's name.
  const whyNoDemo = production ? "production needs your own" : whyNotSimulated;
  if (isNoneGiven) {
    if (whyNoDemo === undefined) return { kind, ...demoTriple, demo: true };
    read.problems.push(
      `${tripleNames.join(", ")} are missing (the account's callback settings show them); ${whyNoDemo}`,
    );
    return { kind, ...demoTriple, demo: false };
  }
  const [corpName, tokenName, keyName] = tripleNames;
  const isShort = (value: string): boolean => /^[!-~]{1,64}$/.test(value);
  const corpId = read.checked(corpName, isShort, "1 to 64 printable characters");
  const token = read.checked(tokenName, isShort, "1 to 64 printable characters");
  const key = read.checked(
    keyName,
    (value) => /^[A-Za-z0-9]{43}$/.test(value),
    "the 43 letters and digits that the account's page shows",
  );
  const optional = kind === "official" ? keyName : undefined;
  for (const name of tripleNames) {
    if (read.text(name) === undefined && name !== optional) {
      read.problems.push(
        `${name} must be given with the other two (the account's callback settings show it)`,
      );
    }
  }
  const isDemo = token === demoTriple.token || isDemoKey(key);
  if (isDemo && whyNoDemo !== undefined) {
    const name = token === demoTriple.token ? tokenName : keyName;
    read.problems.push(`${name} is the demo's; ${whyNoDemo}`);
  }
  return { kind, corpId: corpId ?? "", token: token ?? "", encodingAESKey: key, demo: false };
}

/** Whether any part of the triple is given that is not the demo's. */
function isAccountGiven(read: Reader): boolean {
  const [corpId, token, key] = tripleNames.map(read.text);
  return (
    (corpId ?? demoTriple.corpId) !== demoTriple.corpId ||
    (token ?? demoTriple.token) !== demoTriple.token ||
    !isDemoKey(key ?? demoTriple.encodingAESKey)
  );
}

// The last of the 43 characters has two unused bits, so the same key can be written in four ways.
function isDemoKey(key: string | undefined): boolean {
  const bytes = (written: string): Buffer => Buffer.from(written, "base64");
  return key !== undefined && bytes(key).equals(bytes(demoTriple.encodingAESKey));
}
