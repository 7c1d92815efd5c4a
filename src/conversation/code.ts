import { isGood, type Conversation } from "../domain/conversation.ts";
import { boundAs } from "./binding.ts";
import { mostWrongOfContact, withWrongCode, wrongToday } from "./limits.ts";
import { askingCode, askingContact, turnOf } from "./standing.ts";
import type { Context, Effect, Input, Turn } from "./turn.ts";

/**
 * Answers a try at a code. The try is counted in the same commit that acts on it: for the
 * follower, for the code, and for the contact over all followers.
 */
export function tryCode(
  conversation: Extract<Conversation, { phase: "asking-code" }>,
  input: Input,
  context: Context,
): Turn {
  const { challenge } = conversation;
  const parts = { input, context };
  if (!isGood(challenge, context)) {
    return turnOf(askingContact(conversation), "code-expired", parts);
  }
  if (context.full.has("contact-wrong")) {
    return turnOf(askingContact(conversation), "sends-used-up", parts);
  }
  const right = context.codeIsRight === true && challenge.userid !== undefined;
  return right ? proved(conversation, input, context) : missed(conversation, input, context);
}

type Asking = Extract<Conversation, { phase: "asking-code" }>;

function proved(conversation: Asking, input: Input, context: Context): Turn {
  const { challenge } = conversation;
  const { now, settings } = context;
  // As for a wrong code: whether a try is refused must not say whether it was right.
  const max = mostWrongOfContact(conversation, settings, now) - 1;
  const counted: Effect = {
    type: "count",
    counter: "contact-wrong",
    contact: challenge.contact,
    by: 0,
    max,
  };
  // Deleted, or given another phone, since the code was sent: it proves nothing any more.
  if (context.member === undefined || context.member.userid !== challenge.userid) {
    return turnOf(askingContact(conversation), "code-expired", { input, context });
  }
  return boundAs(conversation, context.member, input, context, [counted]);
}

function missed(conversation: Asking, input: Input, context: Context): Turn {
  const { now, settings } = context;
  const { challenge } = conversation;
  const triesLeft = challenge.triesLeft - 1;
  const counted = withWrongCode(conversation, now);
  const leftToday = settings.wrongCodesPerDay - wrongToday(counted, settings, now);
  const left = Math.max(0, Math.min(triesLeft, leftToday));
  return turnOf(
    left > 0 ? askingCode(counted, { ...challenge, triesLeft }) : askingContact(counted),
    "code-wrong",
    {
      input,
      context,
      left,
      effects: [
        {
          type: "count",
          counter: "contact-wrong",
          contact: challenge.contact,
          by: 1,
          max: mostWrongOfContact(conversation, settings, now),
        },
      ],
    },
  );
}
