import { expect } from "chai";
import type { Store } from "../../src/store/store.ts";
import { change, idsOf } from "./changes.ts";

const ids = [
  "",
  "oZhangWei",
  "o/with/slashes",
  "o/with",
  "研发部/前端",
  "研发部",
  "研",
  "张伟",
  "😀",
  "😀/b",
  "ｚ",
  "\uffff",
  "ÿ",
  "a",
  "a0",
  "a/",
  "B",
  "o".repeat(64),
  "\u0000\u0001",
  "~",
];
const inOrder = [...ids].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

/** Describes how a collection is read piece by piece. */
export function describeScan(store: () => Store): void {
  describe("scanning", () => {
    beforeEach(async () => {
      const others = ["departments/a", "memberships/a", "counters/a", "member/z"];
      const keys = [...ids.map((id) => `members/${id}`), ...others];
      await store().commit(change({ puts: keys.map((key) => ({ key, value: key })) }));
    });

    it("finds a collection whole, in the order of UTF-8 bytes, forwards and backwards", async () => {
      expect(await idsOf(store(), "members")).to.deep.equal(inOrder);
      expect(await idsOf(store(), "members", { reverse: true })).to.deep.equal(
        inOrder.toReversed(),
      );
      // An emoji comes after what UTF-16 puts behind it.
      expect(inOrder.indexOf("😀")).to.be.greaterThan(inOrder.indexOf("\uffff"));
    });

    it("gives entries as reading does", async () => {
      const entries = await store().scan("members", { limit: 100 });
      expect(entries).to.deep.equal(await store().read(entries.map(({ key }) => key)));
    });

    for (const limit of [1, 2, 3, 7, ids.length, 1_000]) {
      it(`goes through it in pages of ${limit}, forwards and backwards`, async () => {
        expect(await pagedIds(store(), { limit })).to.deep.equal(inOrder);
        expect(await pagedIds(store(), { limit, reverse: true })).to.deep.equal(
          inOrder.toReversed(),
        );
      });
    }

    for (const prefix of ["o", "o/", "研", "研发部/", "😀", "a", "nobody"]) {
      it(`finds what begins with ${prefix}, in pages and backwards`, async () => {
        const wanted = inOrder.filter((id) => id.startsWith(prefix));
        expect(await idsOf(store(), "members", { prefix })).to.deep.equal(wanted);
        expect(await pagedIds(store(), { prefix, limit: 1 })).to.deep.equal(wanted);
        expect(await pagedIds(store(), { prefix, limit: 1, reverse: true })).to.deep.equal(
          wanted.toReversed(),
        );
      });
    }

    it("begins beyond a key that need not be there, nor in the collection", async () => {
      const beyond = (id: string) =>
        inOrder.filter((other) => Buffer.compare(Buffer.from(other), Buffer.from(id)) > 0);
      expect(await idsOf(store(), "members", { after: "members/b" })).to.deep.equal(beyond("b"));
      expect(await idsOf(store(), "members", { after: "member" })).to.deep.equal(inOrder);
      expect(await idsOf(store(), "members", { after: "zzz" })).to.deep.equal([]);
      const reverse = { reverse: true } as const;
      expect(await idsOf(store(), "members", { after: "zzz", ...reverse })).to.deep.equal(
        inOrder.toReversed(),
      );
      expect(await idsOf(store(), "members", { after: "member", ...reverse })).to.deep.equal([]);
      const earlier = { after: "chats/zzzzzzzz" };
      expect(await idsOf(store(), "members", earlier)).to.deep.equal(inOrder);
      expect(await idsOf(store(), "members", { ...earlier, ...reverse })).to.deep.equal([]);
      const withPrefix = { prefix: "o", after: "members/a" };
      expect(await idsOf(store(), "members", withPrefix)).to.deep.equal(
        inOrder.filter((id) => id.startsWith("o")),
      );
      expect(await idsOf(store(), "members", { ...withPrefix, ...reverse })).to.deep.equal([]);
    });

    it("finds nothing in an empty collection, or when it may find nothing", async () => {
      expect(await idsOf(store(), "chats")).to.deep.equal([]);
      expect(await idsOf(store(), "members", { limit: 0 })).to.deep.equal([]);
    });

    it("no longer finds what was deleted", async () => {
      const deletes = ids.slice(0, 10).map((id) => `members/${id}`);
      await store().commit(change({ deletes }));
      const left = inOrder.filter((id) => !deletes.includes(`members/${id}`));
      expect(await idsOf(store(), "members")).to.deep.equal(left);
    });
  });
}

async function pagedIds(
  store: Store,
  page: { readonly prefix?: string; readonly limit: number; readonly reverse?: true },
): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const ids = await idsOf(store, "members", after === undefined ? page : { ...page, after });
    found.push(...ids);
    if (ids.length < page.limit) return found;
    after = `members/${ids.at(-1) ?? ""}`;
  }
}
