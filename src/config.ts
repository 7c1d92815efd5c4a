import { accountShape } from "./domain/account.ts";
import { isTimeZone } from "./domain/time.ts";
import { languages, type Language } from "./domain/wording.ts";
import { createReader, type Environment, type Reader } from "./environment.ts";

/** What the program needs, read once. */
export type Config = {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly redisUrl: string | undefined;
  /** Whether a Redis that may lose what it has confirmed is refused. */
  readonly redisDurability: "required" | "unchecked";
  readonly wechat: {
    readonly kind: "enterprise" | "official";
    readonly corpId: string;
    readonly token: string;
    /** Missing only for an official account in plain mode. */
    readonly encodingAESKey: string | undefined;
    /** Nobody gave a triple, so this is the demo's. */
    readonly demo: boolean;
  };
  readonly maxSkewSeconds: number;
  /** `public` when the environment asks for it by name: then it answers to any Host. */
  readonly simulator: "off" | "on" | "public";
  /** Why the simulator is off, and what would switch it on; undefined: it is on. */
  readonly whyNotSimulated: string | undefined;
  /** Where the simulated mailboxes receive mail of any bot; undefined: they do not. */
  readonly inboxSmtpPort: number | undefined;
  readonly adminPassword: string | undefined;
  /** What whoever asks for `/metrics` has to send. */
  readonly metricsToken: string | undefined;
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly sms: { readonly url: string; readonly secret: string } | undefined;
  readonly codePepper: string | undefined;
  /** The account's name in a new store, if it is given. */
  readonly accountName: string | undefined;
  /** How many may follow it, if that is given. */
  readonly accountSeats: number | undefined;
  readonly timeZone: string;
  readonly language: Language;
  readonly trustProxy: number;
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
  /** What may be meant otherwise than it is written, a line each. */
  readonly warnings: readonly string[];
};

/** In a server of this program, or in somebody's own, where nothing is simulated around it. */
export type RunAs = "server" | "mounted";

/** The triple of an account that exists only here; its key's last character has spare bits set. */
export const demoTriple = {
  corpId: "wwdemo0000000000",
  token: "demoToken",
  encodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
} as const;

const tripleNames = ["WECHAT_CORP_ID", "WECHAT_TOKEN", "WECHAT_ENCODING_AES_KEY"] as const;

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Reads the environment; answers what the program needs, or a line for every problem. */
export function readConfig(
  environment: Environment,
  place: RunAs = "server",
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const read = createReader(environment);
  const production = read.text("NODE_ENV") === "production";
  const host = read.text("HOST") ?? "127.0.0.1";
  const { simulator, why } = simulatorOf(read, { host, production, place });
  const config: Config = {
    production,
    host,
    port: read.whole("PORT", 3000, 0, 65_535),
    dataDir: read.text("DATA_DIR") ?? "./data",
    redisUrl: read.checked(
      "REDIS_URL",
      isRedisUrl,
      "redis://host:port, rediss://… or redis+sentinel://…",
    ),
    redisDurability:
      read.choice("REDIS_DURABILITY", ["required", "unchecked"]) ??
      (production ? "required" : "unchecked"),
    wechat: tripleOf(read, why, production),
    maxSkewSeconds: read.whole("MAX_SKEW_SECONDS", 300, 0, 86_400),
    simulator,
    whyNotSimulated: why,
    inboxSmtpPort: inboxPortOf(read, why),
    adminPassword: read.checked(
      "ADMIN_PASSWORD",
      (value) => value.length >= 8 && value.length <= 256,
      "8 to 256 characters",
    ),
    metricsToken: read.checked(
      "METRICS_TOKEN",
      (value) => /^[!-~]{16,256}$/.test(value),
      "16 to 256 printable characters without spaces",
    ),
    smtp: pairOf(read, "SMTP_URL", "MAIL_FROM"),
    sms: smsOf(read),
    codePepper: pepperOf(read, production),
    accountName: read.checked(
      "ACCOUNT_NAME",
      (value) => accountShape.name.safeParse(value).success,
      "1 to 64 characters without control characters",
    ),
    accountSeats: seatsOf(read),
    timeZone:
      read.checked("TIME_ZONE", isTimeZone, "a time zone such as Asia/Shanghai") ?? "Asia/Shanghai",
    language: read.choice("REPLY_LANGUAGE", languages) ?? "zh-CN",
    trustProxy: read.whole("TRUST_PROXY", 0, 0, 10),
    publicUrl: read.checked("PUBLIC_URL", isWebUrl, "an http or https URL"),
    logLevel: read.choice("LOG_LEVEL", logLevels) ?? "info",
    warnings: warningsOf(read, simulator),
  };
  if (production && simulator === "off") needsCourier(read);
  return read.problems.length === 0 ? { config } : { problems: read.problems };
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}

type Around = { readonly host: string; readonly production: boolean; readonly place: RunAs };

function simulatorOf(
  read: Reader,
  { host, production, place }: Around,
): { readonly simulator: Config["simulator"]; readonly why: string | undefined } {
  const written = read.choice("SIMULATOR", ["on", "off"]);
  if (written === "on") return { simulator: "public", why: undefined };
  const off = (why: string) => ({ simulator: "off", why: `the simulator is off: ${why}` }) as const;
  if (written === "off") return off("SIMULATOR=off");
  if (production) return off("NODE_ENV=production");
  if (place === "mounted") {
    return off("the assistant is mounted; to try it on your own machine, set SIMULATOR=on");
  }
  const switched = "SIMULATOR=on switches it on, and shows every code to whoever reaches it";
  if (!isLoopback(host)) return off(`HOST=${host} is reached from other machines; ${switched}`);
  // An account of one's own has people, and a proxy in front may well show them to everybody.
  if (isAccountGiven(read)) return off(`an account of your own is given; ${switched}`);
  return { simulator: "on", why: undefined };
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

// Whoever writes it so means production, and would be without what guards it.
function warningsOf(read: Reader, simulator: Config["simulator"]): readonly string[] {
  const mode = read.text("NODE_ENV") ?? "";
  if (mode === "production") return [];
  if (!/prd|prod|duction|^live$/i.test(mode)) {
    if (simulator !== "off") return [];
    return [
      "NODE_ENV is not production: in front of real people set NODE_ENV=production, which asks for secrets of your own and tells strangers nothing of the address book",
    ];
  }
  return [
    `NODE_ENV is ${mode}, and only NODE_ENV=production counts as production: it asks for secrets of your own, keeps the simulator off and tells strangers nothing of the address book`,
  ];
}

function inboxPortOf(read: Reader, whyNotSimulated: string | undefined): number | undefined {
  if (read.text("INBOX_SMTP_PORT") === undefined) return undefined;
  if (whyNotSimulated !== undefined) {
    read.problems.push(`INBOX_SMTP_PORT belongs to the simulator; ${whyNotSimulated}`);
  }
  return read.whole("INBOX_SMTP_PORT", 0, 0, 65_535);
}

function tripleOf(
  read: Reader,
  whyNotSimulated: string | undefined,
  production: boolean,
): Config["wechat"] {
  const kind = read.choice("WECHAT_KIND", ["enterprise", "official"]) ?? "enterprise";
  const isNoneGiven = tripleNames.every((name) => read.text(name) === undefined);
  // Everybody knows the demo's, so whoever can reach it could say anything in anybody's name.
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

// The last of the 43 has two bits to spare, so a key is spelt in four ways.
function isDemoKey(key: string | undefined): boolean {
  const bytes = (written: string): Buffer => Buffer.from(written, "base64");
  return key !== undefined && bytes(key).equals(bytes(demoTriple.encodingAESKey));
}

function pairOf(read: Reader, urlName: string, fromName: string): Config["smtp"] {
  const url = read.checked(
    urlName,
    (value) => URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol),
    "smtp://user:password@host:port or smtps://…",
  );
  const from = read.text(fromName);
  if (read.text(urlName) !== undefined && from === undefined) {
    read.problems.push(`${fromName} is missing: mail sent by ${urlName} needs a sender`);
  }
  return url === undefined || from === undefined ? undefined : { url, from };
}

function smsOf(read: Reader): Config["sms"] {
  const url = read.checked("SMS_WEBHOOK_URL", isWebUrl, "an http or https URL");
  const secret = read.text("SMS_WEBHOOK_SECRET");
  if (read.text("SMS_WEBHOOK_URL") !== undefined && secret === undefined) {
    read.problems.push("SMS_WEBHOOK_SECRET is missing: it signs what is sent to SMS_WEBHOOK_URL");
  }
  return url === undefined || secret === undefined ? undefined : { url, secret };
}

function needsCourier(read: Reader): void {
  if (read.text("SMTP_URL") !== undefined || read.text("SMS_WEBHOOK_URL") !== undefined) return;
  read.problems.push(
    "SMTP_URL or SMS_WEBHOOK_URL is missing: without one of them no code reaches anybody",
  );
}

function seatsOf(read: Reader): number | undefined {
  if (read.text("ACCOUNT_SEATS") === undefined) return undefined;
  return read.whole("ACCOUNT_SEATS", 0, 0, 100_000_000);
}

function pepperOf(read: Reader, production: boolean): string | undefined {
  const pepper = read.checked(
    "CODE_PEPPER",
    (value) => value.length >= 16,
    "at least 16 characters",
  );
  if (production && read.text("CODE_PEPPER") === undefined) {
    read.problems.push(
      "CODE_PEPPER is missing: in production it must not lie in the store; make one with: openssl rand -base64 32",
    );
  }
  return pepper;
}

function isRedisUrl(value: string): boolean {
  if (value.startsWith("redis+sentinel://")) return value.length > "redis+sentinel://".length;
  return value
    .split(",")
    .every((url) => URL.canParse(url.trim()) && /^rediss?:$/.test(new URL(url.trim()).protocol));
}

function isWebUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
