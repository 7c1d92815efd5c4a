import { randomInt } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import express, { type RequestHandler, type Response } from "express";
import { demoTriple } from "../../src/config/wechat.ts";

/** A bot of the field's own, as its users write them, on a free port. */
export type WechatEnterpriseBot = { readonly url: string; stop(): Promise<void> };

type Message = { readonly MsgType: string; readonly Content?: string; readonly Event?: string };
type Ask = {
  readonly weixin: Message & { readonly FromUserName: string };
};
type Middleware = {
  (
    config: { token: string; encodingAESKey: string; corpId: string },
    handle: (request: Ask, response: Response & { reply(content: string): void }) => void,
  ): RequestHandler;
  readonly API: new (
    corpId: string,
    secret: string,
    agent: number,
  ) => {
    prefix: string;
    send(
      to: { touser: string },
      message: { msgtype: "text"; text: { content: string }; safe: "0" },
      done: (error: Error | null) => void,
    ): void;
  };
};

const require = createRequire(import.meta.url);
// The package has no types; these are the parts of it that are used here.
const wechat = require("wechat-enterprise") as Middleware;

/**
 * Runs a bot written with `wechat-enterprise`: asks for a phone, brings a code to the simulator's
 * inbox, checks it, and sends word by itself when it is asked to.
 */
export async function startWechatEnterpriseBot(simulator: string): Promise<WechatEnterpriseBot> {
  const codes = new Map<string, string>();
  const { token, encodingAESKey, corpId } = demoTriple;
  const api = new wechat.API(corpId, "a secret", 7);
  api.prefix = `${simulator}/cgi-bin/`;

  const answer = async ({ FromUserName, ...said }: Ask["weixin"]): Promise<string> => {
    const { MsgType, Content = "", Event } = said;
    if (MsgType === "event") return Event === "subscribe" ? "欢迎，请回复手机号" : "";
    if (MsgType !== "text") return "只能看懂文字";
    if (/^1\d{10}$/.test(Content)) {
      const code = String(randomInt(1_000_000)).padStart(6, "0");
      codes.set(FromUserName, code);
      await fetch(`${simulator}/_sim/inbox`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ channel: "sms", to: Content, text: `【艾克】验证码：${code}` }),
      });
      return "验证码已发送";
    }
    if (Content === "稍后") {
      const message = { msgtype: "text", text: { content: "您的申请已通过" }, safe: "0" } as const;
      api.send({ touser: FromUserName }, message, () => undefined);
      return "";
    }
    return codes.get(FromUserName) === Content ? "验证成功" : `你说：${Content}`;
  };

  const app = express();
  const config = { token, encodingAESKey, corpId };
  const middleware = wechat(config, (request, response) => {
    answer(request.weixin).then(
      (text) => {
        response.reply(text);
      },
      () => response.status(500).end("the inbox is away"),
    );
  });
  app.use("/wx", middleware);
  const server: Server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/wx`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
