import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { Redis } from "ioredis";
import wechat from "wechat";
import { triple } from "../account.ts";

// The `wechat` package as its README has it: Express, express-session in Redis, and a handler that
// keeps something in the session and replies. Its session is one GET before and one SET after.

const app = express();
const client = new Redis(process.env["REDIS_URL"] ?? "");
app.use(
  session({
    secret: "bench",
    resave: false,
    saveUninitialized: false,
    store: new RedisStore({ client }),
  }),
);
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
