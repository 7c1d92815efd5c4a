import { copyFileSync, mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { collections } from "../../src/records/kinds.ts";
import { fileStateOf } from "../../src/store/lmdb/file-state.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { change } from "./changes.ts";

const pageBytes = 4096;

describe("an LMDB file that was cut off", () => {
  const whenOver = createEnds();
  const folderOfItsOwn = (): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    return path;
  };

  /** A store whose file has free pages at its end, long values, and trees of several levels. */
  const filled = async (): Promise<{ path: string; text: string }> => {
    const path = folderOfItsOwn();
    const store = await openLmdbStore({ collections, path, durable: false });
    const keys = Array.from({ length: 400 }, (_, index) => `members/${index}`);
    const puts = keys.map((key, index) => ({
      key,
      value: "x".repeat(index % 20 === 0 ? 9_000 : 200),
    }));
    await store.commit(change({ puts }));
    await store.commit(change({ deletes: keys.slice(100) }));
    // Each commit writes its pages anew, into what was freed some commits ago.
    for (const value of [1, 2, 3, 4, 5]) {
      await store.commit(change({ puts: [{ key: "settings", value }] }));
    }
    await store.close();
    return { path, text: await contentOf(path) };
  };
  const contentOf = async (path: string): Promise<string> => {
    const store = await openLmdbStore({ collections, path, durable: false });
    const members = await store.scan("members", { limit: 1_000 });
    const [settings] = await store.read(["settings"]);
    await store.close();
    return JSON.stringify([members, settings]);
  };
  const soundness = async (path: string): Promise<string> => {
    const file = await open(join(path, "data.mdb"));
    try {
      return await fileStateOf(file);
    } finally {
      await file.close();
    }
  };
  const cutTo = (path: string, bytes: number): string => {
    const folder = folderOfItsOwn();
    copyFileSync(join(path, "data.mdb"), join(folder, "data.mdb"));
    truncateSync(join(folder, "data.mdb"), bytes);
    return folder;
  };

  it("is told from a whole one at every length, and what counts as whole holds everything", async () => {
    const { path, text } = await filled();
    const { size } = statSync(join(path, "data.mdb"));
    const told: string[] = [];
    for (let bytes = pageBytes; bytes <= size; bytes += pageBytes) {
      told.push(await soundness(cutTo(path, bytes)));
    }
    const shortest = told.indexOf("whole") + 1;
    expect(told).to.deep.equal(told.map((_, index) => (index < shortest - 1 ? "cut" : "whole")));
    // LMDB may leave out pages at the end that are free, and such a file is as good as any.
    expect(shortest).to.be.within(4, told.length - 1);
    expect(await contentOf(cutTo(path, shortest * pageBytes))).to.equal(text);
    expect(await soundness(cutTo(path, shortest * pageBytes - 1))).to.equal("cut");
  });

  it("stops the opening with one line, and so does what is no such file", async () => {
    const { path } = await filled();
    const { size } = statSync(join(path, "data.mdb"));
    const cuts = [1, 31, 32, 100, pageBytes, pageBytes + 100, 2 * pageBytes, 3 * pageBytes];
    const noise = folderOfItsOwn();
    const bytes = Buffer.alloc(3 * pageBytes, "\u00a7\u0001z");
    bytes.writeUInt32LE(0xbeefc0de, 24);
    writeFileSync(join(noise, "data.mdb"), bytes);
    const folder = folderOfItsOwn();
    mkdirSync(join(folder, "data.mdb"));
    const ways = [...cuts, size >> 2].map((length) => cutTo(path, length));
    for (const way of [...ways, noise, folder]) {
      const refusal = await openLmdbStore({ collections, path: way, durable: true }).catch(
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
      expect(refusal).to.match(/^The store cannot be kept in \S+: (data\.mdb (was|is)|EISDIR).+$/);
    }
  });

  it("is none when it is empty: a first start that was broken off leaves such a one", async () => {
    const { path } = await filled();
    expect(await contentOf(cutTo(path, 0))).to.equal('[[],{"key":"settings","version":""}]');
  });
});
