import { BadInputError } from "../../domain/bad-input.ts";
import { parseContact, plainText, type Contact } from "../../domain/contact.ts";

const longestTo = 254;
const longestText = 20_000;

/** Reads what a bot hands in for somebody's phone or mailbox: `{channel, to, text}`. */
export function readInboxMessage(body: unknown): {
  readonly channel: Contact["channel"];
  readonly to: string;
  readonly text: string;
} {
  if (typeof body !== "object" || body === null) {
    throw new BadInputError('the inbox takes {"channel": "sms" or "mail", "to": …, "text": …}');
  }
  const { channel, to, text }: { channel?: unknown; to?: unknown; text?: unknown } = body;
  if (channel !== "sms" && channel !== "mail") {
    throw new BadInputError("channel must be sms or mail");
  }
  if (typeof text !== "string" || text === "" || text.length > longestText) {
    throw new BadInputError(`text must be text of 1 to ${longestText} characters`);
  }
  return { channel, to: readAddress(channel, to), text };
}

/** An address that is no contact of ours, a short number say, is kept as it is. */
function readAddress(channel: Contact["channel"], to: unknown): string {
  const plain = typeof to === "string" ? plainText(to) : "";
  if (plain === "" || plain.length > longestTo || /\p{Cc}/u.test(plain)) {
    throw new BadInputError("to must be a phone number or an e-mail address");
  }
  const contact = parseContact(plain);
  if (contact !== undefined && contact.channel !== channel) {
    const kind = contact.channel === "mail" ? "an e-mail address" : "a phone number";
    throw new BadInputError(`to is ${kind}, which channel ${channel} does not reach`);
  }
  return contact?.to ?? plain;
}
