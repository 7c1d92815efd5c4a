import { call } from "../caller/call.ts";
import { freshMessageId, freshStamp } from "../caller/stamp.ts";
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
    ...("MsgId" in fields ? { MsgId: freshMessageId() } : {}),
    ToUserName: secrets.receiveId,
    CreateTime: String(createTime),
  };
  const agent = "AgentID" in fields ? Number(fields["AgentID"]) : undefined;
  const push = makePush(secrets, writeFields(stamped), { ...freshStamp(Date.now()), agent });
  const { status, ms, body, problem } = await call({ url, ...push });
  if (problem !== undefined) return { ok: false, problem };
  const text = body.toString("utf8");
  if (status !== 200) {
    return { ok: false, problem: `answered ${status}: ${text.split("\n", 1)[0] ?? ""}` };
  }
  try {
    const xml = openReply(secrets, text);
    return { ok: true, reply: xml === undefined ? undefined : readReply(xml).reply, ms };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { ok: false, problem: `its reply cannot be read: ${error.advice}` };
  }
}
