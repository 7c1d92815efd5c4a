import type { Readable } from "node:stream";
import { expect } from "chai";
import type { SMTPServerOptions } from "smtp-server";
import type { Carried, Courier } from "../../src/delivery/courier.ts";
import { createSmtpCourier } from "../../src/delivery/smtp-courier.ts";
import { howItFailed } from "./failing.ts";
import { listenBare } from "./loopback.ts";
import { freePort } from "../support/port.ts";
import { answer, startMailServer, type MailServer } from "./mail-server.ts";

const message: Carried = {
  id: "3f2c9a4e-0d51-4c0b-9d5e-6a1b2c3d4e5f",
  to: "wei@example.com",
  code: "048213",
  minutes: 10,
  language: "zh-CN",
  subject: "星辰科技 验证码",
  text: "【星辰科技】验证码 048213，用于关注企业号，10 分钟内有效。请勿告诉任何人。",
};

describe("the SMTP courier", () => {
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const server = async (options?: SMTPServerOptions): Promise<MailServer> => {
    const started = await startMailServer(options);
    ends.push(started.stop);
    return started;
  };
  const courier = (
    url: string,
    { from = "assistant@acme.example", withinMs = 5_000 } = {},
  ): Courier => {
    const made = createSmtpCourier({ url, from, withinMs });
    ends.unshift(() => made.close?.());
    return made;
  };
  const at = (port: number): string => `smtp://127.0.0.1:${port}`;

  it("hands one plain mail to one recipient", async () => {
    const { port, mails } = await server();
    const from = "星辰小助手 <assistant@acme.example>";
    await courier(at(port), { from }).carry(message);
    expect(mails).to.have.lengthOf(1);
    const [mail] = mails;
    expect(mail).to.deep.include({ from: "assistant@acme.example", to: ["wei@example.com"] });
    expect(mail?.parsed.subject).to.equal(message.subject);
    expect(mail?.parsed.text?.trim()).to.equal(message.text);
    expect(mail?.parsed.html).to.equal(false);
    expect(mail?.parsed.from?.value).to.deep.equal([
      { name: "星辰小助手", address: "assistant@acme.example" },
    ]);
    expect(mail?.raw).to.match(/^To: wei@example\.com\r$/m);
    expect(mail?.raw).to.match(/^Content-Type: text\/plain/m);
    expect(mail?.parsed.headers.get("auto-submitted")).to.equal("auto-generated");
  });

  it("gives a retry the same Message-ID, and another code another", async () => {
    const { port, mails } = await server();
    const carrier = courier(at(port));
    await carrier.carry(message);
    await carrier.carry(message);
    await carrier.carry({ ...message, id: "another" });
    expect(mails.map(({ parsed }) => parsed.messageId)).to.deep.equal([
      `<${message.id}@acme.example>`,
      `<${message.id}@acme.example>`,
      "<another@acme.example>",
    ]);
  });

  it("uses connections again", async () => {
    const { port, mails, connections } = await server();
    const carrier = courier(at(port));
    for (const id of ["a", "b", "c", "d"]) await carrier.carry({ ...message, id });
    expect(mails).to.have.lengthOf(4);
    expect(connections()).to.equal(1);
  });

  for (const to of [
    "a@x.cn\r\nRCPT TO:<evil@x.cn>",
    "a@x.cn\nBcc: evil@x.cn",
    "a@x.cn, evil@x.cn",
    "a@x.cn,evil@x.cn",
    "a@x.cn evil@x.cn",
    "grp: a@x.cn, evil@x.cn;",
    "Wei <evil@x.cn>",
    '"a@x.cn, evil"@x.cn',
    "<evil@x.cn> a@x.cn",
    "a@x.cn;evil@x.cn",
    "a@x.cn>\r\nDATA",
    "a(evil@x.cn)@x.cn",
    "a@[127.0.0.1]",
    "a@x.cn ORCPT=rfc822;evil@x.cn",
    "=?utf-8?q?evil=40x.cn?=@x.cn\u0000",
    "Wei@x.cn",
    " wei@x.cn",
    "wei@х.cn",
    "+8613800000001",
    "",
  ]) {
    it(`sends nothing to ${JSON.stringify(to)}`, async () => {
      const { port, mails, connections } = await server();
      expect(await howItFailed(courier(at(port)).carry({ ...message, to }))).to.equal(
        "for good: the address is not one that mail can be sent to",
      );
      expect(mails).to.deep.equal([]);
      expect(connections()).to.equal(0);
    });
  }

  it("lets an account's name put nothing into the headers", async () => {
    const { port, mails } = await server();
    const subject = "Acme\r\nBcc: evil@x.cn\r\nTo: evil@x.cn\r\n\r\nevil\u2028 verification code";
    const from = "Acme\r\nBcc: evil@x.cn\r\n <assistant@acme.example>";
    await courier(at(port), { from }).carry({ ...message, subject });
    const [mail] = mails;
    expect(mail?.to).to.deep.equal(["wei@example.com"]);
    expect(mail?.raw).to.not.match(/^(?:Bcc|evil)/im);
    expect(mail?.raw.match(/^To:.*$/gm)).to.deep.equal(["To: wei@example.com"]);
    expect(mail?.parsed.text?.trim()).to.equal(message.text);
    expect(mail?.parsed.subject).to.match(/^Acme Bcc: evil@x\.cn .*verification code$/);
  });

  it("keeps a text as text, whatever it holds", async () => {
    const { port, mails } = await server();
    const text = "【.\r\n.\r\nQUIT】 048213\r\n.\r\nMAIL FROM:<evil@x.cn>";
    const carrier = courier(at(port));
    await carrier.carry({ ...message, text });
    expect(mails).to.have.lengthOf(1);
    expect(mails[0]?.parsed.text?.trim()).to.equal(text.replaceAll("\r\n", "\n"));
  });

  for (const from of [
    "",
    "Acme",
    "a@x.cn, b@x.cn",
    "Acme <a@x.cn>, b@x.cn",
    "<a@x.cn\r\nb@x.cn>",
  ]) {
    it(`takes no MAIL_FROM like ${JSON.stringify(from)}`, () => {
      expect(() => createSmtpCourier({ url: at(1), from })).to.throw(/^MAIL_FROM must be/);
    });
  }

  describe("when it does not succeed", () => {
    const unknown = "<wei@example.com> 048213: no such user";
    type Callback = (error: Error) => void;
    const refuse =
      (code: number) =>
      (_what: unknown, _session: unknown, callback: Callback): void => {
        callback(answer(code, unknown));
      };
    const refuseMessage =
      (code: number) =>
      (stream: Readable, _session: unknown, callback: Callback): void => {
        stream.resume().on("end", () => {
          callback(answer(code, unknown));
        });
      };
    const answers: readonly {
      readonly title: string;
      readonly options: SMTPServerOptions;
      readonly expected: string;
    }[] = [
      {
        title: "5xx to the recipient",
        options: { onRcptTo: refuse(550) },
        expected: "for good: the mail server answered 550 5.1.1 to RCPT TO",
      },
      {
        title: "4xx to the recipient",
        options: { onRcptTo: refuse(451) },
        expected: "for now: the mail server answered 451 4.3.0 to RCPT TO",
      },
      {
        title: "5xx to the message",
        options: { onData: refuseMessage(554) },
        expected: "for good: the mail server answered 554 5.6.0 to DATA",
      },
      {
        title: "4xx to the message",
        options: { onData: refuseMessage(452) },
        expected: "for now: the mail server answered 452 4.2.2 to DATA",
      },
      {
        title: "5xx to the sender",
        options: { onMailFrom: refuse(550) },
        expected: "for now: the mail server answered 550 5.1.1 to MAIL FROM",
      },
      {
        title: "a wrong password",
        options: { onAuth: refuse(535) },
        expected: "for now: the mail server answered 535 5.7.8 to AUTH PLAIN",
      },
      {
        title: "no service",
        options: {
          onConnect: (_session, callback) => {
            callback(answer(554, unknown));
          },
        },
        expected: "for now: the mail server answered 554 to CONN",
      },
    ];
    for (const { title, options, expected } of answers) {
      it(`takes ${title} for a failure ${expected}`, async () => {
        const { port } = await server({ allowInsecureAuth: true, ...options });
        const url = options.onAuth === undefined ? at(port) : `smtp://a:b@127.0.0.1:${port}`;
        expect(await howItFailed(courier(url).carry(message))).to.equal(expected);
      });
    }

    it("tries again when nobody listens", async () => {
      const url = at(await freePort());
      expect(await howItFailed(courier(url).carry(message))).to.match(/^for now: .*ECONNREFUSED/);
    });

    it("tries again when the server says nothing", async () => {
      const { port, stop } = await listenBare(() => undefined);
      ends.push(stop);
      const carrying = courier(at(port), { withinMs: 150 }).carry(message);
      expect(await howItFailed(carrying)).to.match(/^for now: the mail server could not be asked/);
    });

    it("tries again when the server trickles, however long each time-out may be put off", async () => {
      const { port, stop } = await listenBare((socket) => {
        socket.write("220 ");
        socket.on("data", () => undefined);
        const trickle = setInterval(() => socket.write("250-x\r\n"), 20);
        socket.on("close", () => {
          clearInterval(trickle);
        });
        socket.write("here\r\n");
      });
      ends.push(stop);
      const carrying = courier(at(port), { withinMs: 200 }).carry(message);
      expect(await howItFailed(carrying)).to.equal(
        "for now: the mail server could not be asked (EABORT)",
      );
    });

    it("tries again when the connection breaks off", async () => {
      const { port, stop } = await listenBare((socket) => void socket.destroy());
      ends.push(stop);
      expect(await howItFailed(courier(at(port)).carry(message))).to.match(/^for now: /);
    });
  });

  describe("with TLS", () => {
    const unchecked = "tls.rejectUnauthorized=false";

    it("upgrades when the server offers it", async () => {
      const { port, mails } = await server({ hideSTARTTLS: false });
      await courier(`${at(port)}/?${unchecked}`).carry(message);
      expect(mails.map(({ secure }) => secure)).to.deep.equal([true]);
    });

    it("speaks it from the first byte with smtps", async () => {
      const { port, mails } = await server({ secure: true });
      await courier(`smtps://127.0.0.1:${port}/?${unchecked}`).carry(message);
      expect(mails.map(({ secure }) => secure)).to.deep.equal([true]);
    });

    it("gives nothing to a server whose certificate nobody vouches for", async () => {
      const { port, mails } = await server({ hideSTARTTLS: false });
      expect(await howItFailed(courier(at(port)).carry(message))).to.match(
        /^for now: .*E?TLS|CERT/,
      );
      expect(mails).to.deep.equal([]);
    });
  });
});
