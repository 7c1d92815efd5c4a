import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { longestAnswer, readAtMost } from "../../callback-client/answer-body.ts";
import { withSearch } from "../../callback-client/call.ts";
import { codeOf } from "../../domain/bad-input.ts";

/** A request as it came, with its headers in the order and spelling in which they came. */
export type Passing = {
  readonly method: string;
  /** What follows the `?`, '' without one. */
  readonly search: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};

/** What the target answered, to the byte, or why it did not. */
export type Passed = { readonly ms: number } & (
  | {
      readonly ok: true;
      readonly status: number;
      readonly statusText: string;
      readonly rawHeaders: readonly string[];
      readonly body: Buffer;
    }
  | { readonly ok: false; readonly problem: string }
);

// A little less than the platform waits (PROTOCOL §3.3), so that it gets our answer.
const patienceMs = 4900;

// RFC 9110 §7.6.1: headers of one connection only, as are those that a Connection names.
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Passes a request on and returns the answer, both to the byte; only headers of the connection itself
 * differ. Waits 4.9 s for at most 1 MiB. Never throws.
 */
export async function passOn(
  target: string,
  { method, search, rawHeaders, body }: Passing,
): Promise<Passed> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  const url = new URL(search === "" ? target : withSearch(target, search));
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(patienceMs);
  const sent = send(url, {
    method,
    agent: false,
    signal,
    headers: [
      ...endToEnd(rawHeaders, ["host", "content-length", "expect"]),
      ...["Host", url.host, "Connection", "close"],
      ...(body.length > 0 || method === "POST" ? ["Content-Length", String(body.length)] : []),
    ],
  });
  // `once` and the response throw what matters; without a listener a later error would end the process.
  sent.on("error", () => undefined);
  let what = "cannot be reached";
  try {
    sent.end(body);
    const [response] = (await once(sent, "response", { signal })) as [IncomingMessage];
    what = "the reply broke off";
    const { bytes, isWhole } = await readAtMost(response, longestAnswer);
    if (!isWhole) {
      return { ok: false, problem: `the reply is longer than ${longestAnswer} bytes`, ms: took() };
    }
    const { statusCode: status = 0, statusMessage: statusText = "" } = response;
    const headers = endToEnd(response.rawHeaders, ["content-length"]);
    return { ok: true, status, statusText, rawHeaders: headers, body: bytes, ms: took() };
  } catch (error) {
    const late = `no answer within ${patienceMs / 1000} s`;
    return { ok: false, problem: signal.aborted ? late : `${what}: ${codeOf(error)}`, ms: took() };
  }
}

/** The headers that are meant for the other end, without those of `left`. */
function endToEnd(rawHeaders: readonly string[], left: readonly string[]): readonly string[] {
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""] as const] : [],
  );
  const named = pairs
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, value]) => value.toLowerCase().split(/\s*,\s*/));
  const dropped = new Set([...hopByHop, ...named, ...left]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}
