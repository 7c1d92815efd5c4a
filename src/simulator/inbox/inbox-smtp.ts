import { isIP } from "node:net";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { Inbox } from "./inbox.ts";

/** The simulated mailboxes' own mail server. */
export type InboxSmtp = { readonly port: number; stop(): Promise<void> };

/** The port is not free, or not ours to have. */
export class CannotReceiveError extends Error {
  override readonly name = "CannotReceiveError";
}

const longestMail = 1024 * 1024;
const longestText = 20_000;
const mostClients = 100;
const idleMs = 30_000;

/**
 * Receives mail from any bot, without password or encryption, and puts it into the inbox: one
 * message for each recipient, its subject and its text. Throws `CannotReceiveError` with one line.
 */
export async function startInboxSmtp(
  { host, port }: { readonly host: string; readonly port: number },
  inbox: Pick<Inbox, "add">,
): Promise<InboxSmtp> {
  // Loading this and mailparser would take a third of every start, and few starts need them.
  const { SMTPServer } = await import("smtp-server");
  const server = new SMTPServer({
    // Whatever credentials a bot is set up with are welcome.
    authOptional: true,
    onAuth: (_auth, _session, done) => {
      done(undefined, { user: "anybody" });
    },
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: longestMail,
    maxClients: mostClients,
    socketTimeout: idleMs,
    closeTimeout: 1000,
    logger: false,
    onData: (stream, session, done) => {
      receive(stream, session, inbox).then(
        () => {
          done();
        },
        (error: unknown) => {
          done(refused(error));
        },
      );
    },
  });
  // A client that goes away in the middle concerns nobody else.
  const listening = new Promise<void>((resolve, reject) => {
    server.on("error", (error: NodeJS.ErrnoException) => {
      reject(new CannotReceiveError(whyNot(error, host, port)));
    });
    server.listen(port, host, resolve);
  });
  await listening;
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function receive(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  inbox: Pick<Inbox, "add">,
): Promise<void> {
  const { simpleParser } = await import("mailparser");
  const { subject = "", text = "" } = await simpleParser(stream, { skipImageLinks: true });
  if (stream.sizeExceeded) throw new TooLongError("the mail is longer than 1 MiB");
  const whole = [subject, text.trim()].filter((part) => part !== "").join("\n");
  const told = whole === "" ? "(an empty mail)" : whole.slice(0, longestText);
  for (const { address } of envelope.rcptTo) {
    await inbox.add({ channel: "mail", to: address, text: told });
  }
}

class TooLongError extends Error {
  override readonly name = "TooLongError";
}

function refused(error: unknown): Error {
  const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "not taken";
  return Object.assign(new Error(message), {
    responseCode: error instanceof TooLongError ? 552 : 451,
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const at = `INBOX_SMTP_PORT ${port}`;
  if (code === "EADDRINUSE") return `${at} is taken on ${host}; choose another one`;
  if (code === "EACCES") return `${at} may not be used by this user; choose one above 1023`;
  return `${at} on ${isIP(host) === 6 ? `[${host}]` : host}: ${message}`;
}
