import { expect } from "chai";
import * as fc from "fast-check";
import type { Json, Store } from "../../src/store/store.ts";
import { change, idsOf, valueOf } from "./changes.ts";

/** Describes that what is put comes back as it was. */
export function describeValues(store: () => Store): void {
  describe("values", function () {
    this.timeout(60_000);

    it("come back as any JSON: nested, empty, unicode, numbers", async () => {
      const json = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
      await fc.assert(
        fc.asyncProperty(json, async (given) => {
          const value = JSON.parse(JSON.stringify(given)) as Json;
          await store().commit(change({ puts: [{ key: "members/a", value }] }));
          expect(await valueOf(store(), "members/a")).to.deep.equal(value);
        }),
        { numRuns: 60 },
      );
    });

    it("come back without the fields that are undefined", async () => {
      const value = { a: 1, b: undefined, c: { d: undefined }, e: [] };
      await store().commit(change({ puts: [{ key: "members/a", value }] }));
      expect(await valueOf(store(), "members/a")).to.deep.equal({ a: 1, c: {}, e: [] });
    });

    it("may be as small as null and 64 KiB long", async () => {
      const long = "长".repeat(21_845);
      const values = [null, false, 0, "", [], {}, { long }];
      for (const value of values) {
        await store().commit(change({ puts: [{ key: "members/a", value }] }));
        expect(await valueOf(store(), "members/a")).to.deep.equal(value);
        expect(await idsOf(store(), "members")).to.deep.equal(["a"]);
      }
    });

    it("are what they were when the commit was asked for", async () => {
      const value = { name: "before" };
      const committing = store().commit(change({ puts: [{ key: "members/a", value }] }));
      value.name = "after";
      await committing;
      expect(await valueOf(store(), "members/a")).to.deep.equal({ name: "before" });
    });

    it("may be kept under any well-formed key", async () => {
      const text = fc.string({ unit: "grapheme", maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), async (ids) => {
          const puts = ids.map((id) => ({ key: `followers/${id}`, value: id }));
          await store().commit(change({ puts }));
          const entries = await store().read(puts.map(({ key }) => key));
          expect(entries.map(({ value }) => value)).to.deep.equal(ids);
          await store().commit(change({ deletes: puts.map(({ key }) => key) }));
          expect(await idsOf(store(), "followers")).to.deep.equal([]);
        }),
        { numRuns: 30 },
      );
    });
  });
}
