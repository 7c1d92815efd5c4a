import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { openEcho, openEnvelope, seal, type Sealing } from "../../src/wire/envelope.ts";
import { readFields, textOf } from "../../src/wire/loose-xml.ts";
import type { Secrets } from "../../src/wire/secrets.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import { demoSecrets } from "../support/pushes.ts";

/** What a bot has before it when it answers. */
export type BotsTurn = {
  /** The callback's plaintext. */
  readonly xml: string;
  readonly follower: string;
  readonly content: string;
  readonly createTime: string;
  readonly messageId: string;
  /** The plaintext of a good answer. */
  readonly good: string;
  readonly seal: (xml: string, secrets?: Secrets) => string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

/** A bot that repeats what it hears, but for whatever `answer` does first; true: it has answered. */
export function bot(
  answer: (turn: BotsTurn) => boolean = () => false,
  secrets = demoSecrets,
): RequestListener {
  return (request, response) => {
    void respond(request, response, { answer, secrets });
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, secrets }: { readonly answer: (turn: BotsTurn) => boolean; readonly secrets: Secrets },
): Promise<void> {
  const [path = "", search = ""] = (request.url ?? "").split("?");
  if (path.startsWith("/_sim")) {
    response.writeHead(404).end();
    return;
  }
  if (request.method === "GET") {
    response.end(openEcho(secrets, search, Date.now(), 300));
    return;
  }
  const { xml, sealing } = openEnvelope(secrets, search, await text(request), Date.now(), 0);
  const turn = turnOf(xml, sealing, secrets);
  if (!answer({ ...turn, request, response })) response.end(turn.seal(turn.good));
}

function turnOf(
  xml: string,
  sealing: Sealing,
  secrets: Secrets,
): Omit<BotsTurn, "request" | "response"> {
  const fields = readFields(xml) ?? {};
  const follower = textOf(fields, "FromUserName");
  const content = textOf(fields, "Content");
  const to = { follower, account: textOf(fields, "ToUserName"), createTime: 1_433_173_800 };
  return {
    xml,
    follower,
    content,
    createTime: textOf(fields, "CreateTime"),
    messageId: textOf(fields, "MsgId"),
    good: writeReply({ type: "text", text: `heard ${content}` }, to),
    seal: (reply, by = secrets) => seal(by, reply, sealing),
  };
}
