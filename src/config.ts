import {
  simulatorOf,
  wechatAccountOf,
  type RunAs,
  type SimulatorSwitch,
  type WechatAccount,
} from "./config/wechat.ts";
import { accountParts } from "./domain/account.ts";
import { isTimeZone } from "./domain/time.ts";
import { languages, type Language } from "./domain/wording.ts";
import { createReader, type Environment, type Reader } from "./environment.ts";

/** What the program needs, read once. */
export type Config = SimulatorSwitch & {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly redisUrl: string | undefined;
  /** Whether a Redis that may lose what it has confirmed is refused. */
  readonly redisDurability: "required" | "unchecked";
  readonly wechat: WechatAccount;
  readonly maxSkewSeconds: number;
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

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Reads the environment; answers what the program needs, or a line for every problem. */
export function readConfig(
  environment: Environment,
  place: RunAs = "server",
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const read = createReader(environment);
  const production = read.text("NODE_ENV") === "production";
  const host = read.text("HOST") ?? "127.0.0.1";
  const simulated = simulatorOf(read, { host, production, place });
  const { simulator, whyNotSimulated } = simulated;
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
    wechat: wechatAccountOf(read, whyNotSimulated, production),
    maxSkewSeconds: read.whole("MAX_SKEW_SECONDS", 300, 0, 86_400),
    ...simulated,
    inboxSmtpPort: inboxPortOf(read, whyNotSimulated),
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
    smtp: smtpOf(read),
    sms: smsOf(read),
    codePepper: pepperOf(read, production),
    accountName: read.checked(
      "ACCOUNT_NAME",
      (value) => accountParts.shape.name.safeParse(value).success,
      "1 to 64 characters without control characters",
    ),
    accountSeats: read.whole("ACCOUNT_SEATS", undefined, 0, 100_000_000),
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
  const port = read.whole("INBOX_SMTP_PORT", undefined, 0, 65_535);
  if (read.text("INBOX_SMTP_PORT") !== undefined && whyNotSimulated !== undefined) {
    read.problems.push(`INBOX_SMTP_PORT belongs to the simulator; ${whyNotSimulated}`);
  }
  return port;
}

function smtpOf(read: Reader): Config["smtp"] {
  const wanted = "smtp://user:password@host:port or smtps://…";
  const url = read.checked("SMTP_URL", (value) => hasScheme(value, /^smtps?:$/), wanted);
  const from = neededBy(read, "SMTP_URL", "MAIL_FROM", "mail sent by SMTP_URL needs a sender");
  return url === undefined || from === undefined ? undefined : { url, from };
}

function smsOf(read: Reader): Config["sms"] {
  const url = read.checked("SMS_WEBHOOK_URL", isWebUrl, "an http or https URL");
  const why = "it signs what is sent to SMS_WEBHOOK_URL";
  const secret = neededBy(read, "SMS_WEBHOOK_URL", "SMS_WEBHOOK_SECRET", why);
  return url === undefined || secret === undefined ? undefined : { url, secret };
}

/** Returns a value that must be given where a URL is. */
function neededBy(read: Reader, url: string, name: string, why: string): string | undefined {
  const value = read.text(name);
  if (read.text(url) !== undefined && value === undefined) {
    read.problems.push(`${name} is missing: ${why}`);
  }
  return value;
}

function needsCourier(read: Reader): void {
  if (read.text("SMTP_URL") !== undefined || read.text("SMS_WEBHOOK_URL") !== undefined) return;
  read.problems.push(
    "SMTP_URL or SMS_WEBHOOK_URL is missing: without one of them no code reaches anybody",
  );
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
  return value.split(",").every((url) => hasScheme(url.trim(), /^rediss?:$/));
}

function isWebUrl(value: string): boolean {
  return hasScheme(value, /^https?:$/);
}

function hasScheme(value: string, scheme: RegExp): boolean {
  return URL.canParse(value) && scheme.test(new URL(value).protocol);
}
