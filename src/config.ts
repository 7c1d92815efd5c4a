import { isTimeZone } from "./domain/time.ts";
import { languages, type Language } from "./domain/wording.ts";

/** What the environment says: names and text, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program needs, read once. */
export type Config = {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly redisUrl: string | undefined;
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
  /** `written` when the environment asks for it by name: then it answers to any Host. */
  readonly simulator: "off" | "on" | "written";
  /** Where the simulated mailboxes receive mail of any bot; undefined: they do not. */
  readonly inboxSmtpPort: number | undefined;
  readonly adminPassword: string | undefined;
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly sms: { readonly url: string; readonly secret: string } | undefined;
  readonly codePepper: string | undefined;
  readonly timeZone: string;
  readonly language: Language;
  readonly trustProxy: number;
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
};

/** The triple of an account that exists only here; its key's last character has spare bits set. */
export const demoTriple = {
  corpId: "wwdemo0000000000",
  token: "demoToken",
  encodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
} as const;

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Reads the environment; answers what the program needs, or a line for every problem. */
export function readConfig(
  environment: Environment,
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const read = createReader(environment);
  const production = read.text("NODE_ENV") === "production";
  const host = read.text("HOST") ?? "127.0.0.1";
  const simulator = simulatorOf(read, host, production);
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
    wechat: tripleOf(read, simulator !== "off", production),
    maxSkewSeconds: read.whole("MAX_SKEW_SECONDS", 300, 0, 86_400),
    simulator,
    inboxSmtpPort: inboxPortOf(read, simulator),
    adminPassword: read.checked(
      "ADMIN_PASSWORD",
      (value) => value.length >= 8 && value.length <= 256,
      "8 to 256 characters",
    ),
    smtp: pairOf(read, "SMTP_URL", "MAIL_FROM"),
    sms: smsOf(read),
    codePepper: pepperOf(read, production),
    timeZone:
      read.checked("TIME_ZONE", isTimeZone, "a time zone such as Asia/Shanghai") ?? "Asia/Shanghai",
    language: read.choice("REPLY_LANGUAGE", languages) ?? "zh-CN",
    trustProxy: read.whole("TRUST_PROXY", 0, 0, 10),
    publicUrl: read.checked("PUBLIC_URL", isWebUrl, "an http or https URL"),
    logLevel: read.choice("LOG_LEVEL", logLevels) ?? "info",
  };
  if (production && simulator === "off") needsCourier(read);
  return read.problems.length === 0 ? { config } : { problems: read.problems };
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}

type Reader = ReturnType<typeof createReader>;

function createReader(environment: Environment) {
  const problems: string[] = [];
  const text = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === "" ? undefined : value;
  };
  const checked = (
    name: string,
    isGood: (value: string) => boolean,
    wanted: string,
  ): string | undefined => {
    const value = text(name);
    if (value === undefined || isGood(value)) return value;
    problems.push(`${name} must be ${wanted}`);
    return undefined;
  };
  const choice = <const T extends readonly string[]>(
    name: string,
    choices: T,
  ): T[number] | undefined => {
    const value = checked(name, (given) => choices.includes(given), choices.join(", "));
    return choices.find((known) => known === value);
  };
  const whole = (name: string, otherwise: number, least: number, most: number): number => {
    const isGood = (given: string): boolean =>
      /^\d{1,9}$/.test(given) && Number(given) >= least && Number(given) <= most;
    const value = checked(name, isGood, `a whole number from ${least} to ${most}`);
    return value === undefined ? otherwise : Number(value);
  };
  return { problems, text, checked, choice, whole };
}

function simulatorOf(read: Reader, host: string, production: boolean): Config["simulator"] {
  const written = read.choice("SIMULATOR", ["on", "off"]);
  if (written === "off") return "off";
  if (written === "on") return "written";
  return isLoopback(host) && !production ? "on" : "off";
}

function inboxPortOf(read: Reader, simulator: Config["simulator"]): number | undefined {
  if (read.text("INBOX_SMTP_PORT") === undefined) return undefined;
  if (simulator === "off") {
    read.problems.push("INBOX_SMTP_PORT belongs to the simulator, which is off here");
  }
  return read.whole("INBOX_SMTP_PORT", 0, 0, 65_535);
}

function tripleOf(read: Reader, simulated: boolean, production: boolean): Config["wechat"] {
  const kind = read.choice("WECHAT_KIND", ["enterprise", "official"]) ?? "enterprise";
  const names = ["WECHAT_CORP_ID", "WECHAT_TOKEN", "WECHAT_ENCODING_AES_KEY"] as const;
  const given = names.filter((name) => read.text(name) !== undefined);
  if (given.length === 0 && simulated) return { kind, ...demoTriple, demo: true };
  const corpId = read.checked(
    names[0],
    (value) => /^[!-~]{1,64}$/.test(value),
    "1 to 64 printable characters",
  );
  const token = read.checked(
    names[1],
    (value) => /^[!-~]{1,64}$/.test(value),
    "1 to 64 printable characters",
  );
  const key = read.checked(
    names[2],
    (value) => /^[A-Za-z0-9]{43}$/.test(value),
    "the 43 letters and digits that the account's page shows",
  );
  const optional = kind === "official" ? names[2] : undefined;
  for (const name of names) {
    if (read.text(name) === undefined && name !== optional) {
      const why = simulated ? "must be given with the other two" : "is missing";
      read.problems.push(`${name} ${why} (the account's callback settings show it)`);
    }
  }
  if (production && !simulated && token === demoTriple.token) {
    read.problems.push(`${names[1]} is the demo's; production needs your own`);
  }
  return { kind, corpId: corpId ?? "", token: token ?? "", encodingAESKey: key, demo: false };
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
