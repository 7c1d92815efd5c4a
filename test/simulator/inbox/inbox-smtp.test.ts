import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "chai";
import { createTransport } from "nodemailer";
import { readConfig } from "../../../src/config.ts";
import { createEnds } from "../../support/ends.ts";
import { startProgram, type Program } from "../../support/program.ts";

type Received = { readonly to: string; readonly text: string; readonly code?: string };

describe("mail that any bot sends", () => {
  const whenOver = createEnds();

  const start = async (): Promise<{ readonly program: Program; readonly port: number }> => {
    const program = await startProgram({ INBOX_SMTP_PORT: "0" });
    whenOver(() => program.stop());
    return { program, port: program.server.inboxSmtpPort ?? 0 };
  };
  const received = async (program: Program): Promise<readonly Received[]> =>
    (await program.call("GET", "/_sim/inbox")).json as readonly Received[];
  const transport = (port: number, more: object = {}) =>
    createTransport({ host: "127.0.0.1", port, secure: false, ignoreTLS: true, ...more });

  it("is in the inbox of each of its recipients, with its code", async () => {
    const { program, port } = await start();
    await transport(port).sendMail({
      from: "bot@example.com",
      to: ["wei@example.com", "na@example.com"],
      subject: "验证码",
      text: "您的验证码是 482913，10 分钟内有效",
    });
    const all = await received(program);
    expect(all.map(({ to }) => to).sort()).to.deep.equal(["na@example.com", "wei@example.com"]);
    for (const { text, code } of all) {
      expect(text).to.equal("验证码\n您的验证码是 482913，10 分钟内有效");
      expect(code).to.equal("482913");
    }
  });

  it("is read as HTML, in GB18030, and from a bot that has a password", async () => {
    const { program, port } = await start();
    const login = transport(port, { auth: { user: "bot", pass: "any" } });
    await login.sendMail({
      from: "b@e.cn",
      to: "a@e.cn",
      html: "<p>Code: <b>731 </b></p><p>55210</p>",
    });
    const [html] = await received(program);
    expect(html?.code).to.equal("55210");
    const words = Buffer.from([0xd1, 0xe9, 0xd6, 0xa4, 0xc2, 0xeb]);
    const head = "From: b@e.cn\r\nTo: a@e.cn\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n";
    await transport(port).sendMail({
      envelope: { from: "b@e.cn", to: "a@e.cn" },
      raw: Buffer.concat([Buffer.from(head), words, Buffer.from(" 665544")]),
    });
    const [chinese] = await received(program);
    expect(chinese).to.include({ text: "验证码 665544", code: "665544" });
  });

  it("is refused when it is longer than 1 MiB, and a client that goes away harms nobody", async () => {
    const { program, port } = await start();
    const gone = connect(port, "127.0.0.1");
    await once(gone, "data");
    gone.write("EHLO me\r\nMAIL FROM:<a@e.cn>\r\n\u0000garbage\r\n");
    gone.destroy();
    const mail = { from: "b@e.cn", to: "a@e.cn" };
    const error = await transport(port)
      .sendMail({ ...mail, text: "x".repeat(1_200_000) })
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).to.include({ responseCode: 552 });
    await transport(port).sendMail({ ...mail, text: "code 123456" });
    expect(await received(program)).to.have.lengthOf(1);
  });

  it("has a port of its own: a taken one, or one without the simulator, stops the start", async () => {
    const { port } = await start();
    const failed = await startProgram({ INBOX_SMTP_PORT: String(port) }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect((failed as Error).message).to.equal(
      `INBOX_SMTP_PORT ${port} is taken on 127.0.0.1; choose another one`,
    );
    const read = readConfig({ INBOX_SMTP_PORT: "1025", SIMULATOR: "off" });
    expect("problems" in read && read.problems.join("\n")).to.match(/INBOX_SMTP_PORT belongs/);
  });
});
