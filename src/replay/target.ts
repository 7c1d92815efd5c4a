import { randomBytes } from "node:crypto";
import type { Reply } from "../domain/reply.ts";
import { makePush, openReply } from "../wire/envelope.ts";
import { writeFields } from "../wire/loose-xml.ts";
import { RefusedError } from "../wire/refusal.ts";
import { readReply } from "../wire/read-reply.ts";
import type { Secrets } from "../wire/secrets.ts";
import type { Recorded } from "./recorded.ts";

/** Whom a recording is played to. */
export type Target = {
  readonly url: string;
  readonly secrets: Secrets;
};

/** What became of one callback. */
export type Played =
  | { readonly ok: true; readonly reply: Reply | undefined; readonly ms: number }
  | { readonly ok: false; readonly problem: string };

const withinMs = 5000;

/** Stamps, encrypts and signs a recorded callback afresh and sends it. `content` replaces its text. */
export async function play(
  { url, secrets }: Target,
  { fields }: Recorded,
  createTime: number,
  content: string | undefined,
): Promise<Played> {
  const stamped = {
    ...fields,
    ...(content === undefined ? {} : { Content: content }),
    ...("MsgId" in fields ? { MsgId: (randomBytes(8).readBigUInt64BE() >> 1n).toString() } : {}),
    ToUserName: secrets.receiveId,
    CreateTime: String(createTime),
  };
  const { search, body } = makePush(secrets, writeFields(stamped), {
    timestamp: Math.floor(Date.now() / 1000),
    nonce: randomBytes(5).readUIntBE(0, 5).toString(),
    random: randomBytes(8).toString("hex"),
    agent: "AgentID" in fields ? Number(fields["AgentID"]) : undefined,
  });
  const started = performance.now();
  try {
    const response = await fetch(`${url}${url.includes("?") ? "&" : "?"}${search}`, {
      method: "POST",
      headers: { "Content-Type": "text/xml" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(withinMs),
    });
    const answer = await response.text();
    if (response.status !== 200) {
      return {
        ok: false,
        problem: `answered ${response.status}: ${answer.split("\n", 1)[0] ?? ""}`,
      };
    }
    const xml = openReply(secrets, answer);
    const reply = xml === undefined ? undefined : readReply(xml).reply;
    return { ok: true, reply, ms: Math.round(performance.now() - started) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof RefusedError) return `its reply cannot be read: ${error.advice}`;
  if (!(error instanceof Error)) return "failed";
  if (error.name === "TimeoutError") return `no answer within ${withinMs / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && "code" in cause
    ? `cannot be reached: ${String(cause.code)}`
    : error.message;
}
