import { expect } from "chai";
import type { Carried } from "../../src/delivery/courier.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { collections } from "../../src/records/kinds.ts";
import { putOutgoing } from "../../src/records/outbox.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import { StoreAwayError, type Store } from "../../src/store/store.ts";
import { receivedPut } from "../../src/simulator/inbox/inbox.ts";
import {
  describeWithRedis,
  pause,
  startRedis,
  until,
  type RunningRedis,
} from "../support/redis.ts";
import {
  createNotingCourier,
  never,
  openDeliverySetup,
  start,
  type DeliverySetup,
} from "./delivery-on-store.ts";

const idAndCode = ({ id, code }: Carried): string => `${id} ${code}`;

/** Lets two deliveries empty one outbox of 500 and counts what each code met. */
async function race(setup: DeliverySetup, stores: readonly Store[]): Promise<void> {
  for (let number = 0; number < 500; number += 1) {
    await setup.ask(number, { channel: number % 2 === 0 ? "sms" : "mail" });
  }
  const couriers = stores.map(() =>
    (["sms", "mail"] as const).map((channel) =>
      createNotingCourier(channel, () => pause(Math.random() * 4)),
    ),
  );
  const deliveries = stores.map((store, index) =>
    setup.deliver({ store, couriers: couriers[index] ?? [] }),
  );
  for (const delivery of deliveries) delivery.start();
  await Promise.all(deliveries.map((delivery) => delivery.drain(15_000)));
  const shares = couriers.map((pair) => pair.flatMap(({ carried }) => carried.map(({ id }) => id)));
  expect(shares.flat()).to.have.lengthOf(500);
  expect(new Set(shares.flat()).size).to.equal(500);
  expect(Math.min(...shares.map(({ length }) => length))).to.be.above(20);
  expect(setup.events.map(({ type }) => type)).to.deep.equal(shares.flat().map(() => "carried"));
  expect(await setup.outbox()).to.deep.equal([]);
}

describe("leases", () => {
  let setup: DeliverySetup;
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(() => setup.close());

  it("let two deliveries carry 500 codes, each exactly once", () =>
    race(setup, [setup.store, setup.store]));

  it("are not needed for the inbox: two deliveries put each code there exactly once", async () => {
    for (let number = 0; number < 300; number += 1) await setup.ask(number);
    const deliveries = [
      setup.deliver({ withoutCourier: receivedPut }),
      setup.deliver({ withoutCourier: receivedPut }),
    ];
    for (const delivery of deliveries) delivery.start();
    await Promise.all(deliveries.map((delivery) => delivery.drain(10_000)));
    expect(new Set((await setup.inbox()).map(({ id }) => id)).size).to.equal(300);
    expect(await setup.inbox()).to.have.lengthOf(300);
    expect(setup.events).to.have.lengthOf(300);
    expect(await setup.outbox()).to.deep.equal([]);
  });

  for (const claim of [{ claimedBy: "another" }, { leasedUntil: start }]) {
    it(`keep others away until they have stood for 30 s (${Object.keys(claim).join("")}), then anybody may carry`, async () => {
      await setup.ask(1, claim);
      const sms = createNotingCourier("sms");
      const delivery = setup.deliver({ couriers: [sms] });
      await delivery.drain(50);
      await pass(setup, delivery, 29_999);
      expect(sms.carried).to.have.lengthOf(0);
      await pass(setup, delivery, 1);
      expect(sms.carried).to.have.lengthOf(1);
    });
  }

  it("are not shortened by a time in which nobody looked: of each such only 2 s count", async () => {
    await setup.ask(1, { claimedBy: "another" });
    const sms = createNotingCourier("sms");
    const delivery = setup.deliver({ couriers: [sms] });
    await delivery.drain(50);
    for (let look = 0; look < 14; look += 1) {
      setup.clock.elapsed += 3_600_000;
      await delivery.drain(50);
    }
    expect(sms.carried).to.have.lengthOf(0);
    setup.clock.elapsed += 3_600_000;
    await delivery.drain(1_000);
    expect(sms.carried).to.have.lengthOf(1);
  });

  it("begin anew with each claim, and do not end by a clock that is ahead", async () => {
    await setup.ask(1);
    const first = setup.deliver({ couriers: [createNotingCourier("sms", never)] });
    await first.drain(50);
    const sms = createNotingCourier("sms");
    const ahead = { realNow: () => setup.clock.real + 20_000, couriers: [sms] };
    const other = setup.deliver(ahead);
    await other.drain(50);
    await pass(setup, other, 29_999);
    const [waiting] = await setup.outbox();
    if (waiting === undefined) throw new Error("it is still claimed");
    const puts = [putOutgoing({ ...waiting, claimedBy: "a third" })];
    await setup.store.commit({ checks: [], puts, deletes: [], adds: [] });
    await pass(setup, other, 29_999);
    expect(sms.carried).to.have.lengthOf(0);
  });

  it("do not matter to whoever is still at it: nothing is carried twice at a time", async () => {
    await setup.ask(1);
    const sms = createNotingCourier("sms", never);
    const delivery = setup.deliver({ couriers: [sms] });
    await delivery.drain(50);
    await pass(setup, delivery, 40_000);
    expect(sms.carried).to.have.lengthOf(1);
  });

  it("are confirmed in time, or what they hold is not sent on but claimed anew", async () => {
    await setup.ask(1);
    const sms = createNotingCourier("sms");
    let slowly = 2;
    const slow: Store = {
      ...setup.store,
      async commit(change) {
        const committed = await setup.store.commit(change);
        if (change.puts.length > 0 && (slowly -= 1) >= 0) setup.clock.elapsed += 4_001;
        return committed;
      },
    };
    const delivery = setup.deliver({ store: slow, couriers: [sms] });
    await delivery.drain(20);
    await until(async () => {
      await delivery.drain(20);
      return (await setup.outbox()).length === 0;
    });
    expect(sms.carried).to.have.lengthOf(1);
    expect(setup.events.map(({ attempts }) => attempts)).to.deep.equal([3]);
  });

  it("are taken up at once by whoever made them without hearing of it: nothing was sent", async () => {
    await setup.ask(1);
    const sms = createNotingCourier("sms");
    let ignored = 1;
    const cut: Store = {
      ...setup.store,
      async commit(change) {
        const committed = await setup.store.commit(change);
        if ((ignored -= 1) >= 0) throw new StoreAwayError("its answer was lost");
        return committed;
      },
    };
    const delivery = setup.deliver({ store: cut, couriers: [sms] });
    await delivery.drain(20);
    const other = createNotingCourier("sms");
    await setup.deliver({ couriers: [other] }).drain(20);
    expect([sms.carried, other.carried]).to.deep.equal([[], []]);
    await delivery.drain(1_000);
    expect([sms.carried.length, other.carried.length]).to.deep.equal([1, 0]);
    expect(await setup.outbox()).to.deep.equal([]);
  });

  it("bring the same id and code again after a crash between carrying and deleting", async () => {
    const { follower, challenge } = await setup.ask(1);
    const first = createNotingCourier("sms");
    const dying = dyingOnDelete(setup.store);
    const crashed = setup.deliver({ store: dying, couriers: [first] });
    await crashed.drain(100);
    await crashed.stop();
    expect(first.carried).to.have.lengthOf(1);
    expect(await setup.outbox()).to.have.lengthOf(1);

    const second = createNotingCourier("sms");
    const heir = setup.deliver({ couriers: [second] });
    await heir.drain(100);
    expect(second.carried).to.have.lengthOf(0);
    await pass(setup, heir, 30_000);
    expect(second.carried).to.deep.equal(first.carried);
    expect(second.carried.map(idAndCode)).to.deep.equal([
      `${challenge.id} ${setup.codes.codeOf(follower, challenge)}`,
    ]);
    expect(await setup.outbox()).to.deep.equal([]);
  });

  it("need not be over when the store only stumbled: what was carried is deleted a moment later", async () => {
    await setup.ask(1);
    const sms = createNotingCourier("sms");
    const stumbling = failing(setup.store, ({ deletes }, count) => deletes.length > 0 && count < 3);
    await setup.deliver({ store: stumbling, couriers: [sms] }).drain(5_000);
    expect(sms.carried).to.have.lengthOf(1);
    expect(await setup.outbox()).to.deep.equal([]);
  });

  it("need not be over however long the store is away: what was carried is noted when it is back", async () => {
    await setup.ask(1);
    const sms = createNotingCourier("sms");
    const away = failing(setup.store, ({ deletes }, count) => deletes.length > 0 && count < 200);
    const timing = { pollMs: 5, stopMs: 50, againMs: 1 };
    await setup.deliver({ store: away, couriers: [sms], timing }).drain(20_000);
    expect(sms.carried).to.have.lengthOf(1);
    expect(await setup.outbox()).to.deep.equal([]);
  });

  it("are honoured by whoever was too slow: it leaves alone what another has claimed since", async () => {
    await setup.ask(1);
    let fail = (_error: Error): void => undefined;
    const slow = createNotingCourier(
      "sms",
      () => new Promise((_resolve, reject) => (fail = reject)),
    );
    const tooSlow = setup.deliver({ couriers: [slow] });
    await tooSlow.drain(50);
    const other = createNotingCourier("sms", never);
    const another = setup.deliver({ couriers: [other] });
    await another.drain(50);
    await pass(setup, another, 30_000);
    const [claimed] = await setup.outbox();
    fail(new Error("at last"));
    await tooSlow.drain(50);
    expect(other.carried).to.have.lengthOf(1);
    expect(await setup.outbox()).to.deep.equal([claimed]);
    expect(setup.events).to.deep.equal([]);
  });
});

describeWithRedis("leases on Redis", () => {
  let redis: RunningRedis;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());

  it("let two processes carry 500 codes, each exactly once", async () => {
    const warn = (): void => undefined;
    const options = { collections, url: redis.url, account: "wwtest", warn };
    const setup = await openDeliverySetup(await openRedisStore(options));
    const second = await openRedisStore(options);
    try {
      await race(setup, [setup.store, second]);
      await until(async () => (await setup.outbox()).length === 0);
    } finally {
      await setup.close();
      await second.close();
    }
  });
});

/** Lets time pass as a delivery that looks every second sees it. */
async function pass(setup: DeliverySetup, delivery: Delivery, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    setup.clock.elapsed += Math.min(left, 1_000);
    await delivery.drain(5);
  }
}

type Commit = Parameters<Store["commit"]>[0];

/** A store whose commits fail while `fails` says so. */
function failing(store: Store, fails: (change: Commit, count: number) => boolean): Store {
  let count = 0;
  return {
    ...store,
    async commit(change) {
      if (fails(change, count)) {
        count += 1;
        throw new StoreAwayError("the store is away");
      }
      return store.commit(change);
    },
  };
}

/** A store that dies, as its process does, when something is to be deleted. */
function dyingOnDelete(store: Store): Store {
  let isDead = false;
  return failing(store, ({ deletes }) => (isDead ||= deletes.length > 0));
}
