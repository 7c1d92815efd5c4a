import { expect } from "chai";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { directoryOf, openStore } from "../../src/store/open-store.ts";
import { itUnlessRoot } from "../support/left-out.ts";
import { describeWithRedis, startRedis } from "../support/redis.ts";
import { change, valueOf } from "./changes.ts";

const warn = (): void => undefined;
const redisDurability = "unchecked" as const;

describe("Opening a store", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "store.d-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("without a Redis URL keeps each account in a directory of its own", async () => {
    const dataDir = join(directory, "not", "there.yet");
    const accounts = ["ww1", "ww2", "..", "a/b", "企业*"];
    const open = (account: string) =>
      openStore({ collections, redisUrl: undefined, redisDurability, dataDir, account, warn });
    for (const account of accounts) {
      const store = await open(account);
      expect(store.label).to.equal(`LMDB in ${join(dataDir, directoryOf(account))}`);
      expect(await valueOf(store, "settings")).to.equal(undefined);
      await store.commit(change({ puts: [{ key: "settings", value: account }] }));
      await store.close();
    }
    expect(readdirSync(dataDir)).to.have.length(accounts.length);
    expect(readdirSync(directory)).to.deep.equal(["not"]);
    const again = await open("..");
    expect(await valueOf(again, "settings")).to.equal("..");
    await again.close();
  });

  it("says in one line why a directory cannot be used", async () => {
    const file = join(directory, "file");
    writeFileSync(file, "text");
    const foreign = join(directory, "foreign");
    mkdirSync(foreign);
    writeFileSync(join(foreign, "data.mdb"), "what somebody else wrote\n".repeat(1_000));
    // Where no folder can be made, Node's own recursive mkdir tries for ever.
    const ways = [file, join(file, "below"), foreign, "/proc/nope/deeper"];
    for (const path of ways) {
      const refusal = await openLmdbStore({ collections, path, durable: true }).catch(
        (error: unknown) => error,
      );
      expect(refusal, path).to.be.instanceOf(Error);
      expect(refusal)
        .to.have.property("message")
        .that.matches(/^The store cannot be kept in .+: .+$/);
    }
  });

  itUnlessRoot("says so of one that may not be written", async () => {
    const path = join(directory, "read-only");
    mkdirSync(path);
    chmodSync(path, 0o500);
    const refusal = await openLmdbStore({ collections, path, durable: true }).catch(
      (error: unknown) => error,
    );
    expect(refusal)
      .to.have.property("message")
      .that.matches(/^The store cannot be kept in .+EACCES/);
  });
});

describeWithRedis("Opening a store with a Redis URL", () => {
  it("keeps the account there", async () => {
    const redis = await startRedis();
    const options = {
      collections,
      redisUrl: redis.url,
      redisDurability,
      dataDir: "/nowhere",
      account: "ww1",
      warn,
    };
    const store = await openStore(options);
    expect(store.label).to.equal(`Redis at 127.0.0.1:${redis.port}`);
    await store.close();
    await redis.stop();
  });
});
