import { expect } from "chai";
import { Redis } from "ioredis";
import { collections } from "../../src/records/kinds.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import { StoreAwayError, StoreRefusedError, type Store } from "../../src/store/store.ts";
import {
  describeWithRedis,
  durable,
  pause,
  startCluster,
  startRedis,
  until,
  type RunningCluster,
  type RunningRedis,
} from "../support/redis.ts";
import { change, valueOf } from "./changes.ts";
import { startLossyProxy, type LossyProxy } from "./lossy-proxy.ts";

const put = change({ puts: [{ key: "members/a", value: 1 }] });

describeWithRedis("When Redis goes away", () => {
  let redis: RunningRedis;
  let admin: Redis;
  let store: Store;
  let warnings: string[];

  beforeEach(async () => {
    redis = await startRedis(durable);
    admin = new Redis({ port: redis.port });
    admin.on("error", () => undefined);
    warnings = [];
    store = await openRedisStore({
      collections,
      url: redis.url,
      account: "acme",
      warn: (line) => warnings.push(line),
    });
  });
  afterEach(async () => {
    await store.close();
    admin.disconnect();
    await redis.stop();
  });

  it("every call fails at once, and all is well when it is back, without opening anew", async () => {
    const heard: string[] = [];
    store.watch((collections) => heard.push(...collections));
    await store.commit(put);
    await redis.kill();
    for (let turn = 0; turn < 3; turn += 1) {
      await failsWithin(1_000, store.read(["members/a"]));
      await failsWithin(1_000, store.scan("members", { limit: 1 }));
      await failsWithin(1_000, store.commit(put));
      await failsWithin(1_000, store.ping());
      await pause(50);
    }
    // Nothing waits for the next attempt to connect.
    const start = Date.now();
    for (let turn = 0; turn < 50; turn += 1) await failsWithin(1_000, store.ping());
    expect(Date.now() - start).to.be.lessThan(1_000);
    await redis.startAgain();
    await until(() => isWell(store));
    expect(await valueOf(store, "members/a")).to.equal(1);
    expect(await store.commit(put)).to.equal("done");
    const hint = change({ puts: [{ key: "outbox/1/a", value: 1 }] });
    await until(async () => (await store.commit(hint)) === "done" && heard.length > 0);
  });

  it("commands under way fail within a second or so", async () => {
    await admin.client("PAUSE", 60_000, "ALL");
    const start = Date.now();
    const asked = [store.read(["members/a"]), store.commit(put)];
    for (const each of asked) await failsWithin(3_000, each);
    expect(Date.now() - start).to.be.lessThan(3_000);
  });

  it("says so once, and once when it is back", async () => {
    await redis.kill();
    await pause(300);
    await failsWithin(1_000, store.ping());
    await redis.startAgain();
    await until(() => isWell(store));
    await until(() => warnings.length === 2);
    expect(warnings[0]).to.match(/^Redis at 127\.0\.0\.1:\d+ is away \(.+\)/);
    expect(warnings[1]).to.match(/^Redis at 127\.0\.0\.1:\d+ is back/);
  });

  it("has one world or the other, whole, whenever it was killed or full while one took the other's place", async () => {
    const world = (name: string) => ({
      puts: Array.from({ length: 2_000 }, (_, id) => ({ key: `members/${id}`, value: name })),
      counts: [{ key: "counters/one", count: name.length }],
    });
    const expectWhole = async (): Promise<string> => {
      const members = await store.scan("members", { limit: 5_000 });
      const names = new Set(members.map(({ value }) => (typeof value === "string" ? value : "")));
      const [name = "", ...others] = names;
      expect(members).to.have.length(2_000);
      expect(others).to.deep.equal([]);
      expect(await valueOf(store, "counters/one")).to.equal(name.length);
      return name;
    };
    await store.clear(["members", "counters"], world("old"));
    for (const waitMs of [0, 8, 20]) {
      const clearing = store.clear(["members", "counters"], world("a newer"));
      clearing.catch(() => undefined);
      await pause(waitMs);
      await redis.kill();
      await redis.startAgain();
      const [{ status }] = await Promise.allSettled([clearing]);
      await until(() => isWell(store));
      const name = await expectWhole();
      if (status === "fulfilled") expect(name).to.equal("a newer");
      await store.clear(["members", "counters"], world("old"));
    }
    await admin.config("SET", "maxmemory", "1");
    await store.clear(["members", "counters"], world("full")).catch(() => undefined);
    await admin.config("SET", "maxmemory", "0");
    await expectWhole();
  });

  it("forgets none of its scripts for good", async () => {
    await store.commit(put);
    await admin.script("FLUSH");
    expect(await store.commit(put)).to.equal("done");
  });

  it("a refusal is the store being away: read-only, out of memory", async () => {
    await admin.config("SET", "maxmemory", "1");
    const refused = await failsWithin(1_000, store.commit(put));
    expect(refused).to.be.instanceOf(StoreRefusedError);
    expect(refused.message).to.match(/^Redis at \S+ keeps nothing now: its memory is full;/);
    expect(refused.cause).to.be.instanceOf(Error);
    await admin.config("SET", "maxmemory", "0");
    await admin.replicaof("127.0.0.1", redis.port);
    await failsWithin(1_000, store.commit(put));
    await admin.replicaof("NO", "ONE");
    await until(() => isWell(store));
    expect(await store.commit(put)).to.equal("done");
  });

  it("nothing of a commit is kept that was refused for want of memory", async () => {
    await admin.config("SET", "maxmemory", "1");
    await failsWithin(1_000, store.commit(change({ ...put, deletes: ["members/b"] })));
    await admin.config("SET", "maxmemory", "0");
    expect(await admin.keys("*")).to.deep.equal([]);
  });
});

describeWithRedis("When the network is lost", () => {
  let redis: RunningRedis;
  let proxy: LossyProxy;
  let store: Store;

  before(async () => {
    redis = await startRedis();
    proxy = await startLossyProxy(redis.port);
    const url = `redis://127.0.0.1:${proxy.port}`;
    store = await openRedisStore({ collections, url, account: "acme", warn: () => undefined });
  });
  after(async () => {
    await store.close();
    await proxy.close();
    await redis.stop();
  });

  it("a commit whose answer was lost is stale when it is tried again, and counts once", async () => {
    // Redis knows the script from now on, so that a commit is one command.
    await store.commit(put);
    for (let turn = 1; turn <= 20; turn += 1) {
      const [entry] = await store.read(["members/a"]);
      const once = change({
        checks: [{ key: "members/a", version: entry?.version ?? "" }],
        puts: [{ key: "members/a", value: turn }],
        adds: [{ key: "counters/turns", by: 1 }],
      });
      proxy.loseNextReply();
      await failsWithin(1_500, store.commit(once));
      await until(() => isWell(store));
      expect(await store.commit(once)).to.equal("stale");
      expect(await valueOf(store, "members/a")).to.equal(turn);
      expect(await valueOf(store, "counters/turns")).to.equal(turn);
    }
  });

  it("a connection that went dead in silence is given up within a second or so", async () => {
    proxy.swallowAll();
    await failsWithin(2_500, store.ping());
    proxy.heal();
    await until(() => isWell(store), 8_000);
    expect(await store.commit(put)).to.equal("done");
  });
});

describeWithRedis("When a node of a Cluster goes away", () => {
  let cluster: RunningCluster;
  let store: Store;
  const warnings: string[] = [];

  before(async () => {
    cluster = await startCluster();
    const warn = (line: string): void => void warnings.push(line);
    store = await openRedisStore({ collections, url: cluster.url, account: "acme", warn });
  });
  after(async () => {
    await store.close();
    await cluster.stop();
  });

  it("every call fails at once, and all is well when it is back", async function () {
    this.timeout(60_000);
    warnings.length = 0;
    await store.commit(put);
    for (const node of cluster.nodes) {
      await node.kill();
      await Promise.allSettled([store.read(["members/a"]), store.commit(put)]);
      const start = Date.now();
      await Promise.allSettled([store.read(["members/a"]), store.commit(put), store.ping()]);
      expect(Date.now() - start).to.be.lessThan(1_500);
      await node.startAgain();
      await until(() => isWell(store), 15_000);
    }
    expect(await store.commit(put)).to.equal("done");
    const said = warnings.map((line) => /^Redis Cluster at .+? is (away|back)/.exec(line)?.[1]);
    expect(said.length).to.be.at.least(2);
    expect(said).to.deep.equal(said.map((_, at) => (at % 2 === 0 ? "away" : "back")));
    expect(said.at(-1)).to.equal("back");
  });

  it("every call fails at once also when all of its nodes do", async function () {
    this.timeout(60_000);
    for (const node of cluster.nodes) await node.kill();
    await failsWithin(2_500, store.commit(put));
    await failsWithin(1_500, store.commit(put));
    for (const node of cluster.nodes) await node.startAgain();
    await until(() => isWell(store), 15_000);
    expect(await store.commit(put)).to.equal("done");
  });
});

describeWithRedis("Opening a store in Redis", () => {
  let redis: RunningRedis;
  let admin: Redis;
  const opened: Store[] = [];
  const open = async (
    url: string,
    warn: (line: string) => void = () => undefined,
    account = "acme",
  ): Promise<Store> => {
    const store = await openRedisStore({ collections, url, account, warn });
    opened.push(store);
    return store;
  };

  before(async () => {
    redis = await startRedis();
    admin = new Redis({ port: redis.port });
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  after(async () => {
    admin.disconnect();
    await redis.stop();
  });

  it("says in one line what is in the way, without the password", async function () {
    this.timeout(30_000);
    const place = `127.0.0.1:${redis.port}`;
    const ways: readonly (readonly [string, RegExp])[] = [
      [`redis://user:s3cret@${place}`, /WRONGPASS/],
      [`redis://${place}/9999`, /DB index/],
      [`redis://${place},redis://${place}`, /cluster support disabled/i],
      ["redis://:s3cret@127.0.0.1:1", /ECONNREFUSED.*5 s/],
      ["http://:s3cret@127.0.0.1", /must be redis:/],
    ];
    for (const [url, reason] of ways) {
      const refusal = await open(url).catch((error: unknown) => error);
      expect(refusal, url).to.be.instanceOf(Error);
      expect(refusal).to.have.property("message").that.matches(reason);
      expect(refusal)
        .to.have.property("message")
        .that.does.not.match(/s3cret|\n/);
    }
  });

  it("publishes nothing for whom it is forbidden, and commits all the same", async () => {
    const rights = ["on", ">pass", "~*", "+@all", "-publish", "-subscribe"];
    await admin.call("ACL", "SETUSER", "app", ...rights);
    const store = await open(redis.url.replace("//", "//app:pass@"));
    store.watch(() => undefined);
    const watched = change({ puts: [{ key: "outbox/1/a", value: 1 }] });
    expect(await store.commit(watched)).to.equal("done");
    expect(await valueOf(store, "outbox/1/a")).to.equal(1);
  });

  it("keeps accounts apart, also those with braces in them", async () => {
    const stores = await Promise.all(
      ["a", "a}", "{a", "a:b", "企业*"].map((account) => open(redis.url, undefined, account)),
    );
    for (const [index, store] of stores.entries()) {
      await store.commit(change({ puts: [{ key: "settings", value: index }] }));
    }
    for (const [index, store] of stores.entries()) {
      expect(await valueOf(store, "settings")).to.equal(index);
    }
    await stores[4]?.clear(["settings"]);
    expect(await Promise.all(stores.map((store) => valueOf(store, "settings")))).to.deep.equal([
      0,
      1,
      2,
      3,
      undefined,
    ]);
  });
});

async function failsWithin(ms: number, asked: Promise<unknown>): Promise<StoreAwayError> {
  const start = Date.now();
  const failure = await asked.catch((error: unknown) => error);
  expect(failure).to.be.instanceOf(StoreAwayError);
  expect(Date.now() - start).to.be.lessThan(ms);
  return failure as StoreAwayError;
}

function isWell(store: Store): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  );
}
