import { z } from "zod";
import { parseJson } from "../domain/read-as.ts";
import { sendHttp, type HttpRequest } from "./call.ts";

/** What was answered. */
export type JsonAnswer = {
  /** 0: there was no answer. */
  readonly status: number;
  /** The body, of a refusal too; undefined when it is no JSON. */
  readonly json: unknown;
  /** Why there was no answer, or what a refusal says. */
  readonly problem?: string | undefined;
};

const refusal = z.object({ error: z.string() });
const longest = 4 * 1024 * 1024;

/** Asks an HTTP API something in JSON; waits up to 5 s, reads up to 4 MiB. Never throws. */
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
  const json = parseJson(text);
  if (status < 400) return { status, json };
  return { status, json, problem: refusal.safeParse(json).data?.error ?? text };
}
