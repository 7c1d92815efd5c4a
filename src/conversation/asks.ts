import { isGood, type Conversation } from "../domain/conversation.ts";
import { matchedBy } from "../domain/settings.ts";
import { isMessage, type Context, type Input, type Question } from "./turn.ts";

/** Says what else must be known to answer an input; undefined: nothing. */
export function asks(
  conversation: Conversation,
  input: Input,
  context: Pick<Context, "settings" | "now" | "history" | "intent">,
): Question | undefined {
  const { phase } = conversation;
  const { settings, intent } = context;
  if (input.kind === "bind") return { kind: "member", userid: input.userid };
  if (phase === "confirming" || phase === "followed") return undefined;
  if (input.kind === "followed" || (phase === "stranger" && isMessage(input))) {
    const by = matchedBy(settings);
    return by.length === 0 ? undefined : { kind: "profile", by };
  }
  if (intent.kind === "contact") return { kind: "contact", contact: intent.contact };
  if (phase !== "asking-code" || intent.kind !== "code") return undefined;
  const { challenge } = conversation;
  if (!isGood(challenge, context)) return undefined;
  return { kind: "challenge", challenge, tried: intent.digits };
}
