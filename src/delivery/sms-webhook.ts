import { Agent, request } from "undici";
import { codeOf } from "../domain/bad-input.ts";
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
  const dispatcher = new Agent({ keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs });
  return {
    channel: "sms",
    async carry(message) {
      const body = JSON.stringify(payloadOf(message));
      const headers = sign(message.id, realNow(), body);
      const status = await post({ url, dispatcher, withinMs }, headers, body).catch(
        (error: unknown) => {
          throw notAsked(error, withinMs);
        },
      );
      refuseUnlessTaken(status);
    },
    close: () => void dispatcher.destroy(),
  };
}

/** Sends a JSON body; returns the status as soon as there is one. */
async function post(
  { url, dispatcher, withinMs }: Target,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const { statusCode, body: answer } = await request(url, {
    method: "POST",
    dispatcher,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body,
    signal: AbortSignal.timeout(withinMs),
  });
  // Read to its end, so that the connection can be used again; a long answer is dropped. One that
  // breaks off or takes too long changes nothing: the status has been read.
  answer.dump({ limit: readAtMost }).catch(() => undefined);
  return statusCode;
}

type Target = { readonly url: string; readonly dispatcher: Agent; readonly withinMs: number };

function notAsked(error: unknown, withinMs: number): NotCarriedError {
  const isLate = error instanceof Error && error.name === "TimeoutError";
  const reason = isLate ? `no answer within ${withinMs / 1000} s` : codeOf(error);
  return new NotCarriedError(`the SMS webhook could not be asked (${reason})`);
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
