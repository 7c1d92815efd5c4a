import { sendHttp, type HttpRequest } from "./call.ts";

/** What was answered: status 0 and why when there was no answer; its JSON, of a refusal too. */
export type JsonAnswer = {
  readonly status: number;
  readonly json: unknown;
  readonly problem?: string | undefined;
};

const longest = 4 * 1024 * 1024;

/** Asks an HTTP API something in JSON. Never throws, waits 5 s, reads 4 MiB. */
export async function askJson(
  method: HttpRequest["method"],
  url: string,
  asked?: unknown,
): Promise<JsonAnswer> {
  const body = asked === undefined ? undefined : JSON.stringify(asked);
  const answer = await sendHttp({ method, url, body, contentType: "application/json", longest });
  const { status, problem, code } = answer;
  if (problem !== undefined) return { status, json: undefined, problem: code ?? problem };
  const text = answer.body.toString("utf8");
  const json = jsonOf(text);
  return status < 400 ? { status, json } : { status, json, problem: errorIn(json) ?? text };
}

function errorIn(json: unknown): string | undefined {
  const isNamed = typeof json === "object" && json !== null && "error" in json;
  return isNamed && typeof json.error === "string" ? json.error : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
