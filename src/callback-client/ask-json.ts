import { request } from "undici";
import { readAtMost } from "./answer-body.ts";
import { failureCode } from "./call.ts";

/** What was answered: status 0 and why when there was no answer; its JSON, of a refusal too. */
export type JsonAnswer = {
  readonly status: number;
  readonly json: unknown;
  readonly problem?: string | undefined;
};

/** The methods that it is asked with. */
export type HttpMethod = "GET" | "POST" | "PATCH";

const withinMs = 5000;
const longest = 4 * 1024 * 1024;

/** Asks an HTTP API something in JSON. Never throws, waits 5 s, reads 4 MiB. */
export async function askJson(
  method: HttpMethod,
  url: string,
  body?: unknown,
): Promise<JsonAnswer> {
  try {
    const response = await request(url, {
      method,
      reset: true,
      signal: AbortSignal.timeout(withinMs),
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const { statusCode: status } = response;
    const { bytes, isWhole } = await readAtMost(response.body, longest);
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
  return failureCode(error) ?? (error instanceof Error ? error.message : "failed");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
