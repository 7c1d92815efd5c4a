import { expect } from "chai";
import type { Timing } from "../../src/delivery/outbox/timing.ts";
import { createSmsWebhook } from "../../src/delivery/sms-webhook.ts";
import { collections } from "../../src/records/kinds.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { describeWithRedis, pause, startRedis, until } from "../support/redis.ts";
import { openDeliverySetup, type DeliverySetup } from "./delivery-on-store.ts";
import { listenHttp } from "./loopback.ts";

const codes = 40;
const answersAfterMs = 250;

/** How long things take, and when Redis begins to hang. */
export type Hung = {
  readonly title: string;
  readonly timing: Timing;
  readonly hangsForMs: number;
  /** Judged by how many codes the webhook has got so far. */
  readonly when: (got: number) => boolean;
};

/** Describes two deliveries that carry forty codes to a slow webhook while Redis hangs. */
export function describeHungRedis(cases: readonly Hung[]): void {
  describeWithRedis("a slow webhook and a Redis that hangs", () => {
    for (const hung of cases) bringNoCodeTwice(hung);
  });
}

function bringNoCodeTwice({ title, timing, hangsForMs, when }: Hung): void {
  it(`bring no code to anybody twice: it hangs ${title}`, async function () {
    this.timeout(hangsForMs + 90_000);
    const redis = await startRedis();
    const ids: string[] = [];
    const webhook = await listenHttp((request, response) => {
      ids.push(String(request.headers["webhook-id"]));
      setTimeout(() => response.end(), answersAfterMs);
    });
    const options = { collections, url: redis.url, account: "wwtest", warn: () => undefined };
    const second = await openRedisStore(options);
    const setup = await openDeliverySetup(await openRedisStore(options));
    const url = `http://127.0.0.1:${webhook.port}/sms`;
    try {
      for (const number of upTo(codes)) await setup.ask(number);
      for (const [index, store] of [setup.store, second].entries()) {
        const delivery = setup.deliver({
          store,
          timing,
          elapsed: () => performance.now(),
          // The clock of one of them is ahead.
          realNow: () => Date.now() + 20_000 * index,
          couriers: [createSmsWebhook({ url, secret: "s".repeat(32), realNow: Date.now })],
        });
        delivery.start();
      }
      await until(() => when(ids.length), 10_000);
      redis.freeze();
      await pause(hangsForMs);
      redis.thaw();
      await until(async () => (await waiting(setup)) === 0, 60_000);
      expect([ids.length, new Set(ids).size]).to.deep.equal([codes, codes]);
      expect(setup.events.filter(({ type }) => type !== "carried")).to.deep.equal([]);
    } finally {
      await setup.close();
      await second.close();
      await webhook.stop();
      await redis.stop();
    }
  });
}

async function waiting(setup: DeliverySetup): Promise<number> {
  return setup.outbox().then(
    ({ length }) => length,
    () => NaN,
  );
}
