import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions } from "smtp-server";

/** A mail as a real server took it: by its envelope, as it came, and as a mail program reads it. */
export type TakenMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly raw: string;
  readonly parsed: ParsedMail;
};

/** A real mail server on a free loopback port. */
export type MailServer = {
  readonly port: number;
  readonly mails: readonly TakenMail[];
  /** Connections made so far. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
};

/** Starts a mail server; it offers no STARTTLS and wants no password unless `options` say so. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: TakenMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    hideSTARTTLS: true,
    authOptional: true,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const { mailFrom, rcptTo } = session.envelope;
        void simpleParser(raw).then((parsed) => {
          const from = mailFrom === false ? "" : mailFrom.address;
          const to = rcptTo.map(({ address }: SMTPServerAddress) => address);
          mails.push({ from, to, secure: session.secure, raw: raw.toString(), parsed });
          callback();
        });
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  return {
    port,
    mails,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

/** An error by which a server answers with a code and words of its own. */
export function answer(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}
