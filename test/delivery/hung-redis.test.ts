import { expect } from "chai";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { defaultTiming } from "../../src/delivery/outbox/timing.ts";
import { createSmsWebhook } from "../../src/delivery/sms-webhook.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { upTo } from "../support/desk.ts";
import {
  describeWithRedis,
  pause,
  startRedis,
  until,
  type RunningRedis,
} from "../support/redis.ts";
import { openDesk, type Desk } from "./desk.ts";
import { listenHttp, type Listening } from "./loopback.ts";

const codes = 40;
const answersAfterMs = 250;
// With TRUST set it takes as long as it does in life.
const long = process.env["TRUST"] !== undefined;
// The lease is shorter than Redis hangs.
const soon = { pollMs: 100, gapMs: 200, confirmMs: 300, carryMs: 1_000, leaseMs: 4_000 };
const timing = { ...(long ? defaultTiming : soon), stopMs: 50 };
const hangsForMs = long ? 35_000 : 5_000;

describeWithRedis("a slow webhook and a Redis that hangs", () => {
  let redis: RunningRedis;
  let stores: readonly Store[];
  let desk: Desk;
  let webhook: Listening;
  let ids: string[];
  let deliveries: readonly Delivery[];
  beforeEach(async () => {
    redis = await startRedis();
    const options = { url: redis.url, account: "wwtest", warn: () => undefined };
    stores = [await openRedisStore(options), await openRedisStore(options)];
    desk = await openDesk(stores[0]);
    ids = [];
    webhook = await listenHttp((request, response) => {
      ids.push(String(request.headers["webhook-id"]));
      setTimeout(() => response.end(), answersAfterMs);
    });
    const url = `http://127.0.0.1:${webhook.port}/sms`;
    deliveries = stores.map((store, index) =>
      desk.deliver({
        store,
        timing,
        elapsed: () => performance.now(),
        // The clock of one of them is ahead.
        realNow: () => Date.now() + 20_000 * index,
        couriers: [createSmsWebhook({ url, secret: "s".repeat(32), realNow: Date.now })],
      }),
    );
    for (const number of upTo(codes)) await desk.ask(number);
  });
  afterEach(async () => {
    await desk.close();
    await stores[1]?.close();
    await webhook.stop();
    await redis.stop();
  });

  const moments: readonly (readonly [string, () => boolean])[] = [
    ["while the webhook has the first", () => ids.length > 4],
    ["as the first are claimed", () => true],
    ["as those that were carried are noted", () => ids.length > 16],
  ];
  for (const [title, moment] of moments.slice(0, long ? 3 : 1)) {
    it(`bring no code to anybody twice: it hangs ${title}`, async function () {
      this.timeout(120_000);
      for (const delivery of deliveries) delivery.start();
      await until(moment, 10_000);
      redis.freeze();
      await pause(hangsForMs);
      redis.thaw();
      await until(async () => (await waiting(desk)) === 0, 60_000);
      expect([ids.length, new Set(ids).size]).to.deep.equal([codes, codes]);
      expect(desk.events.filter(({ type }) => type !== "carried")).to.deep.equal([]);
    });
  }
});

async function waiting(desk: Desk): Promise<number> {
  return desk.outbox().then(
    ({ length }) => length,
    () => NaN,
  );
}
