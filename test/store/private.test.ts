import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { collections } from "../../src/records/kinds.ts";
import { readSeedFile, firstWorld } from "../../src/simulator/seed-file.ts";
import { openWorld } from "../../src/targets/world.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { openStore } from "../../src/store/open-store.ts";
import { openOverlayStore } from "../../src/store/overlay-store.ts";
import type { Store } from "../../src/store/store.ts";
import { startMain, temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { leaveOut } from "../support/left-out.ts";
import { change, valueOf } from "./changes.ts";

const account = "ww1";

describe("what the store keeps on the disk, to other users of the machine", () => {
  const whenOver = createEnds();
  const warned: string[] = [];
  beforeEach(() => {
    warned.length = 0;
  });

  const folderOfItsOwn = (): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    return path;
  };
  const withUmask = (umask: number): void => {
    const usual = process.umask(umask);
    whenOver(() => process.umask(usual));
  };
  const open = async (dataDir: string): Promise<Store> => {
    const warn = (line: string): void => void warned.push(line);
    const store = await openStore({
      collections,
      redisUrl: undefined,
      redisDurability: "unchecked",
      dataDir,
      account,
      warn,
    });
    whenOver(() => store.close());
    return store;
  };
  /** A store that has something in it, closed, with the modes that an earlier version gave it. */
  const asOfOld = async (dataDir: string): Promise<void> => {
    const store = await open(dataDir);
    await store.commit(change({ puts: [{ key: "settings", value: "kept" }] }));
    await store.close();
    for (const [path, mode] of Object.entries(modesIn(dataDir))) {
      chmodSync(join(dataDir, path), mode === "700" ? 0o755 : 0o664);
    }
    chmodSync(dataDir, 0o755);
  };
  const closed = { "": "700", ww1: "700", "ww1/data.mdb": "600", "ww1/lock.mdb": "600" };

  for (const umask of [0o000, 0o022, 0o277]) {
    it(`is closed from the first, with the umask ${umask.toString(8)}`, async () => {
      const folder = folderOfItsOwn();
      withUmask(umask);
      const dataDir = join(folder, "not", "there");
      const store = await open(dataDir);
      expect(modesIn(dataDir)).to.deep.equal(closed);
      await store.commit(change({ puts: [{ key: "settings", value: "kept" }] }));
      expect(modesIn(dataDir)).to.deep.equal(closed);
      expect(modesIn(folder)).to.include({ not: "700" });
      expect(warned).to.deep.equal([]);
    });
  }

  it("is closed where the program itself makes it", async function () {
    this.timeout(40_000);
    const dataDir = join(folderOfItsOwn(), "data");
    withUmask(0o000);
    const child = await startMain({ DATA_DIR: dataDir });
    whenOver(() => child.end("SIGKILL"));
    expect(Object.values(modesIn(dataDir))).to.have.members(["700", "700", "600", "600"]);
  });

  it("is closed for the worlds of talks, and for what is rehearsed", async () => {
    const folder = folderOfItsOwn();
    const usual = process.env["TMPDIR"];
    whenOver(() => {
      if (usual === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = usual;
    });
    process.env["TMPDIR"] = folder;
    withUmask(0o000);
    const world = await openWorld(await readSeedFile(firstWorld));
    whenOver(() => world.close());
    const base = await openLmdbStore({ collections, path: join(folder, "base"), durable: false });
    whenOver(() => base.close());
    const overlay = await openOverlayStore(base);
    whenOver(() => overlay.close());
    const modes = Object.entries(modesIn(folder));
    expect(modes.map(([path]) => path.replace(/-\w+/, ""))).to.include.members([
      "world/data.mdb",
      "overlay/data.mdb",
    ]);
    for (const [path, mode] of modes) {
      expect(mode, path).to.equal(path.endsWith(".mdb") ? "600" : "700");
    }
  });

  it("is closed where an earlier version left it open, and stays what it was", async () => {
    const dataDir = folderOfItsOwn();
    await asOfOld(dataDir);
    writeFileSync(join(dataDir, account, "data.mdb.copy"), "", { mode: 0o644 });
    mkdirSync(join(dataDir, "lost+found"), { mode: 0o755 });
    const store = await open(dataDir);
    expect(modesIn(dataDir)).to.deep.equal({
      ...closed,
      "ww1/data.mdb.copy": "600",
      "lost+found": "755",
    });
    expect(await valueOf(store, "settings")).to.equal("kept");
    expect(warned).to.deep.equal([]);
  });

  it("is closed below a folder that holds more, which stays as it is; a line says so", async () => {
    const dataDir = folderOfItsOwn();
    await asOfOld(dataDir);
    writeFileSync(join(dataDir, "of somebody else"), "", { mode: 0o644 });
    await open(dataDir);
    expect(modesIn(dataDir)).to.deep.equal({ ...closed, "": "755", "of somebody else": "644" });
    expect(warned).to.have.lengthOf(1);
    expect(warned[0]).to.match(/^DATA_DIR \S+ holds more than stores, .+ a folder of its own$/);
  });

  it("is closed in a folder for everybody, as /tmp is, which stays one", async () => {
    const dataDir = folderOfItsOwn();
    chmodSync(dataDir, 0o1777);
    await open(dataDir);
    expect(modesIn(dataDir)).to.deep.equal({ ...closed, "": "1777" });
    expect(warned).to.have.lengthOf(1);
  });

  const another = "is left alone where it belongs to another user, and a line says so";
  // Only root may give something away.
  if (process.getuid?.() !== 0) leaveOut(another, "root's rights");
  else {
    it(another, async () => {
      const dataDir = folderOfItsOwn();
      await asOfOld(dataDir);
      for (const path of Object.keys(modesIn(dataDir))) chownSync(join(dataDir, path), 4321, 4321);
      const store = await open(dataDir);
      expect(await valueOf(store, "settings")).to.equal("kept");
      expect(modesIn(dataDir)).to.include({ "": "755", ww1: "755", "ww1/data.mdb": "664" });
      expect(warned).to.have.lengthOf(2);
      for (const line of warned) expect(line).to.match(/belongs to another user .+; chown it/);
    });
  }
});

/** The modes of a folder and of all that is in it, by path; its own by ''. */
function modesIn(folder: string): Readonly<Record<string, string>> {
  const paths = ["", ...readdirSync(folder, { recursive: true }).map(String)];
  const there = paths.filter((path) => existsSync(join(folder, path)));
  return Object.fromEntries(
    there.map((path) => [path, (statSync(join(folder, path)).mode & 0o7777).toString(8)]),
  );
}
