import { Redis } from "ioredis";
import type { RedisClient } from "./client.ts";
import type { RedisRequests } from "./requests.ts";

/** What in Redis' configuration puts at risk what it confirms, or that it does not say. */
export type Risk = {
  readonly line: string;
  readonly isKnown: boolean;
  /** What may be lost if it is opened nevertheless. */
  readonly otherwise: string;
};

/** The configuration with which Redis loses nothing that it has confirmed, also when it is killed. */
const wanted = {
  appendonly: "yes",
  appendfsync: "always",
  "no-appendfsync-on-rewrite": "no",
  "maxmemory-policy": "noeviction",
} as const;

/**
 * Finds what would lose what is confirmed, in one line: on the server, the master that Sentinels
 * name, or the first master of a Cluster on which it is so. Undefined: nothing.
 */
export async function riskOf(requests: RedisRequests, label: string): Promise<Risk | undefined> {
  const masters = await requests.ask((client) => Promise.resolve(mastersOf(client, label)));
  // Without a known master the configuration cannot be asked.
  if (masters.length === 0) return unsaid(label, "none of its masters is known");
  const risks = await Promise.all(masters.map(({ node, named }) => riskOn(node, requests, named)));
  return risks.find((risk) => risk !== undefined);
}

function mastersOf(
  client: RedisClient,
  label: string,
): readonly { readonly node: Redis; readonly named: string }[] {
  if (client instanceof Redis) return [{ node: client, named: label }];
  return client.nodes("master").map((node) => {
    const { host = "", port = "" } = node.options;
    return { node, named: `${label}: its master at ${host}:${port}` };
  });
}

async function riskOn(
  node: Redis,
  { ask }: RedisRequests,
  label: string,
): Promise<Risk | undefined> {
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  const said = await ask(() => Promise.all(names.map((name) => told(node, name))));
  const refused = said.find((each) => "refusal" in each);
  if (refused !== undefined) return unsaid(label, refused.refusal);
  const wrong = said.flatMap((each) => ("value" in each ? each : [])).filter(isWrong);
  if (wrong.length === 0) return undefined;
  const are = wrong.map(({ name, value }) => `${name} is ${value}`).join(", ");
  const should = wrong.map(({ name }) => `${name} to ${wanted[name]}`).join(", ");
  return {
    line: `${label} may lose what it has confirmed (${are}); set ${should}`,
    isKnown: true,
    otherwise: "accept that people may be told that they are bound and are not",
  };
}

type Told = { readonly name: keyof typeof wanted; readonly value: string };

async function told(
  node: Redis,
  name: keyof typeof wanted,
): Promise<Told | { readonly refusal: string }> {
  const answer: unknown = await node.config("GET", name).catch((error: unknown) => {
    // A Redis that is away or still loading has not refused the question.
    if (error instanceof Error && /^(NOPERM|ERR)\b/.test(error.message)) return error.message;
    throw error;
  });
  if (typeof answer === "string") return { refusal: answer };
  const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
  return typeof value === "string" ? { name, value } : { refusal: `it does not know ${name}` };
}

function isWrong({ name, value }: Told): boolean {
  return value !== wanted[name];
}

function unsaid(label: string, why: string): Risk {
  const all = Object.entries(wanted).map(([name, value]) => `${name} ${value}`);
  return {
    line: `${label} does not say whether what it confirms lasts (${why}); let its user ask (+config|get)`,
    isKnown: false,
    otherwise: `vouch yourself for ${all.join(", ")}`,
  };
}
