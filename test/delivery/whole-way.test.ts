import { expect } from "chai";
import { createSmsWebhook } from "../../src/delivery/sms-webhook.ts";
import { createSmtpCourier } from "../../src/delivery/smtp-courier.ts";
import { openDeliverySetup, type DeliverySetup } from "./delivery-on-store.ts";
import { listenHttp } from "./loopback.ts";
import { freePort } from "../support/port.ts";
import { answer, startMailServer } from "./mail-server.ts";

describe("the whole way, from the outbox to real servers", () => {
  let setup: DeliverySetup;
  const ends: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(async () => {
    await setup.close();
    for (const end of ends.splice(0)) await end();
  });

  const mailTo = (port: number) =>
    createSmtpCourier({ url: `smtp://127.0.0.1:${port}`, from: "assistant@acme.example" });

  it("brings every code to its mailbox, also when the first answer is: later", async () => {
    let refusals = 3;
    const server = await startMailServer({
      onRcptTo(_to, _session, callback) {
        refusals -= 1;
        callback(refusals >= 0 ? answer(451, "greylisted") : undefined);
      },
    });
    ends.push(server.stop);
    const asked = await Promise.all([1, 2, 3, 4, 5].map((n) => setup.ask(n, { channel: "mail" })));
    const delivery = setup.deliver({ couriers: [mailTo(server.port)] });
    await delivery.drain(5_000);
    expect(setup.events.filter(({ type }) => type === "retried")).to.have.lengthOf(3);
    expect((await setup.outbox()).map(({ lastError }) => lastError)).to.deep.equal(
      [1, 2, 3].map(() => "the mail server answered 451 4.3.0 to RCPT TO"),
    );
    setup.clock.world += 2_000;
    await delivery.drain(5_000);
    const expected = asked.map(({ follower, challenge }) => ({
      to: [challenge.contact.to],
      id: `<${challenge.id}@acme.example>`,
      code: setup.codes.codeOf(follower, challenge),
    }));
    const came = server.mails.map(({ to, parsed }) => ({
      to,
      id: parsed.messageId,
      code: /验证码 (\d{6})/.exec(parsed.text ?? "")?.[1],
    }));
    expect(came).to.have.deep.members(expected);
  });

  it("sends SMS while the mail server is dead, and gives mail up in the end", async () => {
    const got: unknown[] = [];
    const provider = await listenHttp((request, response) => {
      request.on("data", (chunk: Buffer) => got.push(JSON.parse(chunk.toString())));
      request.on("end", () => void response.writeHead(202).end());
    });
    ends.push(provider.stop);
    const url = `http://127.0.0.1:${provider.port}/`;
    const sms = createSmsWebhook({ url, secret: "secret", realNow: () => setup.clock.real });
    const delivery = setup.deliver({ couriers: [mailTo(await freePort()), sms] });
    for (let number = 0; number < 20; number += 1) await setup.ask(number, { channel: "mail" });
    const { follower, challenge } = await setup.ask(20);
    await delivery.drain(5_000);
    expect(got).to.have.lengthOf(1);
    expect(got[0]).to.include({
      id: challenge.id,
      to: challenge.contact.to,
      code: setup.codes.codeOf(follower, challenge),
    });
    expect(await setup.outbox()).to.have.lengthOf(20);
    setup.clock.world += 545_000;
    await delivery.drain(5_000);
    expect(await setup.outbox()).to.deep.equal([]);
    expect(new Set((await setup.givenUp()).map(({ reason }) => reason))).to.deep.equal(
      new Set([
        "the code came too close to its end; the last try: the mail server could not be asked (ECONNREFUSED, CONN)",
      ]),
    );
  });
});
