import { expect } from "chai";
import type { Json, Store } from "../../src/store/store.ts";
import { pause } from "../support/redis.ts";
import { change, valueOf } from "./changes.ts";

const racers = Array.from({ length: 1_000 }, (_, racer) => racer);

/** Describes what holds when many commit at once. */
export function describeRaces(store: () => Store): void {
  describe("races", function () {
    this.timeout(60_000);

    it("let exactly 50 of 1,000 add to a counter of at most 50", async () => {
      const checks = [{ key: "settings", version: "" }];
      const adds = [{ key: "counters/seats", by: 1, max: 50 }];
      const committed = await Promise.all(
        racers.map((racer) =>
          store().commit(change({ checks, adds, puts: [{ key: `members/${racer}`, value: 1 }] })),
        ),
      );
      expect(committed.filter((each) => each === "done")).to.have.length(50);
      expect(committed.filter((each) => typeof each === "object")).to.have.length(950);
      expect(await valueOf(store(), "counters/seats")).to.equal(50);
      expect(await store().scan("members", { limit: 1_000 })).to.have.length(50);
    });

    it("let each of 1,000 change one record exactly once", async () => {
      await Promise.all(racers.map((racer) => joinList(store(), "members/list", racer)));
      const list = await valueOf(store(), "members/list");
      expect(list).to.have.members(racers);
    });

    it("show all of a commit or nothing", async () => {
      const pair = ["members/a", "members/b"];
      let isWriting = true;
      const write = async (): Promise<void> => {
        for (let turn = 0; turn < 100; turn += 1) {
          await store().commit(change({ puts: pair.map((key) => ({ key, value: turn })) }));
          await store().commit(change({ deletes: pair }));
        }
        isWriting = false;
      };
      const read = async (): Promise<void> => {
        while (isWriting) {
          const [a, b] = await store().read(pair);
          expect({ ...a, key: "" }).to.deep.equal({ ...b, key: "" });
          await pause(0);
        }
      };
      await Promise.all([write(), read(), read()]);
    });
  });
}

async function joinList(store: Store, key: string, racer: number): Promise<void> {
  for (;;) {
    const [entry] = await store.read([key]);
    const list: readonly Json[] = Array.isArray(entry?.value) ? entry.value : [];
    const committed = await store.commit(
      change({
        checks: [{ key, version: entry?.version ?? "" }],
        puts: [{ key, value: [...list, racer] }],
      }),
    );
    if (committed === "done") return;
    await pause(Math.random() * 300);
  }
}
