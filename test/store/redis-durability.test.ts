import { expect } from "chai";
import { Redis } from "ioredis";
import { collections } from "../../src/records/kinds.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Durability, Store } from "../../src/store/store.ts";
import { createEnds } from "../support/ends.ts";
import {
  describeWithRedis,
  durable,
  startCluster,
  startRedis,
  startSentinel,
} from "../support/redis.ts";

/** Every way in which a Redis may lose what it has confirmed: what is set, and what it should be. */
const risks = [
  ["appendonly", "no", "yes"],
  ["appendfsync", "everysec", "always"],
  ["appendfsync", "no", "always"],
  ["no-appendfsync-on-rewrite", "yes", "no"],
  ["maxmemory-policy", "allkeys-lru", "noeviction"],
  ["maxmemory-policy", "volatile-ttl", "noeviction"],
] as const;

const override =
  ", or set REDIS_DURABILITY=unchecked and accept that people may be told that they are bound and are not";

describeWithRedis("A Redis that may lose what it has confirmed", () => {
  const whenOver = createEnds();
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const running = await starting;
    whenOver(() => running.stop());
    return running;
  };
  const adminOf = (port: number): Redis => {
    const admin = new Redis(port);
    whenOver(() => {
      admin.disconnect();
    });
    return admin;
  };
  const open = async (
    url: string,
    durability: Durability,
    warn: (line: string) => void = () => undefined,
  ): Promise<Store> => {
    const store = await openRedisStore({ collections, url, account: "acme", durability, warn });
    whenOver(() => store.close());
    return store;
  };
  const refusalOf = async (url: string): Promise<string> => {
    const refusal: unknown = await open(url, "required").catch((error: unknown) => error);
    return refusal instanceof Error ? refusal.message : "opened";
  };

  it("is refused by one line where durability is required, else warned of", async () => {
    const redis = await started(startRedis(durable));
    const admin = adminOf(redis.port);
    const store = await open(redis.url, "required");
    for (const [setting, value, should] of risks) {
      const [, before = ""] = await admin.config("GET", setting);
      await admin.config("SET", setting, value);
      const line = `Redis at 127.0.0.1:${redis.port} may lose what it has confirmed (${setting} is ${value}); set ${setting} to ${should}`;
      expect(await refusalOf(redis.url)).to.equal(line + override);
      const warnings: string[] = [];
      await open(redis.url, "unchecked", (warning) => warnings.push(warning));
      expect(warnings).to.deep.equal([line]);
      // Whoever had opened it before is asked again.
      expect(await store.whyNotDurable()).to.equal(line);
      await admin.config("SET", setting, before);
      expect(await store.whyNotDurable()).to.equal(undefined);
    }
  });

  it("has all that is wrong named at once", async () => {
    const redis = await started(startRedis({ more: ["--maxmemory-policy", "allkeys-lfu"] }));
    expect(await refusalOf(redis.url)).to.include(
      "(appendonly is no, appendfsync is everysec, maxmemory-policy is allkeys-lfu); set appendonly to yes, appendfsync to always, maxmemory-policy to noeviction, or ",
    );
  });

  it("is refused, and not warned of, where it does not say", async () => {
    const redis = await started(startRedis(durable));
    const rights = ["on", ">pass", "~*", "&*", "+@all", "-config"];
    await adminOf(redis.port).call("ACL", "SETUSER", "app", ...rights);
    const url = redis.url.replace("//", "//app:pass@");
    expect(await refusalOf(url))
      .to.match(/ does not say whether what it confirms lasts \(NOPERM .+\); let its user ask \(/)
      .and.match(
        /, or set REDIS_DURABILITY=unchecked and vouch yourself for appendonly yes, appendf/,
      )
      .and.not.include("\n");
    const warnings: string[] = [];
    await open(url, "unchecked", (warning) => warnings.push(warning));
    expect(warnings).to.deep.equal([]);
  });

  it("is refused where it is one master of a Cluster, named, also when another keeps the account", async function () {
    this.timeout(60_000);
    const cluster = await started(startCluster(durable));
    await open(cluster.url, "required");
    for (const { port } of cluster.nodes) {
      const admin = adminOf(port);
      await admin.config("SET", "appendfsync", "everysec");
      expect(await refusalOf(cluster.url)).to.match(
        new RegExp(
          `: its master at 127\\.0\\.0\\.1:${port} may lose .+ \\(appendfsync is everysec\\)`,
        ),
      );
      await admin.config("SET", "appendfsync", "always");
    }
  });

  it("is refused where Sentinels name it as the master", async () => {
    const redis = await started(startRedis());
    const sentinel = await started(startSentinel(redis));
    expect(await refusalOf(sentinel.url)).to.match(/^Redis mymaster, .+ \(appendonly is no/);
  });
});
