import { expect } from "chai";
import { StoreAwayError, type Store } from "../../src/store/store.ts";
import { pause, until } from "../support/redis.ts";
import { change, idsOf, valueOf } from "./changes.ts";
import { describeModel } from "./model.ts";
import { describeRaces } from "./races.ts";
import { describeScan } from "./scan.ts";
import { describeValues } from "./values.ts";

/** Describes what every store must do. `openEmpty` opens one that is empty and tidies up often. */
export function describeStore(name: string, openEmpty: () => Promise<Store>): void {
  describe(`The store: ${name}`, () => {
    const opened: Store[] = [];
    const open = async (): Promise<Store> => {
      const one = await openEmpty();
      opened.push(one);
      return one;
    };
    let store: Store;
    before(async () => {
      store = await open();
    });
    after(() => Promise.all(opened.map((each) => each.close())));
    afterEach(() =>
      store.clear(["members", "followers", "counters", "settings", "outbox", "inbox"]),
    );

    describeReadAndCommit(() => store);
    describeCounters(() => store);
    describeScan(() => store);
    describeValues(() => store);
    describeRaces(() => store);
    describeModel(() => store);
    describeClear(() => store);
    describeTidying(() => store);
    describeWatch(() => store);

    it("serves many at once from its first moment", async () => {
      const ids = Array.from({ length: 100 }, (_, id) => `members/${id}`);
      // More than once: to which node of a Cluster a client is connected by then is chance.
      for (let turn = 0; turn < 6; turn += 1) {
        const fresh = await open();
        const committed = await Promise.all(
          ids.map((key) => fresh.commit(change({ puts: [{ key, value: key }] }))),
        );
        expect(new Set(committed)).to.deep.equal(new Set(["done"]));
        expect(await fresh.scan("members", { limit: 1_000 })).to.have.length(100);
        await fresh.close();
      }
    });

    describe("closing", () => {
      it("answers until it is closed, then finds the store away", async () => {
        const closing = await open();
        const last = closing.commit(change({ puts: [{ key: "members/a", value: 1 }] }));
        await closing.close();
        expect(await last).to.equal("done");
        await closing.close();
        const asked = [
          closing.read(["members/a"]),
          closing.scan("members", { limit: 1 }),
          closing.commit(change({ puts: [{ key: "members/a", value: 2 }] })),
          closing.clear(["members"]),
          closing.ping(),
        ];
        for (const answer of await Promise.allSettled(asked)) {
          expect(answer).to.have.property("reason").that.is.instanceOf(StoreAwayError);
        }
      });
    });
  });
}

function describeReadAndCommit(store: () => Store): void {
  describe("reading and committing", () => {
    it("reads in the order asked for, and says what is absent", async () => {
      const puts = ["b", "a"].map((id) => ({ key: `members/${id}`, value: id }));
      expect(await store().commit(change({ puts }))).to.equal("done");
      const entries = await store().read(["members/b", "members/none", "members/a", "members/b"]);
      expect(entries.map(({ key }) => key)).to.deep.equal([
        "members/b",
        "members/none",
        "members/a",
        "members/b",
      ]);
      expect(entries.map(({ value }) => value)).to.deep.equal(["b", undefined, "a", "b"]);
      expect(entries[1]).to.deep.equal({ key: "members/none", version: "" });
      expect(await store().read([])).to.deep.equal([]);
    });

    it("gives what is put in one commit one version, and each commit a higher one", async () => {
      const versions: number[] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        const puts = ["a", "b"].map((id) => ({ key: `members/${id}`, value: turn }));
        await store().commit(change({ puts }));
        const [a, b] = await store().read(["members/a", "members/b"]);
        expect(a?.version).to.equal(b?.version);
        versions.push(Number(a?.version));
      }
      expect(versions).to.deep.equal([...new Set(versions)].sort((one, other) => one - other));
    });

    it("never gives a version again, also after a delete", async () => {
      const puts = [{ key: "members/a", value: 1 }];
      await store().commit(change({ puts }));
      const [before] = await store().read(["members/a"]);
      await store().commit(change({ deletes: ["members/a"] }));
      expect(await store().read(["members/a"])).to.deep.equal([{ key: "members/a", version: "" }]);
      await store().commit(change({ puts }));
      const [after] = await store().read(["members/a"]);
      expect(Number(after?.version)).to.be.greaterThan(Number(before?.version));
      const checks = [{ key: "members/a", version: before?.version ?? "" }];
      expect(await store().commit(change({ checks, puts }))).to.equal("stale");
    });

    it("leaves nothing of a stale commit", async () => {
      await store().commit(
        change({
          puts: [
            { key: "members/there", value: 1 },
            { key: "members/goes", value: 1 },
          ],
        }),
      );
      for (const version of ["", "1000000"]) {
        const committed = await store().commit({
          checks: [
            { key: "members/none", version: "" },
            { key: "members/there", version },
          ],
          puts: [{ key: "members/new", value: 1 }],
          deletes: ["members/goes"],
          adds: [{ key: "counters/one", by: 1 }],
        });
        expect(committed).to.equal("stale");
      }
      expect(await valueOf(store(), "members/new")).to.equal(undefined);
      expect(await valueOf(store(), "members/goes")).to.equal(1);
      expect(await valueOf(store(), "counters/one")).to.equal(undefined);
      expect(await idsOf(store(), "members")).to.deep.equal(["goes", "there"]);
    });

    it("is stale when a key that was checked has gone or is a counter", async () => {
      const checks = [{ key: "members/none", version: "12" }];
      expect(await store().commit(change({ checks }))).to.equal("stale");
      await count(store(), "counters/one", 1);
      const counter = [{ key: "counters/one", version: "" }];
      expect(await store().commit(change({ checks: counter }))).to.equal("stale");
    });

    it("is stale in every other history than the one it rests on", async () => {
      const puts = [{ key: "members/a", value: 1 }];
      const history = store().history();
      expect(await store().commit({ ...change({ puts }), history: "another" })).to.equal("stale");
      expect(await valueOf(store(), "members/a")).to.equal(undefined);
      expect(await store().commit({ ...change({ puts }), history })).to.equal("done");
      expect(store().history()).to.equal(history);
    });

    it("takes a version for what it is, not for the beginning of another", async () => {
      const puts = [{ key: "members/a", value: 1 }];
      for (let commits = 0; commits < 11; commits += 1) await store().commit(change({ puts }));
      const [entry] = await store().read(["members/a"]);
      const checks = [{ key: "members/a", version: (entry?.version ?? "").slice(0, -1) }];
      expect(await store().commit(change({ checks, puts }))).to.equal("stale");
    });

    it("refuses what breaks the rules of the port, and keeps nothing of it", async () => {
      const key = "members/a";
      const unsound = [
        change({
          puts: [
            { key, value: 1 },
            { key, value: 2 },
          ],
        }),
        change({ puts: [{ key, value: 1 }], deletes: [key] }),
        change({ puts: [{ key: `members/${"长".repeat(400)}`, value: 1 }] }),
        change({ puts: [{ key: "", value: 1 }] }),
        change({ puts: [{ key: "members/\ud800", value: 1 }] }),
        change({ puts: [{ key, value: 1, keepUntil: Number.NaN }] }),
        change({ adds: [{ key: "counters/one", by: 1 }] }),
        change({ checks: [{ key, version: "" }], adds: [{ key: "counters/one", by: 0.5 }] }),
      ];
      for (const each of unsound) {
        const refusal = await store()
          .commit(each)
          .catch((error: unknown) => error);
        expect(refusal).to.be.instanceOf(Error).and.not.instanceOf(StoreAwayError);
        expect(refusal).to.have.property("message").that.does.not.include("\n");
      }
      expect(await valueOf(store(), key)).to.equal(undefined);
      const read = await store()
        .read(["x".repeat(3_000)])
        .catch((error: unknown) => error);
      expect(read).to.be.instanceOf(Error).and.not.instanceOf(StoreAwayError);
      const scan = await store()
        .scan("counters", { limit: 1 })
        .catch((error: unknown) => error);
      expect(scan).to.be.instanceOf(Error).and.not.instanceOf(StoreAwayError);
    });

    it("takes the longest key, and a thousand keys in one commit", async () => {
      const longest = `members/${"长".repeat(338)}zz`;
      expect(Buffer.byteLength(longest)).to.equal(1024);
      const puts = Array.from({ length: 1_000 }, (_, id) => ({
        key: `followers/${id}`,
        value: id,
      }));
      await store().commit(
        change({ puts: [...puts, { key: longest, value: 1, keepUntil: later() }] }),
      );
      expect(await valueOf(store(), longest)).to.equal(1);
      expect(await idsOf(store(), "followers")).to.have.length(1_000);
      expect(await store().commit(change({ deletes: puts.map(({ key }) => key) }))).to.equal(
        "done",
      );
      expect(await idsOf(store(), "followers")).to.have.length(0);
    });

    it("answers a ping and says where it is", async () => {
      await store().ping();
      expect(store().label).to.match(/^(LMDB in|Redis) /);
    });
  });
}

function describeCounters(store: () => Store): void {
  describe("counters", () => {
    it("count up and down, and have no version", async () => {
      await count(store(), "counters/one", 5);
      await count(store(), "counters/one", -7);
      expect(await store().read(["counters/one", "counters/two"])).to.deep.equal([
        { key: "counters/one", version: "", value: -2 },
        { key: "counters/two", version: "" },
      ]);
    });

    it("refuse the whole commit when one would exceed its max, and say which", async () => {
      await count(store(), "counters/two", 3);
      const committed = await store().commit({
        checks: [{ key: "members/a", version: "" }],
        puts: [{ key: "members/a", value: 1 }],
        deletes: [],
        adds: [
          { key: "counters/one", by: 1, max: 1 },
          { key: "counters/two", by: 1, max: 3 },
        ],
      });
      expect(committed).to.deep.equal({ full: "counters/two" });
      expect(await valueOf(store(), "members/a")).to.equal(undefined);
      expect(await valueOf(store(), "counters/one")).to.equal(undefined);
      expect(await valueOf(store(), "counters/two")).to.equal(3);
      expect(await count(store(), "counters/two", 2, 5)).to.equal("done");
      expect(await idsOf(store(), "members")).to.deep.equal([]);
    });

    it("are looked at by adding 0, which writes nothing", async () => {
      expect(await count(store(), "counters/one", 0, 0)).to.equal("done");
      expect(await valueOf(store(), "counters/one")).to.equal(undefined);
      await count(store(), "counters/one", 3);
      expect(await count(store(), "counters/one", 0, 3)).to.equal("done");
      expect(await count(store(), "counters/one", 0, 2)).to.deep.equal({ full: "counters/one" });
    });

    it("are never refused a negative number", async () => {
      await count(store(), "counters/one", 9);
      expect(await count(store(), "counters/one", -1, 3)).to.equal("done");
      expect(await valueOf(store(), "counters/one")).to.equal(8);
    });

    it("are stale before they are full", async () => {
      const checks = [{ key: "members/a", version: "7" }];
      const adds = [{ key: "counters/one", by: 1, max: 0 }];
      expect(await store().commit(change({ checks, adds }))).to.equal("stale");
    });

    it("cannot be made of a record; nothing of such a commit is kept", async () => {
      await store().commit(change({ puts: [{ key: "members/a", value: 1 }] }));
      const refused = await store()
        .commit({
          checks: [{ key: "members/b", version: "" }],
          puts: [{ key: "members/b", value: 1 }],
          deletes: [],
          adds: [
            { key: "counters/one", by: 1 },
            { key: "members/a", by: 1 },
          ],
        })
        .catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(Error).and.not.instanceOf(StoreAwayError);
      expect(refused)
        .to.have.property("message")
        .that.matches(/^members holds a record/);
      expect(await valueOf(store(), "members/b")).to.equal(undefined);
      expect(await valueOf(store(), "counters/one")).to.equal(undefined);
    });
  });
}

function describeClear(store: () => Store): void {
  describe("clearing", () => {
    it("deletes collections whole, also those that cannot be scanned, and no other", async () => {
      const keys = [
        "members/a",
        "members/b/c",
        "settings",
        "settings/x",
        "membership/a",
        "codes/a",
      ];
      await store().commit(change({ puts: keys.map((key) => ({ key, value: key })) }));
      const many = Array.from({ length: 2_500 }, (_, id) => `followers/${id}`);
      await store().commit(change({ puts: many.map((key) => ({ key, value: 1 })) }));
      await count(store(), "counters/one", 1);
      const [before] = await store().read(["codes/a"]);
      await store().clear(["members", "followers", "counters", "settings"]);
      const left = await store().read([...keys, "counters/one", "followers/7"]);
      expect(left.filter(({ value }) => value !== undefined).map(({ key }) => key)).to.deep.equal([
        "membership/a",
        "codes/a",
      ]);
      expect(await idsOf(store(), "members")).to.deep.equal([]);
      expect(await idsOf(store(), "followers")).to.deep.equal([]);
      await store().commit(change({ puts: [{ key: "members/a", value: 1 }] }));
      const [after] = await store().read(["members/a"]);
      expect(Number(after?.version)).to.be.greaterThan(Number(before?.version));
      await store().clear(["membership", "codes"]);
    });

    const old = ["members/a", "members/b", "settings", "followers/a", "codes/a"];
    const fresh = {
      puts: [
        { key: "members/b", value: "new" },
        { key: "members/张/😀", value: { text: 'a "quoted" \\ \ud83d line\n' } },
        { key: "settings", value: "new" },
        { key: "codes/new", value: "new" },
      ],
      counts: [{ key: "counters/one", count: 3 }],
    };
    const more = (by: number): Promise<unknown> =>
      store().commit(
        change({
          checks: [{ key: "codes/none", version: "" }],
          adds: [{ key: "counters/one", by }],
        }),
      );
    const fill = async (): Promise<void> => {
      await store().clear(["members", "settings", "followers", "codes", "counters"]);
      await store().commit(change({ puts: old.map((key) => ({ key, value: "old" })) }));
      await more(7);
    };

    it("keeps what comes in their place, and nothing else of them, however often it is done", async () => {
      await fill();
      for (let turn = 0; turn < 2; turn += 1) {
        await store().clear(["members", "settings", "counters", "codes"], fresh);
        expect(await idsOf(store(), "members")).to.deep.equal(["b", "张/😀"]);
        expect(await idsOf(store(), "followers")).to.deep.equal(["a"]);
        for (const { key, value } of fresh.puts) {
          expect(await valueOf(store(), key), key).to.deep.equal(value);
        }
        expect(await valueOf(store(), "codes/a")).to.equal(undefined);
        expect(await valueOf(store(), "counters/one")).to.equal(3);
      }
      await more(1);
      expect(await valueOf(store(), "counters/one")).to.equal(4);
      await store().clear(["codes"]);
    });

    it("keeps everything as it was when what comes is unsound", async () => {
      const good = fresh.puts;
      for (const [puts, counts] of [
        [[...good, { key: "members/\ud800", value: 1 }], []],
        [[...good, ...good.slice(0, 1)], []],
        [good, [{ key: "counters/one", count: 0.5 }]],
        [good, [{ key: "members/b", count: 1 }]],
      ] as const) {
        await fill();
        const cleared = store().clear(["members", "settings", "counters"], { puts, counts });
        expect(await cleared.catch((error: unknown) => error)).to.be.instanceOf(Error);
        const left = await store().read([...old, "counters/one", "codes/new"]);
        expect(left.map(({ value }) => value)).to.deep.equal([
          ...old.map(() => "old"),
          7,
          undefined,
        ]);
        expect(await idsOf(store(), "members")).to.deep.equal(["a", "b"]);
      }
      await store().clear(["codes"]);
    });

    it("is seen whole or not at all while it is done", async () => {
      const world = (name: string) => ({
        puts: Array.from({ length: 1_500 }, (_, id) => ({ key: `members/${id}`, value: name })),
        counts: [],
      });
      await store().clear(["members"], world("old"));
      const over: string[] = [];
      const clearing = store()
        .clear(["members"], world("new"))
        .finally(() => over.push("over"));
      while (over.length === 0) {
        const seen = await store().read(["members/0", "members/700", "members/1499"]);
        expect(new Set(seen.map(({ value }) => value))).to.have.property("size", 1);
        await pause(0);
      }
      await clearing;
    });
  });
}

function describeTidying(store: () => Store): void {
  describe("keepUntil", () => {
    it("tidies away what was to be kept until then", async () => {
      const keepUntil = Date.now() + 60;
      const checks = [{ key: "settings", version: "" }];
      const adds = [{ key: "counters/one", by: 1, keepUntil }];
      await store().commit({
        checks,
        puts: [
          { key: "followers/a", value: 1, keepUntil },
          { key: "followers/b", value: 1, keepUntil: later() },
          { key: "codes/a", value: 1, keepUntil },
        ],
        deletes: [],
        adds,
      });
      expect(await idsOf(store(), "followers")).to.deep.equal(["a", "b"]);
      const gone = async () => {
        const entries = await store().read(["followers/a", "codes/a", "counters/one"]);
        return entries.every(({ value }) => value === undefined);
      };
      await until(gone);
      expect(await idsOf(store(), "followers")).to.deep.equal(["b"]);
      expect(
        await store().commit(change({ checks: [{ key: "followers/a", version: "" }] })),
      ).to.equal("done");
    });

    it("no longer holds when a later commit puts the key without it, or with a later one", async () => {
      const soon = Date.now() + 60;
      const puts = ["a", "b", "c"].map((id) => ({ key: `followers/${id}`, value: 1 }));
      await store().commit(change({ puts: puts.map((put) => ({ ...put, keepUntil: soon })) }));
      const [a, b] = puts;
      const kept = [a, b && { ...b, keepUntil: later() }].flatMap((put) => put ?? []);
      await store().commit(change({ puts: kept }));
      await until(async () => (await valueOf(store(), "followers/c")) === undefined);
      await pause(60);
      expect(await idsOf(store(), "followers")).to.deep.equal(["a", "b"]);
    });

    it("is passed over by a scan, which fills its page all the same", async () => {
      const soon = Date.now() + 40;
      const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
      await store().commit(
        change({
          puts: ids.map((id) => ({
            key: `followers/${id}`,
            value: id,
            keepUntil: "eh".includes(id) ? later() : soon,
          })),
        }),
      );
      await until(async () => (await valueOf(store(), "followers/a")) === undefined);
      await until(async () => (await valueOf(store(), "followers/g")) === undefined);
      expect(await idsOf(store(), "followers", { limit: 1 })).to.deep.equal(["e"]);
      expect(await idsOf(store(), "followers", { limit: 2 })).to.deep.equal(["e", "h"]);
      const back = { limit: 2, reverse: true } as const;
      expect(await idsOf(store(), "followers", back)).to.deep.equal(["h", "e"]);
    });

    it("stays with a counter to which something is added without it", async () => {
      await count(store(), "counters/one", 1, undefined, Date.now() + 60);
      await count(store(), "counters/one", 1);
      await until(async () => (await valueOf(store(), "counters/one")) === undefined);
    });

    it("brings a key back into the scan that was put again after it had been tidied away", async () => {
      const puts = [{ key: "followers/a", value: 1 }];
      await store().commit(
        change({ puts: puts.map((put) => ({ ...put, keepUntil: Date.now() + 20 })) }),
      );
      await until(async () => (await valueOf(store(), "followers/a")) === undefined);
      await store().commit(change({ checks: [{ key: "followers/a", version: "" }], puts }));
      expect(await idsOf(store(), "followers")).to.deep.equal(["a"]);
      await pause(60);
      expect(await idsOf(store(), "followers")).to.deep.equal(["a"]);
    });
  });
}

function describeWatch(store: () => Store): void {
  describe("watching", () => {
    it("hears of commits to watched collections, until it stops", async () => {
      const heard: string[] = [];
      const stop = store().watch((collections) => heard.push(...collections));
      const put = (key: string) => store().commit(change({ puts: [{ key, value: 1 }] }));
      // The first hints may be lost while the watch comes about.
      await until(async () => (await put("outbox/1/a")) === "done" && heard.includes("outbox"));
      await put("settings");
      await until(() => heard.includes("settings"));
      await put("members/a");
      await store().commit(
        change({ puts: [{ key: "outbox/2/a", value: 1 }], deletes: ["settings"] }),
      );
      await until(() => heard.filter((name) => name === "settings").length === 2);
      expect(heard).to.not.include("members");
      stop();
      await pause(20);
      heard.length = 0;
      await put("outbox/1/a");
      await pause(50);
      expect(heard).to.deep.equal([]);
    });

    it("does not hear of commits that did not happen", async () => {
      const heard: string[] = [];
      const stop = store().watch((collections) => heard.push(...collections));
      const checks = [{ key: "members/a", version: "1" }];
      const stale = change({ checks, puts: [{ key: "clock", value: 1 }] });
      expect(await store().commit(stale)).to.equal("stale");
      const done = change({ puts: [{ key: "inbox/1/a", value: 1 }] });
      await until(async () => (await store().commit(done)) === "done" && heard.includes("inbox"));
      stop();
      expect(heard).to.not.include("clock");
    });
  });
}

function count(store: Store, key: string, by: number, max?: number, keepUntil?: number) {
  const checks = [{ key: "settings", version: "" }];
  return store.commit(change({ checks, adds: [{ key, by, max, keepUntil }] }));
}

function later(): number {
  return Date.now() + 3_600_000;
}
