import { expect } from "chai";
import { until } from "../support/redis.ts";
import {
  createNotingCourier,
  never,
  openDeliverySetup,
  type DeliverySetup,
} from "./delivery-on-store.ts";

describe("queues", () => {
  let setup: DeliverySetup;
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(() => setup.close());

  it("let SMS pass by 200 mails whose provider hangs", async () => {
    for (let number = 0; number < 200; number += 1) await setup.ask(number, { channel: "mail" });
    setup.clock.world += 60_000;
    const mail = createNotingCourier("mail", never);
    const sms = createNotingCourier("sms");
    const delivery = setup.deliver({ couriers: [mail, sms] });
    delivery.start();
    await until(() => mail.carried.length === 8);
    for (let number = 200; number < 230; number += 1) {
      const asked = performance.now();
      await setup.ask(number);
      await until(() => sms.carried.length === number - 199);
      expect(performance.now() - asked).to.be.below(1_000);
    }
    expect(mail.carried).to.have.lengthOf(8);
    expect(await setup.outbox()).to.have.lengthOf(200);
  });

  it("let mail pass by SMS in the same way", async () => {
    for (let number = 0; number < 200; number += 1) await setup.ask(number);
    const mail = createNotingCourier("mail");
    const delivery = setup.deliver({ couriers: [createNotingCourier("sms", never), mail] });
    await setup.ask(200, { channel: "mail" });
    await delivery.drain(50);
    expect(mail.carried).to.have.lengthOf(1);
  });

  it("hold eight at a time", async () => {
    let underWay = 0;
    let most = 0;
    const sms = createNotingCourier("sms", async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 3));
      underWay -= 1;
    });
    for (let number = 0; number < 100; number += 1) await setup.ask(number);
    await setup.deliver({ couriers: [sms] }).drain(5_000);
    expect(sms.carried).to.have.lengthOf(100);
    expect(most).to.equal(8);
  });

  it("get their place back from a courier that never comes back", async () => {
    for (let number = 0; number < 20; number += 1) await setup.ask(number);
    const sms = createNotingCourier("sms", never);
    const timing = { pollMs: 20, stopMs: 100, carryMs: 30 };
    await setup.deliver({ couriers: [sms], timing }).drain(5_000);
    expect(sms.carried).to.have.lengthOf(20);
    const waiting = await setup.outbox();
    expect(waiting.map(({ attempts }) => attempts)).to.deep.equal(waiting.map(() => 1));
    expect(waiting[0]?.lastError).to.equal("no answer within 0.03 s");
  });

  it("look at a long queue once, not again for every code", async () => {
    for (let number = 0; number < 1_000; number += 1) await setup.ask(number, { channel: "mail" });
    setup.clock.world += 60_000;
    let scans = 0;
    const counting: DeliverySetup["store"] = {
      ...setup.store,
      scan(collection, page) {
        scans += 1;
        return setup.store.scan(collection, page);
      },
    };
    const sms = createNotingCourier("sms");
    const couriers = [createNotingCourier("mail", never), sms];
    const timing = { pollMs: 1_000_000, stopMs: 100 };
    setup.deliver({ store: counting, couriers, timing }).start();
    await until(() => scans > 15);
    for (let number = 1_000; number < 1_050; number += 1) {
      await setup.ask(number);
      await until(() => sms.carried.length === number - 999);
    }
    expect(scans).to.be.below(16 + 50 * 5);
  });
});
