import { NotCarriedError, RefusedForGoodError, type Carried, type Courier } from "./courier.ts";
import { createWebhookSigner } from "./webhook-signature.ts";

const withinTenSeconds = 10_000;
const readAtMost = 4096;

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
  return {
    channel: "sms",
    async carry(message) {
      const body = JSON.stringify(payloadOf(message));
      const asked = fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          ...sign(message.id, realNow(), body),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(withinMs),
      });
      const response = await asked.catch((error: unknown) => {
        throw new NotCarriedError(`the SMS webhook could not be asked (${causeOf(error)})`);
      });
      void letGo(response);
      refuseUnlessTaken(response.status);
    },
  };
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

type BodyReader = {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
};

/** Reads a short answer to its end, so that the connection can be used again; drops a long one. */
async function letGo({ body }: Response): Promise<void> {
  const reader: BodyReader | undefined = body?.getReader();
  try {
    let length = 0;
    while (reader !== undefined && length < readAtMost) {
      const { done, value } = await reader.read();
      if (done) return;
      length += value?.byteLength ?? 0;
    }
    await reader?.cancel();
  } catch {
    // The status has been read; a body that breaks off or takes too long changes nothing.
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { cause } = error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") {
    return cause.code;
  }
  return error.name;
}
