import { converse } from "../../src/conversation/converse.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import type { Context, Input, Turn } from "../../src/conversation/turn.ts";
import type { Conversation } from "../../src/domain/conversation.ts";

/** Has the engine decide what an input brings about, reading first what the input asks for. */
export function decide(
  conversation: Conversation,
  input: Input,
  facts: Omit<Context, "intent">,
): Turn {
  return converse(conversation, input, {
    ...facts,
    intent: intentOf(conversation, input, facts),
  });
}
