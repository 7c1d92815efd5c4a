import { expect } from "chai";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import type { Store } from "../../src/store/store.ts";
import { bundled } from "../support/bundle.ts";
import { until } from "../support/redis.ts";
import { change, idsOf, valueOf } from "./changes.ts";

describe("LMDB over restarts and among processes", () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "lmdb-"));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });

  for (const durable of [true, false]) {
    it(`keeps everything when it is opened again (durable: ${durable}), and goes on counting`, async () => {
      const first = await openLmdbStore({ collections, path, durable });
      const puts = [{ key: "members/张", value: { name: "张伟" } }];
      await first.commit(change({ puts: [...puts, { key: "members/gone", value: 1 }] }));
      await first.commit({
        checks: [{ key: "settings", version: "" }],
        puts: [],
        deletes: ["members/gone"],
        adds: [{ key: "counters/seats", by: 4 }],
      });
      const [before] = await first.read(["members/张"]);
      await first.close();

      const second = await openLmdbStore({ collections, path, durable });
      expect(await second.read(["members/张"])).to.deep.equal([before]);
      expect(await valueOf(second, "counters/seats")).to.equal(4);
      expect(await idsOf(second, "members")).to.deep.equal(["张"]);
      await second.commit(change({ puts: [{ key: "members/new", value: 1 }] }));
      const [after] = await second.read(["members/new"]);
      expect(Number(after?.version)).to.be.greaterThan(Number(before?.version));
      await second.close();
    });
  }

  it("lets two processes commit: no update is lost, no version given twice", async function () {
    this.timeout(60_000);
    const store = await openLmdbStore({ collections, path, durable: true });
    const children = ["one", "two"].map((name) => startChild(path, name, 150));
    await commitUntil(store, () => children.every(({ isOver }) => isOver()));
    const lines = children.flatMap(({ lines }) => lines());
    expect(lines).to.have.length(300);
    const versions = [...lines.map(({ version }) => version), ...(await ownVersions(store))];
    expect(new Set(versions).size).to.equal(versions.length);
    expect(versions.length).to.be.greaterThan(300);
    expect(await valueOf(store, "members/shared")).to.equal(300);
    expect(await valueOf(store, "counters/commits")).to.equal(300);
    await store.close();
  });

  it("keeps every commit that was answered when its process is killed", async function () {
    this.timeout(60_000);
    let answered = 0;
    for (let round = 0; round < 4; round += 1) {
      const { process, isOver, lines } = startChild(path, `round${round}`, 100_000);
      await until(() => lines().length >= 20 + 15 * round, 20_000);
      process.kill("SIGKILL");
      await until(isOver);
      const store = await openLmdbStore({ collections, path, durable: true });
      for (const { version, turn } of lines()) {
        const [entry] = await store.read([`followers/round${round}-${turn}`]);
        expect(entry?.version).to.equal(version);
      }
      answered += lines().length;
      const kept = (await idsOf(store, "followers", { limit: 100_000 })).length;
      expect(kept).to.be.at.least(answered);
      // All of a commit or nothing: each has put one of these, counted one and added one.
      expect(await valueOf(store, "members/shared")).to.equal(kept);
      expect(await valueOf(store, "counters/commits")).to.equal(kept);
      await store.close();
    }
  });

  it("finds the store away when the disk is full, keeps nothing of such a commit, goes on reading", async function () {
    this.timeout(60_000);
    if (process.platform === "win32") return this.skip();
    const { replaced, ...filled } = (await fillDisk("lmdb-full-child.ts", path)) as Record<
      string,
      number
    >;
    expect(replaced).to.equal("away");
    expect(filled["away"]).to.equal(20);
    expect(filled["done"]).to.be.greaterThan(10);
    expect(filled["members"]).to.equal(filled["done"]);
    expect(filled["followers"]).to.equal(filled["done"]);
  });

  it("answers a ping only while a message finds room, also where something tiny still does", async function () {
    this.timeout(60_000);
    // Only there can the limit of a process be lifted from outside.
    if (process.platform !== "linux") return this.skip();
    const steps = (await fillDisk("lmdb-room-child.ts", path)) as Readonly<
      Record<string, boolean>
    >[];
    const all = { ping: true, message: true, tiny: true };
    expect([steps.at(0), steps.at(-1)]).to.deep.equal([all, all]);
    expect(steps).to.deep.include({ ping: false, message: false, tiny: true });
    expect(steps.filter(({ ping, message }) => ping && !message)).to.deep.equal([]);
  });
});

// A limit on the size of files is a full disk to who writes; the signal would end the process.
async function fillDisk(program: string, path: string): Promise<unknown> {
  const script = `trap '' XFSZ; ulimit -S -f 6000; exec "$0" "$1" "$2"`;
  const args = ["-c", script, process.execPath, bundled(`test/store/${program}`), path];
  const { stdout } = await promisify(execFile)("sh", args, { timeout: 30_000 });
  return JSON.parse(stdout);
}

function startChild(path: string, name: string, commits: number) {
  const args = [bundled("test/store/lmdb-child.ts"), path, name, String(commits)];
  const started: ChildProcess = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  started.stdout?.on("data", (piece: Buffer) => {
    text += piece.toString();
  });
  let isOver = false;
  // Only then has all that it printed arrived.
  started.once("close", () => {
    isOver = true;
  });
  return {
    process: started,
    isOver: () => isOver,
    lines: () =>
      [...text.matchAll(/^(\d+) (\d+)$/gm)].map(([, version = "", turn = ""]) => ({
        version,
        turn,
      })),
  };
}

async function commitUntil(store: Store, isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    await store.commit(change({ puts: [{ key: `chats/${turn}`, value: turn }] }));
  }
}

async function ownVersions(store: Store): Promise<readonly string[]> {
  const entries = await store.scan("chats", { limit: 1_000_000 });
  return entries.map(({ version }) => version);
}
