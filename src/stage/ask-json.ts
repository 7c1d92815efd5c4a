import { readAtMost } from "../caller/read-at-most.ts";

/** What was answered: status 0 and why when there was no answer; JSON when it was that. */
export type Asked = {
  readonly status: number;
  readonly json: unknown;
  readonly problem?: string | undefined;
};

const withinMs = 5000;
const longest = 4 * 1024 * 1024;

/** Asks an HTTP API something in JSON. Never throws, waits 5 s, reads 4 MiB. */
export async function askJson(method: string, url: string, body?: unknown): Promise<Asked> {
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
    return status < 400 && isWhole
      ? { status, json: jsonOf(text) }
      : { status, json: undefined, problem: text };
  } catch (error) {
    const problem = error instanceof Error ? error.message : "failed";
    return { status: 0, json: undefined, problem };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
