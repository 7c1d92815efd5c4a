import { expect } from "chai";
import { StoreAwayError, type Store } from "../../src/store/store.ts";
import { pause, until } from "../support/redis.ts";
import {
  createNotingCourier,
  never,
  openDeliverySetup,
  type DeliverySetup,
} from "./delivery-on-store.ts";

const noPoll = { pollMs: 1_000_000 };

describe("a delivery", () => {
  let setup: DeliverySetup;
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(() => setup.close());

  it("is woken by the store", async () => {
    const sms = createNotingCourier("sms");
    setup.deliver({ couriers: [sms], timing: noPoll }).start();
    await pause(20);
    await setup.ask(1);
    await until(() => sms.carried.length === 1, 3_000);
  });

  it("sees at once what is committed a moment after it was due", async () => {
    const sms = createNotingCourier("sms", never);
    await setup.ask(1);
    setup.deliver({ couriers: [sms], timing: noPoll }).start();
    await until(() => sms.carried.length === 1, 3_000);
    await pause(20);
    await setup.ask(2, { due: setup.clock.world - 1_000 });
    await until(() => sms.carried.length === 2, 3_000);
  });

  it("looks by itself when a hint is lost, or something becomes due", async () => {
    const sms = createNotingCourier("sms");
    const silent: Store = { ...setup.store, watch: () => () => undefined };
    setup.deliver({ store: silent, couriers: [sms] }).start();
    await setup.ask(1);
    await until(() => sms.carried.length === 1);
    await setup.ask(2, { due: setup.clock.world + 5 });
    setup.clock.world += 5;
    await until(() => sms.carried.length === 2);
  });

  describe("drained", () => {
    it("answers at once when nothing is due", async () => {
      await setup.ask(1, { due: setup.clock.world + 1 });
      const begun = performance.now();
      await setup.deliver().drain(2_000);
      expect(performance.now() - begun).to.be.below(1_500);
    });

    it("waits for all that is due, also what is under way already", async () => {
      for (let number = 0; number < 40; number += 1) await setup.ask(number);
      const sms = createNotingCourier("sms", () => pause(10));
      const delivery = setup.deliver({ couriers: [sms] });
      delivery.start();
      await until(() => sms.carried.length > 0);
      await delivery.drain(5_000);
      expect(setup.events).to.have.lengthOf(40);
      expect(await setup.outbox()).to.deep.equal([]);
    });

    it("does not wait for what has to be tried again later", async () => {
      const sms = createNotingCourier("sms", () => Promise.reject(new Error("down")));
      await setup.ask(1);
      const begun = performance.now();
      await setup.deliver({ couriers: [sms] }).drain(5_000);
      expect(performance.now() - begun).to.be.below(3_000);
      expect(sms.carried).to.have.lengthOf(1);
    });

    it("answers when its time is over, whatever hangs", async () => {
      await setup.ask(1);
      const begun = performance.now();
      await setup.deliver({ couriers: [createNotingCourier("sms", never)] }).drain(100);
      expect(performance.now() - begun).to.be.within(90, 3_000);
    });

    it("waits for what is under way also when no queue has room", async () => {
      for (let number = 0; number < 8; number += 1) await setup.ask(number);
      for (let number = 8; number < 16; number += 1) await setup.ask(number, { channel: "mail" });
      const couriers = [createNotingCourier("sms", never), createNotingCourier("mail", never)];
      const begun = performance.now();
      await setup.deliver({ couriers }).drain(100);
      expect(performance.now() - begun).to.be.within(90, 3_000);
    });

    it("says when the store is away", async () => {
      const { store } = awayAtWill(setup.store, { isAway: true });
      let said: unknown;
      await setup
        .deliver({ store })
        .drain(1_000)
        .catch((error: unknown) => (said = error));
      expect(said).to.be.instanceOf(StoreAwayError);
    });
  });

  describe("stopped", () => {
    it("lets what is under way finish and begins nothing more", async () => {
      for (let number = 0; number < 20; number += 1) await setup.ask(number);
      const sms = createNotingCourier("sms", () => pause(50));
      const timing = { pollMs: 20, stopMs: 5_000 };
      const delivery = setup.deliver({ couriers: [sms], timing });
      delivery.start();
      await until(() => sms.carried.length === 8);
      await delivery.stop();
      expect(setup.events).to.have.lengthOf(8);
      expect(await setup.outbox()).to.have.lengthOf(12);
      await setup.ask(20);
      await delivery.drain(100);
      await pause(50);
      expect(sms.carried).to.have.lengthOf(8);
    });

    it("carries nothing that it was only about to claim", async () => {
      await setup.ask(1);
      const sms = createNotingCourier("sms");
      let tellTime = (): void => undefined;
      const asked = new Promise<void>((resolve) => (tellTime = resolve));
      const worldNow = (): Promise<number> => asked.then(() => setup.clock.world);
      const delivery = setup.deliver({ couriers: [sms], worldNow });
      delivery.start();
      await delivery.stop();
      tellTime();
      await pause(30);
      expect(sms.carried).to.have.lengthOf(0);
      expect((await setup.outbox())[0]).to.include({ attempts: 0 });
    });

    it("does not wait for ever, and lets go of the couriers' connections", async () => {
      await setup.ask(1);
      let closed = 0;
      const sms = { ...createNotingCourier("sms", never), close: () => void (closed += 1) };
      const delivery = setup.deliver({ couriers: [sms], timing: { stopMs: 150 } });
      await delivery.drain(20);
      const begun = performance.now();
      await delivery.stop();
      expect(performance.now() - begun).to.be.within(140, 3_000);
      expect(closed).to.equal(1);
    });
  });

  describe("whose store is away", () => {
    it("goes on when it is back, and says nothing meanwhile", async () => {
      const state = { isAway: true };
      const { store, calls } = awayAtWill(setup.store, state);
      const sms = createNotingCourier("sms");
      await setup.ask(1);
      setup.deliver({ store, couriers: [sms] }).start();
      await until(() => calls() > 5);
      expect(setup.events).to.deep.equal([]);
      state.isAway = false;
      await until(() => sms.carried.length === 1);
    });

    it("asks it at every poll, not without a pause", async () => {
      const { store, calls } = awayAtWill(setup.store, { isAway: true });
      setup.deliver({ store, timing: { pollMs: 50, stopMs: 100 } }).start();
      await pause(300);
      expect(calls()).to.be.within(2, 9);
    });

    it("asks no more often when it can be read but not written", async () => {
      await setup.ask(1);
      let commits = 0;
      const store: Store = {
        ...setup.store,
        commit() {
          commits += 1;
          return Promise.reject(new StoreAwayError("the disk is full"));
        },
      };
      const timing = { pollMs: 50, stopMs: 100 };
      setup.deliver({ store, couriers: [createNotingCourier("sms")], timing }).start();
      await pause(300);
      expect(commits).to.be.within(2, 9);
    });
  });
});

function awayAtWill(
  store: Store,
  state: { readonly isAway: boolean },
): { readonly store: Store; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    store: {
      ...store,
      async scan(collection, page) {
        calls += 1;
        if (state.isAway) throw new StoreAwayError("the store is away");
        return store.scan(collection, page);
      },
    },
  };
}
