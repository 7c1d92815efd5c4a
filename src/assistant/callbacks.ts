import { isFromSomebody, type FollowersCallback } from "../domain/callback.ts";
import { reasonIn } from "../domain/reason.ts";
import { TooBusyError } from "../domain/too-busy.ts";
import { StoreAwayError } from "../store/store.ts";
import { openEcho, openEnvelope, seal, type Opened } from "../wire/envelope.ts";
import { readCallback } from "../wire/read-callback.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeReply } from "../wire/write-reply.ts";
import type { Answer, Assistant } from "./assistant.ts";

/** The account's callback, by whatever way a request came. None of these throws. */
export type Callbacks = {
  /** Answers the check of the URL. */
  readonly verify: (search: string) => CallbackResponse;
  /** Answers a push. */
  readonly answer: (search: string, body: string) => Promise<CallbackResponse>;
  /** Says what is answered to a request that could not be read. */
  readonly failed: (error: unknown) => CallbackResponse;
};

/** What is answered, before it is HTTP. */
export type CallbackResponse = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly outcome?: string;
};

/** What became of one request, for log and metrics. */
export type CallbackEvent =
  | {
      readonly type: "answered";
      readonly kind: FollowersCallback["kind"];
      readonly outcome: Answer["outcome"];
      /** The openid, which no log may know. */
      readonly follower: string;
    }
  | { readonly type: "passed-over"; readonly reason: string }
  | {
      readonly type: "refused";
      readonly reason: string;
      readonly code: number;
      readonly advice: string;
    }
  | { readonly type: "unavailable" }
  | { readonly type: "failed"; readonly reason: string };

/** What callbacks are answered with. */
export type CallbackParts = {
  readonly secrets: Secrets;
  readonly assistant: Pick<Assistant, "answer">;
  readonly maxSkewSeconds: number;
  /** Real clock, ms. */
  readonly realNow: () => number;
  readonly told: (event: CallbackEvent) => void;
};

const plain = "text/plain; charset=utf-8";

// Whatever is genuine is answered 200: asked again, it would be the same (PROTOCOL §3.3).
const passedOver = {
  status: 200,
  type: "application/xml; charset=utf-8",
  text: "",
  outcome: "ignored",
} as const;

/** Makes the callback of one account: opens what was pushed, lets it be answered, seals the reply. */
export function createCallbacks(parts: CallbackParts): Callbacks {
  const { secrets, maxSkewSeconds, realNow, told } = parts;
  const failed = (error: unknown): CallbackResponse => responseTo(error, told);
  return {
    verify(search) {
      try {
        const echo = openEcho(secrets, search, realNow(), maxSkewSeconds);
        return { status: 200, type: plain, text: echo, outcome: "url-verified" };
      } catch (error) {
        return failed(error);
      }
    },
    async answer(search, body) {
      try {
        return await answered(
          parts,
          openEnvelope(secrets, search, body, realNow(), maxSkewSeconds),
        );
      } catch (error) {
        return failed(error);
      }
    },
    failed,
  };
}

async function answered(parts: CallbackParts, opened: Opened): Promise<CallbackResponse> {
  const { secrets, assistant, told } = parts;
  const callback = readCallback(opened.xml, secrets);
  if (callback.kind === "unreadable") {
    told({ type: "passed-over", reason: callback.why });
    return passedOver;
  }
  // The platform's own wish (PROTOCOL §2.3): what concerns a suite is answered by this word.
  if (callback.kind === "suite")
    return { status: 200, type: plain, text: "success", outcome: "suite" };
  const { kind, follower, account } = callback;
  if (!isFromSomebody(callback)) {
    told({ type: "answered", kind, outcome: passedOver.outcome, follower });
    return passedOver;
  }
  const { outcome, replies, at: createTime } = await assistant.answer(callback);
  told({ type: "answered", kind, outcome, follower });
  const [reply] = replies;
  if (reply === undefined) return { ...passedOver, outcome };
  const xml = writeReply(reply, { follower, account, createTime });
  return { ...passedOver, text: seal(secrets, xml, opened.sealing), outcome };
}

function responseTo(error: unknown, told: CallbackParts["told"]): CallbackResponse {
  if (error instanceof RefusedError) {
    const { reason, code, advice, status } = error;
    told({ type: "refused", reason, code, advice });
    // One and the same answer for all that concerns signature and cipher: it must tell nothing.
    const text = status === 401 ? "refused\n" : `${error.message}\n`;
    return { status, type: plain, text };
  }
  if (error instanceof StoreAwayError || error instanceof TooBusyError) {
    told({ type: "unavailable" });
    return { status: 503, type: plain, text: "try again\n" };
  }
  told({ type: "failed", reason: reasonIn(error) });
  return { status: 500, type: plain, text: "something went wrong here; the log says what\n" };
}
