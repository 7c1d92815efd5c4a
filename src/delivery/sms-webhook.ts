import { Agent, request as askPlainly, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as askSecurely } from "node:https";
import { NotCarriedError, RefusedForGoodError, type Carried, type Courier } from "./courier.ts";
import { createWebhookSigner } from "./webhook-signature.ts";

const withinTenSeconds = 10_000;
const readAtMost = 4096;
// Shorter than servers keep an idle connection, so that none is used as it is being closed.
const idleMs = 4_000;

/**
 * Carries codes by SMS: a signed JSON POST to a URL of yours, which hands them to a provider. 2xx
 * is success, whatever its body; 4xx but 408 and 429 is refused for good; nothing is followed.
 */
export function createSmsWebhook(options: {
  readonly url: string;
  readonly secret: string;
  /** Real clock, ms: the signature's timestamp. */
  readonly realNow: () => number;
  /** How long a try may take; 10 s unless given. */
  readonly withinMs?: number;
}): Courier {
  const { url, realNow, withinMs = withinTenSeconds } = options;
  const sign = createWebhookSigner(options.secret);
  refusePassword(url);
  const post = createPost(url, withinMs);
  return {
    channel: "sms",
    async carry(message) {
      const body = JSON.stringify(payloadOf(message));
      const status = await post.send(sign(message.id, realNow(), body), body).catch(unasked);
      refuseUnlessTaken(status);
    },
    close: post.close,
  };
}

type Post = {
  /** Sends a JSON body and answers the status, as soon as there is one. */
  readonly send: (headers: Readonly<Record<string, string>>, body: string) => Promise<number>;
  readonly close: () => void;
};

// `fetch` would do, at three times the cost, and codes are a tenth of what a busy server does.
function createPost(url: string, withinMs: number): Post {
  const isSecure = new URL(url).protocol === "https:";
  const options = { keepAlive: true, timeout: idleMs };
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const ask = isSecure ? askSecurely : askPlainly;
  return {
    send: (headers, body) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          asked.destroy(new Error(`no answer within ${withinMs / 1000} s`));
        }, withinMs);
        const asked = ask(url, {
          method: "POST",
          agent,
          headers: {
            "content-type": "application/json; charset=utf-8",
            "content-length": Buffer.byteLength(body),
            ...headers,
          },
        });
        asked.once("response", (response) => {
          resolve(response.statusCode ?? 0);
          letGo(response);
        });
        asked.on("error", reject);
        asked.once("close", () => {
          clearTimeout(timer);
        });
        asked.end(body);
      }),
    close: () => {
      agent.destroy();
    },
  };
}

/** Reads a short answer to its end, so that the connection can be used again; drops a long one. */
function letGo(response: IncomingMessage): void {
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > readAtMost) response.destroy();
  });
  // The status has been read; a body that breaks off or takes too long changes nothing.
  response.on("error", () => undefined);
}

function unasked(error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const reason = code ?? (error instanceof Error ? error.message : typeof error);
  throw new NotCarriedError(`the SMS webhook could not be asked (${reason})`);
}

function refusePassword(url: string): void {
  const { username, password } = new URL(url);
  if (username === "" && password === "") return;
  throw new Error("SMS_WEBHOOK_URL must hold no password; the signature says who sends");
}

function payloadOf({ id, to, code, minutes, language, text }: Carried): object {
  return { id, to, code, minutes, language, text };
}

function refuseUnlessTaken(status: number): void {
  if (status >= 200 && status < 300) return;
  const line = `the SMS webhook answered ${status}`;
  const stays = status >= 400 && status < 500 && status !== 408 && status !== 429;
  throw stays ? new RefusedForGoodError(line) : new NotCarriedError(line);
}
