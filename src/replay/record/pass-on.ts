import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { longestAnswer } from "../../callback-client/answer-body.ts";
import { withSearch } from "../../callback-client/call.ts";

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

/** A little less than the platform waits (PROTOCOL §3.3), so that it hears of it. */
export const patienceMs = 4900;

// RFC 9110 §7.6.1: these are of one connection; what a Connection names joins them.
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
 * Passes a request on and answers what came back, both to the byte; only headers of the connection
 * itself are others. Waits 4.9 s for at most 1 MiB. Never throws.
 */
export function passOn(
  target: string,
  { method, search, rawHeaders, body }: Passing,
): Promise<Passed> {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  const url = new URL(search === "" ? target : withSearch(target, search));
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const fail = (problem: string): void => {
      clearTimeout(timer);
      resolve({ ok: false, problem, ms: took() });
      sent.destroy();
    };
    const sent = send(url, {
      method,
      agent: false,
      headers: [
        ...endToEnd(rawHeaders, ["host", "content-length", "expect"]),
        ...["Host", url.host, "Connection", "close"],
        ...(body.length > 0 || method === "POST" ? ["Content-Length", String(body.length)] : []),
      ],
    });
    const timer = setTimeout(() => {
      fail(`no answer within ${patienceMs / 1000} s`);
    }, patienceMs);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      fail(`cannot be reached: ${error.code ?? error.message}`);
    });
    sent.on("response", (response) => {
      collect(response, fail, (answer) => {
        clearTimeout(timer);
        const { statusCode = 0, statusMessage = "" } = response;
        resolve({
          ok: true,
          status: statusCode,
          statusText: statusMessage,
          rawHeaders: endToEnd(response.rawHeaders, ["content-length"]),
          body: answer,
          ms: took(),
        });
      });
    });
    sent.end(body);
  });
}

function collect(
  response: IncomingMessage,
  fail: (problem: string) => void,
  done: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > longestAnswer) fail(`the reply is longer than ${longestAnswer} bytes`);
  });
  response.on("error", (error: NodeJS.ErrnoException) => {
    fail(`the reply broke off: ${error.code ?? error.message}`);
  });
  response.on("end", () => {
    done(Buffer.concat(chunks));
  });
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
