import { readBotCall } from "../commands/talk-call.ts";
import { demoTriple } from "../config/wechat.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { withoutUndefined } from "../domain/read-as.ts";
import { targetsFor, type BotCall } from "../targets/find-bot.ts";
import type { Target } from "../talk/play/target.ts";

/** A bot by its callback URL; what is left out is as in `npm run talk -- --to`. */
export type BotOptions = {
  readonly url: string;
  readonly token?: string;
  readonly encodingAESKey?: string;
  readonly corpId?: string;
  readonly kind?: "enterprise" | "official";
  readonly agentId?: number;
  /** Whom every actor speaks as, or by name. */
  readonly as?: string | Readonly<Record<string, string>>;
  /** Where its test build answers what concerns clock, settings and facts. */
  readonly hook?: string;
  /** The simulator that it delivers codes into. */
  readonly inbox?: string;
  /** How long an answer may take, and how long to wait for what it sends by itself: `5s`. */
  readonly timeout?: string;
  readonly wait?: string;
};

/** Makes the target of one talk: a bot, or without one a world of its own. Throws `BadInputError`. */
export async function targetOf(file: string, bot: BotOptions | undefined): Promise<Target> {
  return (await targetsFor(bot && readBot(bot)))(file);
}

function readBot(bot: BotOptions): BotCall {
  const { as = {} } = bot;
  const call = readBotCall({
    to: bot.url,
    token: bot.token ?? demoTriple.token,
    "aes-key": bot.encodingAESKey ?? demoTriple.encodingAESKey,
    "corp-id": bot.corpId ?? demoTriple.corpId,
    kind: bot.kind ?? "enterprise",
    "agent-id": String(bot.agentId ?? 0),
    as: typeof as === "string" ? [as] : Object.entries(as).map((pair) => pair.join("=")),
    ...withoutUndefined({ hook: bot.hook, inbox: bot.inbox }),
    timeout: bot.timeout ?? "5s",
    wait: bot.wait ?? "30s",
  });
  // Without types a URL from an environment that lacks it is undefined, and is no world of our own.
  if (call === undefined) throw new BadInputError("a bot needs its url");
  return call;
}
