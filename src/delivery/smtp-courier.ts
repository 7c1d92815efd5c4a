import { createTransport } from "nodemailer";
import { z } from "zod";
import { parseEmail } from "../domain/contact.ts";
import { NotCarriedError, RefusedForGoodError, type Carried, type Courier } from "./courier.ts";

const withinTenSeconds = 10_000;
const connections = 8;

/**
 * Carries codes by mail: one recipient, plain text, the same Message-ID on a retry. With `smtp://`
 * TLS is used when the server offers it (`?requireTLS=true` insists), with `smtps://` always.
 * Throws one line when `from` is no sender.
 */
export function createSmtpCourier(options: {
  readonly url: string;
  readonly from: string;
  /** How long a try may take; 10 s unless given. */
  readonly withinMs?: number;
}): Courier {
  const { withinMs = withinTenSeconds } = options;
  const sender = readSender(options.from);
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: connections,
    // Once is enough for a connection that went stale while idle; the delivery has its own retries.
    maxRequeues: 1,
    connectionTimeout: withinMs,
    dnsTimeout: withinMs,
    greetingTimeout: withinMs,
    socketTimeout: withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    channel: "mail",
    async carry(message) {
      const to = checkedAddress(message.to);
      const sent = transport.sendMail({
        ...headersOf(message, sender),
        from: sender,
        to: { name: "", address: to },
        envelope: { from: sender.address, to: [to] },
        subject: oneLine(message.subject),
        text: message.text,
        // The single time-outs above only notice a server that is silent, not one that trickles.
        signal: AbortSignal.timeout(withinMs),
      });
      await sent.catch((error: unknown) => {
        throw failureOf(error);
      });
    },
    close() {
      transport.close();
    },
  };
}

function headersOf(
  { id }: Carried,
  sender: { readonly address: string },
): { readonly messageId: string; readonly headers: Record<string, string> } {
  const host = sender.address.slice(sender.address.lastIndexOf("@") + 1);
  return {
    messageId: `<${encodeURIComponent(id)}@${host}>`,
    // So that nobody's holiday notice answers a code.
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

/** The address book was checked when it was read in; a mail that goes astray gives a code away. */
function checkedAddress(to: string): string {
  if (parseEmail(to)?.to !== to) {
    throw new RefusedForGoodError("the address is not one that mail can be sent to");
  }
  return to;
}

function readSender(from: string): { readonly name: string; readonly address: string } {
  const parts = /^(?<name>[^<>]*)<(?<address>[^<>]*)>$/.exec(from.trim())?.groups;
  const address = (parts?.["address"] ?? from).trim();
  if (!/^[^\s\p{C}<>@,;:"()[\]\\]+@[^\s\p{C}<>@,;:"()[\]\\]+$/u.test(address)) {
    throw new Error("MAIL_FROM must be one address, or a name and <address>");
  }
  const name = (parts?.["name"] ?? "").trim().replace(/^"(.*)"$/, "$1");
  return { name: oneLine(name), address };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/**
 * A 5xx to the recipient or to the message stays; one to the greeting, the password or the sender
 * is about our own set-up, and somebody may mend that while the code lives.
 */
function failureOf(error: unknown): NotCarriedError {
  const { code, originalCode, responseCode, command, response } = facts.parse(error);
  if (responseCode === undefined) {
    const what = [originalCode ?? code, command].filter((part) => part !== undefined).join(", ");
    return new NotCarriedError(`the mail server could not be asked (${what || "no reason given"})`);
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\s/.exec(response ?? "")?.[1];
  const answer = [responseCode, enhanced].filter((part) => part !== undefined).join(" ");
  const line = `the mail server answered ${answer}${command === undefined ? "" : ` to ${command}`}`;
  const stays = responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
  return stays ? new RefusedForGoodError(line) : new NotCarriedError(line);
}

/** What an error of the transport says; whatever looks otherwise counts as absent. */
const facts = z
  .object({
    code: ofForm(/^[A-Z_]{1,40}$/),
    originalCode: ofForm(/^[A-Z_]{1,40}$/),
    responseCode: z.number().optional().catch(undefined),
    command: ofForm(/^[A-Z0-9 -]{1,20}$/),
    // The server's own words: only looked at, never repeated.
    response: ofForm(/^/),
  })
  .catch({});

function ofForm(form: RegExp) {
  return z.string().regex(form).optional().catch(undefined);
}
