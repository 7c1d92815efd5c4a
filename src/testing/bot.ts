import { readBotCall } from "../commands/talk-call.ts";
import { demoTriple } from "../config/wechat.ts";
import { BadInputError } from "../domain/bad-input.ts";
import type { BotCall } from "../targets/find-bot.ts";
import type { BotOptions } from "./bot-options.ts";

/** Reads how a bot is talked to. Throws `BadInputError` for what cannot be. */
export function readBot(bot: BotOptions): BotCall {
  const { as = {} } = bot;
  const aliases = typeof as === "string" ? [as] : Object.entries(as).map((pair) => pair.join("="));
  const call = readBotCall({
    to: bot.url,
    token: bot.token ?? demoTriple.token,
    "aes-key": bot.encodingAESKey ?? demoTriple.encodingAESKey,
    "corp-id": bot.corpId ?? demoTriple.corpId,
    kind: bot.kind ?? "enterprise",
    "agent-id": String(bot.agentId ?? 0),
    as: aliases,
    hook: bot.hook,
    inbox: bot.inbox,
    timeout: bot.timeout ?? "5s",
    wait: bot.wait ?? "30s",
  });
  if (call === undefined) throw new BadInputError("a bot needs its url");
  return call;
}
