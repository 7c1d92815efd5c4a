import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readAs } from "../../src/domain/read-as.ts";
import { openEnvelope, seal } from "../../src/wire/envelope.ts";
import { readCallback } from "../../src/wire/read-callback.ts";
import type { Secrets } from "../../src/wire/secrets.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { demoSecrets } from "../support/pushes.ts";

const jsonObject = z.record(z.string(), z.unknown());

/** A bot of somebody's, with a test build: it greets, sends codes, and answers a hook at `/hook`. */
export type OwnBot = {
  readonly url: string;
  readonly hookUrl: string;
  /** Who has talked to it, each once. */
  readonly openids: ReadonlySet<string>;
  /** CreateTime of each callback, in order. */
  readonly stamps: readonly number[];
  /** What was asked of its hook: method, path, body. */
  readonly asked: readonly string[];
  /** How many callbacks it answered at once, at most. */
  readonly mostAtOnce: () => number;
  stop(): Promise<void>;
};

type BotOptions = {
  readonly secrets?: Secrets;
  /** The simulator whose inbox its codes go to. */
  readonly simulator?: string;
  /** Parts of the hook that it answers, `POST clock`; all unless named. */
  readonly hook?: readonly string[];
  /** The offset that its clock has from the start, ms. */
  readonly clockOffset?: number;
};

/** Starts the bot on a free port. */
export async function startOwnBot(options: BotOptions = {}): Promise<OwnBot> {
  const { secrets = demoSecrets, simulator, hook, clockOffset = 0 } = options;
  const openids = new Set<string>();
  const stamps: number[] = [];
  const asked: string[] = [];
  const codes = new Map<string, string>();
  const statuses = new Map<string, string>();
  const settings: Record<string, unknown> = { greeting: "欢迎" };
  let offset = clockOffset;
  let now = 0;
  let most = 0;

  async function answer(follower: string, text: string): Promise<string> {
    if (text === "clock") return new Date(Date.now() + offset).toISOString().slice(0, 10);
    if (text === codes.get(follower)) {
      statuses.set(follower, "verified");
      return "验证成功";
    }
    if (!/^1\d{10}$/.test(text)) return `你说：${text}`;
    const code = String(100_000 + codes.size);
    codes.set(follower, code);
    const message = { channel: "sms", to: text, text: `您的验证码是 ${code}，5 分钟内有效` };
    await fetch(`${simulator ?? ""}/_sim/inbox`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    return "验证码已发送";
  }

  async function callback(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const search = new URL(request.url ?? "", "http://bot").search.slice(1);
    const body = await bodyOf(request);
    const { xml, sealing } = openEnvelope(secrets, search, body, Date.now(), 300);
    const told = readCallback(xml, secrets);
    if (told.kind === "suite" || told.kind === "unreadable") throw new Error("not for a bot");
    const { follower, account, createTime } = told;
    openids.add(follower);
    stamps.push(createTime);
    const text = told.kind === "said" ? await answer(follower, told.text) : greetingOf(told.kind);
    const reply = writeReply({ type: "text", text }, { follower, account, createTime });
    response.end(text === "" ? "" : seal(secrets, reply, sealing));
  }

  function greetingOf(kind: string): string {
    return kind === "followed" ? String(settings["greeting"]) : "";
  }

  async function hooked(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace(/^\/hook\//, "");
    const part = `${request.method ?? ""} ${path.split("/", 1)[0] ?? ""}`;
    const body = await bodyOf(request);
    asked.push(`${request.method ?? ""} ${path} ${body}`.trim());
    if (hook !== undefined && !hook.includes(part)) {
      response.writeHead(404).end("Cannot do that");
      return;
    }
    const { status = 200, ...json } = replyTo(part, path, body === "" ? {} : JSON.parse(body));
    response.writeHead(Number(status), { "Content-Type": "application/json" });
    response.end(JSON.stringify(json));
  }

  function replyTo(part: string, path: string, body: unknown): Readonly<Record<string, unknown>> {
    const { advance, set } = readAs(jsonObject, body);
    switch (part) {
      case "GET clock":
        return { now: new Date(Date.now() + offset).toISOString() };
      case "POST clock":
        if (typeof set === "string") offset = Date.parse(set) - Date.now();
        if (typeof advance === "string") offset += Number.parseInt(advance, 10) * 86_400_000;
        return {};
      case "GET settings":
        return settings;
      case "PATCH settings":
        if ("broken" in readAs(jsonObject, body))
          return { status: 400, error: "broken: no such setting\nx" };
        Object.assign(settings, body);
        return settings;
      case "POST reset":
        return {};
      default: {
        const openid = decodeURIComponent(path.replace(/^followers\//, ""));
        if (!openids.has(openid)) return { status: 404, error: "nobody" };
        return { status: 200, ...statusOf(openid) };
      }
    }
  }

  // The HTTP status has the name that the fact has, so the fact goes by another here.
  function statusOf(openid: string): Readonly<Record<string, unknown>> {
    return { standing: statuses.get(openid) ?? "new", messages: 3, manager: null };
  }

  const listening = await listenHttp((request, response) => {
    const isHook = request.url?.startsWith("/hook/") === true;
    now += isHook ? 0 : 1;
    most = Math.max(most, now);
    (isHook ? hooked : callback)(request, response)
      .catch(() => response.writeHead(500).end("it broke\nsomewhere"))
      .finally(() => {
        now -= isHook ? 0 : 1;
      });
  });
  const origin = `http://127.0.0.1:${listening.port}`;
  return {
    url: `${origin}/wx`,
    hookUrl: `${origin}/hook`,
    openids,
    stamps,
    asked,
    mostAtOnce: () => most,
    stop: listening.stop,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
