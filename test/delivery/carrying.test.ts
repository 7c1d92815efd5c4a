import { expect } from "chai";
import { RefusedForGoodError } from "../../src/delivery/courier.ts";
import { codeMessage } from "../../src/domain/code-message.ts";
import { refOf } from "../../src/domain/follower.ts";
import { putOutgoing } from "../../src/records/outbox.ts";
import { receivedPut } from "../../src/simulator/inbox/inbox.ts";
import {
  createNotingCourier,
  openDeliverySetup,
  start,
  type Asked,
  type DeliverySetup,
} from "./delivery-on-store.ts";

const fails = (message: string) => (): Promise<void> => Promise.reject(new Error(message));

describe("the delivery of one code", () => {
  let setup: DeliverySetup;
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(() => setup.close());

  it("words the code when it is carried, and then forgets it", async () => {
    const sms = createNotingCourier("sms");
    const { follower, challenge } = await setup.ask(1);
    await setup.deliver({ couriers: [sms] }).drain(1_000);
    const code = setup.codes.codeOf(follower, challenge);
    const words = { account: "星辰科技", code, minutes: 10, language: "zh-CN" } as const;
    expect(sms.carried).to.deep.equal([
      {
        id: challenge.id,
        to: "+8613800000001",
        code,
        minutes: 10,
        language: "zh-CN",
        ...codeMessage(words),
      },
    ]);
    expect(await setup.outbox()).to.deep.equal([]);
    expect(setup.events).to.deep.equal([
      { type: "carried", channel: "sms", attempts: 1, follower: refOf(follower) },
    ]);
  });

  it("waits until it is due", async () => {
    const sms = createNotingCourier("sms");
    const delivery = setup.deliver({ couriers: [sms] });
    await setup.ask(1, { due: start + 1 });
    await delivery.drain(1_000);
    expect(sms.carried).to.have.lengthOf(0);
    setup.clock.world += 1;
    await delivery.drain(1_000);
    expect(sms.carried).to.have.lengthOf(1);
  });

  for (const [title, backMs] of [
    ["a year", 365 * 86_400_000],
    ["two minutes", 120_000],
  ] as const) {
    it(`carries what was asked for before the clock was set back by ${title}`, async () => {
      const sms = createNotingCourier("sms");
      await setup.ask(1);
      setup.clock.world -= backMs;
      await setup.deliver({ couriers: [sms] }).drain(1_000);
      expect(sms.carried).to.have.lengthOf(1);
    });
  }

  for (const [title, asked] of [
    ["a decoy", { decoy: true }],
    ["a code that the conversation no longer waits for", { superseded: true }],
    ["a code that another one has taken the place of", { resent: true }],
  ] as const satisfies readonly (readonly [string, Asked])[]) {
    it(`lets ${title} vanish without a word`, async () => {
      const sms = createNotingCourier("sms");
      await setup.ask(1, asked);
      await setup.deliver({ couriers: [sms], withoutCourier: receivedPut }).drain(1_000);
      expect(await setup.outbox()).to.deep.equal([]);
      expect([sms.carried, await setup.givenUp(), await setup.inbox(), setup.events]).to.deep.equal(
        [[], [], [], []],
      );
    });
  }

  it("leaves a decoy out of the inbox too", async () => {
    await setup.ask(1, { decoy: true });
    await setup.deliver({ withoutCourier: receivedPut }).drain(1_000);
    expect([await setup.outbox(), await setup.inbox(), setup.events]).to.deep.equal([[], [], []]);
  });

  it("puts what no courier carries into the inbox, as of when it was asked for", async () => {
    const { follower, challenge } = await setup.ask(1, { channel: "mail" });
    setup.clock.world += 3 * 3_600_000;
    await setup
      .deliver({ couriers: [createNotingCourier("sms")], withoutCourier: receivedPut })
      .drain(1_000);
    expect(await setup.outbox()).to.deep.equal([]);
    const [received] = await setup.inbox();
    expect(received).to.deep.include({
      id: challenge.id,
      channel: "mail",
      to: "member-1@example.com",
      from: "assistant",
      follower,
      at: start,
    });
    expect(setup.events.map(({ type, attempts }) => [type, attempts])).to.deep.equal([
      ["carried", 1],
    ]);
  });

  for (const [channel, variable] of [
    ["sms", "SMS_WEBHOOK_URL"],
    ["mail", "SMTP_URL"],
  ] as const) {
    it(`gives ${channel} up visibly when ${variable} is missing and there is no inbox`, async () => {
      await setup.ask(1, { channel });
      await setup.deliver().drain(1_000);
      expect(await setup.outbox()).to.deep.equal([]);
      const [givenUp] = await setup.givenUp();
      expect(givenUp).to.include({ at: start, attempts: 0, follower: "oFollower1" });
      expect(givenUp?.reason).to.match(new RegExp(`^there is no ${variable}, `));
      expect(setup.events).to.deep.equal([
        {
          type: "given-up",
          channel,
          attempts: 0,
          follower: refOf("oFollower1"),
          reason: givenUp?.reason,
        },
      ]);
    });
  }

  it("tries again, later each time, with the same id and the same code", async () => {
    let failures = 4;
    const sms = createNotingCourier("sms", () => {
      failures -= 1;
      if (failures >= 0) throw new Error("no such luck");
    });
    const delivery = setup.deliver({ couriers: [sms], random: () => 0 });
    await setup.ask(1);
    const dues: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      await delivery.drain(1_000);
      const [waiting] = await setup.outbox();
      expect(waiting).to.include({ attempts: round + 1 });
      expect(waiting?.claimedBy).to.equal(undefined);
      dues.push((waiting?.due ?? 0) - setup.clock.world);
      setup.clock.world = waiting?.due ?? 0;
    }
    await delivery.drain(1_000);
    expect(dues).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    expect(await setup.outbox()).to.deep.equal([]);
    expect(setup.events.map(({ type, attempts }) => `${type} ${attempts}`)).to.deep.equal([
      "retried 1",
      "retried 2",
      "retried 3",
      "retried 4",
      "carried 5",
    ]);
    expect(sms.carried).to.have.lengthOf(5);
    expect(new Set(sms.carried.map((message) => JSON.stringify(message))).size).to.equal(1);
  });

  it("carries no code again that comes back with a store that has lost its end", async () => {
    const sms = createNotingCourier("sms");
    const delivery = setup.deliver({ couriers: [sms] });
    const outgoing = await setup.ask(1);
    await delivery.drain(1_000);
    for (const lost of [outgoing, { ...outgoing, due: setup.clock.world - 1 }]) {
      const puts = [putOutgoing(lost)];
      await setup.store.commit({ checks: [], puts, deletes: [], adds: [] });
      await delivery.drain(1_000);
      expect(await setup.outbox()).to.deep.equal([]);
    }
    expect(sms.carried).to.have.lengthOf(1);
    expect(setup.events).to.have.lengthOf(1);
  });

  it("gives up at once what is refused for good", async () => {
    const refused = (): Promise<void> => Promise.reject(new RefusedForGoodError("answered 550"));
    const mail = createNotingCourier("mail", refused);
    const { challenge } = await setup.ask(1, { channel: "mail" });
    await setup.deliver({ couriers: [mail] }).drain(1_000);
    expect(await setup.outbox()).to.deep.equal([]);
    const [givenUp] = await setup.givenUp();
    expect(givenUp).to.deep.include({ attempts: 1, reason: "answered 550", challenge });
    expect(setup.events.map(({ type }) => type)).to.deep.equal(["given-up"]);
  });

  for (const { minutes, leftMs } of [
    { minutes: 10, leftMs: 60_000 },
    { minutes: 4, leftMs: 60_000 },
    { minutes: 2, leftMs: 30_000 },
  ]) {
    it(`carries a code of ${minutes} minutes while ${leftMs / 1000} s of it are left`, async () => {
      const sms = createNotingCourier("sms");
      const delivery = setup.deliver({ couriers: [sms] });
      const last = start + minutes * 60_000 - leftMs;
      await setup.ask(1, { minutes });
      setup.clock.world = last;
      await delivery.drain(1_000);
      expect(sms.carried).to.have.lengthOf(1);
      setup.clock.world = start;
      await setup.ask(2, { minutes });
      setup.clock.world = last + 1;
      await delivery.drain(1_000);
      expect(sms.carried).to.have.lengthOf(1);
      expect((await setup.givenUp()).map(({ reason }) => reason)).to.deep.equal([
        "the code came too close to its end",
      ]);
    });
  }

  it("keeps trying until the code ends, then says what the last try came to", async () => {
    const sms = createNotingCourier("sms", fails("down"));
    const delivery = setup.deliver({ couriers: [sms], random: () => 0.5 });
    await setup.ask(1);
    for (;;) {
      await delivery.drain(1_000);
      const [waiting] = await setup.outbox();
      if (waiting === undefined) break;
      setup.clock.world = waiting.due;
    }
    expect(setup.clock.world).to.be.within(start + 7 * 60_000, start + 9 * 60_000);
    expect(sms.carried.length).to.be.within(12, 20);
    expect(
      (await setup.givenUp()).map(({ reason, attempts }) => ({ reason, attempts })),
    ).to.deep.equal([
      {
        reason: "the courier failed unexpectedly (Error); the code ends before another try",
        attempts: sms.carried.length,
      },
    ]);
    expect(setup.events.at(-1)?.type).to.equal("given-up");
  });

  it("says why it came too late when it had been tried before", async () => {
    const sms = createNotingCourier("sms", fails("down"));
    await setup.ask(1);
    await setup.deliver({ couriers: [sms] }).drain(1_000);
    setup.clock.world += 600_000;
    await setup.deliver({ couriers: [sms] }).drain(1_000);
    expect((await setup.givenUp())[0]?.reason).to.equal(
      "the code came too close to its end; the last try: the courier failed unexpectedly (Error)",
    );
  });

  it("repeats nothing that a courier says in anger", async () => {
    const sms = createNotingCourier("sms", ({ to, code }) => {
      throw new TypeError(`cannot send ${code} to ${to}`);
    });
    await setup.ask(1);
    await setup.deliver({ couriers: [sms] }).drain(1_000);
    const [waiting] = await setup.outbox();
    expect(waiting?.lastError).to.equal("the courier failed unexpectedly (TypeError)");
    const told = JSON.stringify(setup.events);
    expect(told).to.not.include("13800000001");
    expect(told).to.not.include(sms.carried[0]?.code);
    expect(told).to.not.include("oFollower1");
  });

  it("leaves what another version of the program wrote", async () => {
    const sms = createNotingCourier("sms");
    const key = `outbox/${String(start - 1).padStart(15, "0")}/of-another`;
    const put = { key, value: { v: 2, due: start - 1 } };
    await setup.store.commit({ checks: [], puts: [put], deletes: [], adds: [] });
    await setup.ask(1);
    const delivery = setup.deliver({ couriers: [sms] });
    await delivery.drain(1_000);
    expect(sms.carried).to.have.lengthOf(1);
    expect((await setup.store.read([key]))[0]?.value).to.deep.equal(put.value);
    expect(await delivery.waiting()).to.deep.equal({ count: 1, oldestDueMs: 0 });
  });

  it("counts what waits, and for how long", async () => {
    const delivery = setup.deliver();
    expect(await delivery.waiting()).to.deep.equal({ count: 0, oldestDueMs: 0 });
    await setup.ask(1);
    await setup.ask(2);
    setup.clock.world += 7_000;
    await setup.ask(3, { due: setup.clock.world + 60_000 });
    expect(await delivery.waiting()).to.deep.equal({ count: 3, oldestDueMs: 7_000 });
  });
});
