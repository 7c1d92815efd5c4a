declare module "wechat" {
  import type { RequestHandler } from "express";
  import type { IncomingMessage, ServerResponse } from "node:http";

  type Config = {
    readonly token: string;
    readonly appid: string;
    readonly encodingAESKey: string;
  };
  type Request = IncomingMessage & { readonly wxsession: { count?: number } };
  type Response = ServerResponse & { reply(text: string): void };

  export default function wechat(
    config: Config,
    identifier: (request: Request, response: Response) => void,
  ): RequestHandler;
}
