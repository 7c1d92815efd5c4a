import { expect } from "chai";
import { Redis } from "ioredis";
import { collections } from "../../src/records/kinds.ts";
import { forgetScript } from "../../src/store/redis/scripts.ts";
import type { Store } from "../../src/store/store.ts";
import { change, idsOf } from "./changes.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import {
  describeWithRedis,
  startCluster,
  startRedis,
  startSentinel,
  type RunningCluster,
  type RunningRedis,
} from "../support/redis.ts";
import { describeStore } from "./contract.ts";

let accounts = 0;

function openEmpty(url: string) {
  accounts += 1;
  // The worst of accounts: as it stands it would give each of its keys another slot.
  return openRedisStore({
    collections,
    url,
    account: `}wx{corp}*${accounts}`,
    warn: () => undefined,
  });
}

describeWithRedis("Redis", () => {
  let redis: RunningRedis;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.stop());
  describeStore("Redis", () => openEmpty(redis.url));

  describe("what is asked of Redis", () => {
    let admin: Redis;
    let store: Store;
    before(async () => {
      admin = new Redis({ port: redis.port });
      store = await openRedisStore({
        collections,
        url: redis.url,
        account: "acme",
        warn: () => undefined,
      });
    });
    after(async () => {
      await store.close();
      admin.disconnect();
    });
    const put = (version: string) =>
      store.commit(
        change({
          checks: [{ key: "conversations/a", version }],
          puts: [{ key: "conversations/a", value: { v: 1 } }],
        }),
      );

    it("is one MGET for a read and one EVALSHA for a commit, with five calls in it", async () => {
      await put("");
      await admin.config("RESETSTAT");
      const [entry] = await store.read(["conversations/a", "settings", "clock"]);
      await put(entry?.version ?? "");
      expect(await callsOf(admin)).to.deep.equal({
        mget: 1,
        evalsha: 1,
        getrange: 1,
        time: 1,
        get: 1,
        set: 2,
      });
    });

    it("is readable JSON under readable keys", async () => {
      await store.clear(["conversations"]);
      await put("");
      const adds = [{ key: "counters/seats", by: 2 }];
      await store.commit(change({ checks: [{ key: "none", version: "" }], adds }));
      const commit = await admin.get("{acme}:#commit");
      expect(await admin.get("{acme}:conversations/a")).to.equal(
        `{"version":${commit},"value":{"v":1}}`,
      );
      expect(await admin.get("{acme}:counters/seats")).to.equal("2");
      expect(await admin.zrange("{acme}:#ids/conversations", 0, "-1")).to.deep.equal(["a"]);
    });

    it("is to forget an id whose key has expired, but none whose key is there", async () => {
      await store.clear(["followers"]);
      await store.commit(change({ puts: [{ key: "followers/there", value: 1 }] }));
      const index = "{acme}:#ids/followers";
      await admin.zadd(index, 0, "expired", 0, "expired too");
      expect(await idsOf(store, "followers")).to.deep.equal(["there"]);
      expect(await admin.zrange(index, 0, "-1")).to.deep.equal(["there"]);
      await admin.eval(forgetScript, 2, index, "{acme}:followers/there", "there");
      expect(await admin.zrange(index, 0, "-1")).to.deep.equal(["there"]);
    });

    it("names the kind of key that holds what somebody else wrote", async () => {
      for (const foreign of ["no JSON", '{"other":1}', '{"version":1}', "null"]) {
        await admin.set("{acme}:members/foreign", foreign);
        const refused = await store.read(["members/foreign"]).catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(Error);
        expect(refused)
          .to.have.property("message")
          .that.matches(/^members holds something/);
      }
    });
  });
});

async function callsOf(admin: Redis): Promise<Readonly<Record<string, number>>> {
  const stats = await admin.info("commandstats");
  const calls = [...stats.matchAll(/^cmdstat_([a-z]+):calls=(\d+)/gm)];
  const ours = calls.filter(([, name = ""]) => !["info", "config"].includes(name));
  return Object.fromEntries(ours.map(([, name = "", count]) => [name, Number(count)]));
}

describeWithRedis("Redis Cluster", function () {
  let cluster: RunningCluster;
  before(async () => {
    cluster = await startCluster();
  });
  after(() => cluster.stop());
  describeStore("Redis Cluster of three", () => openEmpty(cluster.url));

  it("says, when only one node is given as if it were a single Redis, what to do", async () => {
    const opened = await Promise.allSettled(
      cluster.nodes.map(({ url }) =>
        openRedisStore({ collections, url, account: "acme", warn: () => undefined }),
      ),
    );
    const refusals = opened.flatMap((each) =>
      each.status === "rejected" ? [each.reason as unknown] : [],
    );
    expect(refusals).to.have.length(2);
    for (const refusal of refusals) {
      expect(refusal)
        .to.have.property("message")
        .that.matches(/part of a Cluster: give several/);
    }
    for (const each of opened) if (each.status === "fulfilled") await each.value.close();
  });
});

describeWithRedis("Redis found by a Sentinel", () => {
  let redis: RunningRedis;
  let sentinel: RunningRedis;
  before(async () => {
    redis = await startRedis();
    sentinel = await startSentinel(redis);
  });
  after(async () => {
    await sentinel.stop();
    await redis.stop();
  });
  it("is found", async () => {
    const store = await openEmpty(sentinel.url);
    await store.ping();
    await store.close();
  });
});
