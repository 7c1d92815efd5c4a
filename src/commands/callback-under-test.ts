import type { parseArgs, ParseArgsConfig } from "node:util";
import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import { demoTriple } from "../config/wechat.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { RefusedError } from "../wire/refusal.ts";
import { readKey, type Secrets } from "../wire/secrets.ts";
import { complain } from "./say.ts";

/** A callback under test as somebody has named it. */
export type GivenCallback = CallbackUnderTest & {
  /** What of this is the demo's, because nobody gave another. */
  readonly remark?: string | undefined;
};

/** The options that name a callback URL, the same for every verb. */
export const callbackOptions = {
  to: { type: "string" },
  token: { type: "string" },
  "aes-key": { type: "string" },
  "corp-id": { type: "string" },
  kind: { type: "string" },
  "agent-id": { type: "string", default: "0" },
} as const;

/** What `parseArgs` makes of `callbackOptions`. */
export type CallbackValues = OptionValues<typeof callbackOptions>;

/** What `parseArgs` makes of options. */
export type OptionValues<O extends NonNullable<ParseArgsConfig["options"]>> = ReturnType<
  typeof parseArgs<{ readonly options: O }>
>["values"];

// What an option is called in the environment, and what it is where nobody says.
const fallbacks = {
  token: { variable: "WECHAT_TOKEN", demo: demoTriple.token },
  "aes-key": { variable: "WECHAT_ENCODING_AES_KEY", demo: demoTriple.encodingAESKey },
  "corp-id": { variable: "WECHAT_CORP_ID", demo: demoTriple.corpId },
  kind: { variable: "WECHAT_KIND", demo: "enterprise" },
} as const;

/** Reads an option: as it was given, or from the environment, or the demo's. */
export function sharedOf(values: CallbackValues, name: keyof typeof fallbacks): string {
  const { variable, demo } = fallbacks[name];
  return values[name] ?? process.env[variable] ?? demo;
}

/** Says what of the demo's triple stands in for what nobody gave; undefined: nothing does. */
export function demoRemark(values: CallbackValues): string | undefined {
  const missing = (["token", "aes-key", "corp-id"] as const).filter(
    (name) => values[name] === undefined && process.env[fallbacks[name].variable] === undefined,
  );
  if (missing.length === 0) return undefined;
  const options = missing.map((name) => `--${name}`).join(", ");
  const variables = missing.map((name) => fallbacks[name].variable).join(", ");
  const used = missing.length === 3 ? "the demo triple is used" : "the demo's is used";
  return `# no ${options} (nor ${variables}): ${used}`;
}

/** Tells on stderr, before anything is sent, whether it is signed with the demo's triple. */
export function tellRemark({ remark }: Pick<GivenCallback, "remark">): void {
  if (remark !== undefined) complain(remark);
}

/** Reads the options (an empty key: plain mode); undefined without `--to`. Throws `BadInputError` that names the option. */
export function readCallbackUnderTest(values: CallbackValues): GivenCallback | undefined {
  const secrets = readSecrets(values);
  const agent = readAgent(values);
  if (values.to === undefined) return undefined;
  return { url: readWebUrl("--to", values.to), secrets, agent, remark: demoRemark(values) };
}

/** Reads the app that callbacks come from; an official account has none. Throws `BadInputError`. */
export function readAgent(values: CallbackValues): number | undefined {
  const { "agent-id": agent } = values;
  if (!/^\d{1,9}$/.test(agent)) throw new BadInputError("--agent-id is a number");
  return sharedOf(values, "kind") === "enterprise" ? Number(agent) : undefined;
}

/** Reads what is shared with whoever answers, whether a URL is named or not. Throws `BadInputError`. */
export function readSecrets(values: CallbackValues): Secrets {
  const kind = sharedOf(values, "kind");
  if (kind !== "enterprise" && kind !== "official") {
    throw new BadInputError("--kind is enterprise or official");
  }
  const aesKey = sharedOf(values, "aes-key");
  const key = aesKey === "" ? undefined : keyOf(aesKey);
  return { kind, receiveId: sharedOf(values, "corp-id"), token: sharedOf(values, "token"), key };
}

/** Reads an option that is a web address. Throws `BadInputError` that names it. */
export function readWebUrl(option: string, value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new BadInputError(`${option} takes an http or https URL`);
}

function keyOf(aesKey: string): ReturnType<typeof readKey> {
  try {
    return readKey(aesKey);
  } catch (error) {
    throw error instanceof RefusedError ? new BadInputError(`--aes-key: ${error.advice}`) : error;
  }
}
