import { RedisStore } from "connect-redis";
import express from "express";
import session, { type SessionOptions } from "express-session";
import { Redis } from "ioredis";
import wechat from "wechat";
import { triple } from "../account.ts";

/**
 * Serves the `wechat` package as its README has it: Express, express-session in Redis, and a handler
 * that keeps something in the follower's session and replies.
 */
export function serveMiddleware(
  manner: Pick<SessionOptions, "resave" | "saveUninitialized">,
): void {
  const app = express();
  const client = new Redis(process.env["REDIS_URL"] ?? "");
  const store = new RedisStore({ client });
  app.use(session({ ...manner, secret: "keyboard cat", cookie: { maxAge: 60_000 }, store }));
  app.use(
    "/callback",
    wechat(
      { token: triple.token, appid: triple.corpId, encodingAESKey: triple.encodingAESKey },
      ({ wxsession }, response) => {
        wxsession.count = (wxsession.count ?? 0) + 1;
        response.reply("请回复您在企业号登记的手机号或邮箱");
      },
    ),
  );
  app.listen(Number(process.env["PORT"]), "127.0.0.1");
}
