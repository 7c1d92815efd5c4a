import { z } from "zod";
import { parseContact, plainText, type Contact } from "../../domain/contact.ts";
import { readAs, textField } from "../../domain/read-as.ts";

const longestTo = 254;
const noAddress = "must be a phone number or an e-mail address";

const schema = z
  .object(
    {
      channel: z.enum(["sms", "mail"], { error: "must be sms or mail" }),
      to: z
        .string({ error: noAddress })
        .transform(plainText)
        .refine((to) => to !== "" && to.length <= longestTo && !/\p{Cc}/u.test(to), {
          error: noAddress,
        }),
      text: textField(1, 20_000),
    },
    { error: 'must be {"channel": "sms" or "mail", "to": …, "text": …}' },
  )
  .transform(({ channel, to, text }, context) => {
    const contact = parseContact(to);
    // An address that is no contact of ours, a short number say, is kept as it is.
    if (contact === undefined) return { channel, to, text };
    if (contact.channel === channel) return { channel, to: contact.to, text };
    const kind = contact.channel === "mail" ? "an e-mail address" : "a phone number";
    const message = `is ${kind}, which channel ${channel} does not reach`;
    context.addIssue({ code: "custom", path: ["to"], message });
    return z.NEVER;
  });

/** Reads what a bot hands in for somebody's phone or mailbox: `{channel, to, text}`. */
export function readInboxMessage(body: unknown): {
  readonly channel: Contact["channel"];
  readonly to: string;
  readonly text: string;
} {
  return readAs(schema, body);
}
