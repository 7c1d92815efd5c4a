import { readAtMost } from "./read-at-most.ts";

/** What was answered: status 0 and why when there was no answer; its JSON, of a refusal too. */
export type JsonAnswer = {
  readonly status: number;
  readonly json: unknown;
  readonly problem?: string | undefined;
};

const withinMs = 5000;
const longest = 4 * 1024 * 1024;

/** Asks an HTTP API something in JSON. Never throws, waits 5 s, reads 4 MiB. */
export async function askJson(method: string, url: string, body?: unknown): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
      ...(body !== undefined && {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const { bytes, isWhole } = await readAtMost(response, longest);
    const { status } = response;
    const text = bytes.toString("utf8");
    if (!isWhole) return { status, json: undefined, problem: "more than 4 MiB" };
    const json = jsonOf(text);
    return status < 400 ? { status, json } : { status, json, problem: errorIn(json) ?? text };
  } catch (error) {
    return { status: 0, json: undefined, problem: whyNot(error) };
  }
}

function errorIn(json: unknown): string | undefined {
  const isNamed = typeof json === "object" && json !== null && "error" in json;
  return isNamed && typeof json.error === "string" ? json.error : undefined;
}

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return "failed";
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
