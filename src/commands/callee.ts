import { demoTriple } from "../config.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { RefusedError } from "../wire/refusal.ts";
import { readKey, type Secrets } from "../wire/secrets.ts";

/** A callback URL, and what is shared with whoever answers there. */
export type Callee = {
  readonly url: string;
  readonly secrets: Secrets;
  /** The app that callbacks come from; an official account has none. */
  readonly agent: number | undefined;
};

/** The options that name a callback URL, the same for every verb. */
export const calleeOptions = {
  to: { type: "string" },
  token: { type: "string", default: demoTriple.token },
  "aes-key": { type: "string", default: demoTriple.encodingAESKey },
  "corp-id": { type: "string", default: demoTriple.corpId },
  kind: { type: "string", default: "enterprise" },
  "agent-id": { type: "string", default: "0" },
} as const;

/** What `parseArgs` makes of `calleeOptions`. */
export type CalleeValues = {
  readonly to?: string | undefined;
  readonly token: string;
  readonly "aes-key": string;
  readonly "corp-id": string;
  readonly kind: string;
  readonly "agent-id": string;
};

/** How the options are shown in a usage line. */
export const calleeUsage =
  "[--to URL --token … --aes-key … --corp-id … [--kind official] [--agent-id 0]]";

/** Reads the options (an empty key: plain mode); undefined without `--to`. Throws `BadInputError` that names the option. */
export function readCallee(values: CalleeValues): Callee | undefined {
  const secrets = readSecrets(values);
  const agent = readAgent(values);
  if (values.to === undefined) return undefined;
  return { url: readWebUrl("--to", values.to), secrets, agent };
}

/** Reads the app that callbacks come from; an official account has none. Throws `BadInputError`. */
export function readAgent({
  kind,
  "agent-id": agent,
}: Pick<CalleeValues, "kind" | "agent-id">): number | undefined {
  if (!/^\d{1,9}$/.test(agent)) throw new BadInputError("--agent-id is a number");
  return kind === "enterprise" ? Number(agent) : undefined;
}

/** Reads what is shared with whoever answers, whether a URL is named or not. Throws `BadInputError`. */
export function readSecrets(values: CalleeValues): Secrets {
  const { token, kind, "corp-id": receiveId } = values;
  if (kind !== "enterprise" && kind !== "official") {
    throw new BadInputError("--kind is enterprise or official");
  }
  const key = values["aes-key"] === "" ? undefined : keyOf(values["aes-key"]);
  return { kind, receiveId, token, key };
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
