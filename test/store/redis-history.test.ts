import { expect } from "chai";
import { Redis } from "ioredis";
import { collections } from "../../src/records/kinds.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createEnds } from "../support/ends.ts";
import {
  describeWithRedis,
  startCluster,
  startRedis,
  until,
  type RunningRedis,
} from "../support/redis.ts";
import { change } from "./changes.ts";

const key = "members/a";
const put = (value: number) => change({ puts: [{ key, value }] });

describeWithRedis("The history of what Redis keeps", () => {
  const whenOver = createEnds();
  const open = async (url: string): Promise<Store> => {
    const store = await openRedisStore({
      collections,
      url,
      account: "acme",
      warn: () => undefined,
    });
    whenOver(() => store.close());
    return store;
  };
  const started = async (): Promise<{ redis: RunningRedis; admin: Redis; store: Store }> => {
    const redis = await startRedis();
    whenOver(() => redis.stop());
    const admin = new Redis(redis.port);
    admin.on("error", () => undefined);
    whenOver(() => {
      admin.disconnect();
    });
    return { redis, admin, store: await open(redis.url) };
  };
  /** Ends Redis and starts it with what it had saved; waits until the store is back. */
  const rewind = async (redis: RunningRedis, store: Store): Promise<void> => {
    await redis.kill();
    await redis.startAgain();
    await until(() => isWell(store));
  };
  /** Whether a commit that rests on a history is done; the store knows the history afterwards. */
  const isDoneIn = async (store: Store, history: string): Promise<boolean> =>
    (await store.commit({ ...put(0), history })) === "done";

  it("is another after each start, and what rests on the one before is stale", async () => {
    const { redis, store } = await started();
    const histories = [store.history()];
    for (let turn = 0; turn < 2; turn += 1) {
      const before = histories.at(-1) ?? "";
      expect(await isDoneIn(store, before)).to.equal(true);
      await rewind(redis, store);
      expect(await isDoneIn(store, before)).to.equal(false);
      expect(await isDoneIn(store, store.history())).to.equal(true);
      histories.push(store.history());
    }
    expect(new Set(histories)).to.have.property("size", 3);
    for (const history of histories) expect(history).to.match(/^[0-9a-f]{40}$/);
  });

  it("is the same for every process, also for one that is only lost sight of Redis", async () => {
    const { redis, admin, store } = await started();
    const history = store.history();
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await until(() => isWell(store));
    expect(await isDoneIn(store, history)).to.equal(true);
    expect((await open(redis.url)).history()).to.equal(history);
  });

  it("is another once a replica has become the master, also the old one again", async () => {
    const { redis, admin, store } = await started();
    const other = await startRedis({ more: ["--repl-diskless-sync-delay", "0"] });
    whenOver(() => other.stop());
    const history = store.history();
    await admin.replicaof("127.0.0.1", other.port);
    await until(async () => (await admin.info("replication")).includes("master_link_status:up"));
    await admin.replicaof("NO", "ONE");
    await until(() => isWell(store));
    expect(await isDoneIn(store, history)).to.equal(false);
    expect(await isDoneIn(store, store.history())).to.equal(true);
    expect((await open(redis.url)).history()).to.equal(store.history());
  });

  it("in a Cluster is that of the node that keeps the account", async function () {
    this.timeout(60_000);
    const cluster = await startCluster({ appendonly: true });
    whenOver(() => cluster.stop());
    const store = await open(cluster.url);
    const ended: boolean[] = [];
    for (const node of cluster.nodes) {
      const before = store.history();
      await node.kill();
      await node.startAgain();
      await until(
        async () => (await isDoneIn(store, before).catch(() => undefined)) !== undefined,
        15_000,
      );
      ended.push(store.history() !== before);
    }
    expect(ended.filter(Boolean)).to.deep.equal([true]);
  });

  it("is not known where nobody may ask, and every commit is then of one history", async () => {
    const { redis, admin } = await started();
    await admin.call("ACL", "SETUSER", "app", "on", ">pass", "~*", "&*", "+@all", "-info");
    const store = await open(redis.url.replace("//", "//app:pass@"));
    expect(store.history()).to.equal("");
    expect(await isDoneIn(store, "")).to.equal(true);
  });

  it("ends with a start that has lost something: no version of it is ever right again", async () => {
    const { redis, admin, store } = await started();
    await store.commit(put(1));
    await admin.save();
    const lost: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await store.commit(put(turn));
      lost.push((await store.read([key]))[0]?.version ?? "");
    }
    await rewind(redis, store);
    await expectNeverAgain(store, lost);
  });

  it("goes on when all was thrown away: nor is any version of that", async () => {
    const { admin, store } = await started();
    const lost: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await store.commit(put(turn));
      lost.push((await store.read([key]))[0]?.version ?? "");
    }
    await admin.flushall();
    await expectNeverAgain(store, lost);
  });
});

/** Commits as often as was lost and more, and tries each time whether a lost version is right. */
async function expectNeverAgain(store: Store, lost: readonly string[]): Promise<void> {
  for (let turn = 0; turn < 3 * lost.length; turn += 1) {
    expect(await store.commit(put(100 + turn))).to.equal("done");
    for (const version of lost) {
      expect(await store.commit({ ...put(-1), checks: [{ key, version }] })).to.equal("stale");
    }
  }
}

function isWell(store: Store): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  );
}
