import { expect } from "chai";
import { createDepartment } from "../../src/addressbook/departments/create.ts";
import { childrenOfDepartment, membersOfDepartment } from "../../src/addressbook/lists.ts";
import { readPage } from "../../src/records/lists.ts";
import type { Key, Store } from "../../src/store/store.ts";
import { scaled } from "../support/sizes.ts";
import { csv, openBook, type Book } from "./import/book.ts";

/** Members of all departments together: 100,000 in full. */
const members = scaled(100_000);

describe(`the lists of a department in a book of ${members}`, () => {
  let book: Book;
  before(async function () {
    this.timeout(300_000);
    book = await openBook();
    await book.change(createDepartment, { id: 2, name: "研发部", parentid: 1 });
    for (let at = 0; at < 30; at += 1) {
      await book.change(createDepartment, {
        name: `组${String(at).padStart(2, "0")}`,
        parentid: 2,
      });
    }
    const rows = Array.from({ length: members }, (_, at) => {
      const userid = `u${String(at).padStart(6, "0")}`;
      return `${userid},员工,${at < 60 ? 2 : `部${Math.floor(at / 900)}`},,,${userid}@example.com,`;
    });
    expect(await book.take(csv(...rows))).to.include({ added: members, refused: 0 });
  });
  after(() => book.close());

  const counted = () => {
    const asked = { scans: 0, found: 0, reads: 0, keys: 0 };
    const store: Store = {
      ...book.store,
      async scan(...page) {
        const entries = await book.store.scan(...page);
        asked.scans += 1;
        asked.found += entries.length;
        return entries;
      },
      read(keys) {
        asked.reads += 1;
        asked.keys += keys.length;
        return book.store.read(keys);
      },
    };
    return { asked, store };
  };

  it("give the first page of its members for one scan and one read of a page", async () => {
    const { asked, store } = counted();
    const { items, next } = await readPage(store, membersOfDepartment(2), { limit: 20 });
    expect(items.map(({ userid }) => userid)[19]).to.equal("u000019");
    expect(next).to.equal("department-members/2/u000019");
    expect(asked).to.deep.equal({ scans: 1, found: 21, reads: 1, keys: 20 });
  });

  it("give the first page of its children for one scan and one read of a page", async () => {
    const { asked, store } = counted();
    const { items, next } = await readPage(store, childrenOfDepartment(2), { limit: 20 });
    expect(items.map(({ name }) => name)[19]).to.equal("组19");
    expect(next).to.equal("department-names/2/组19");
    expect(asked).to.deep.equal({ scans: 1, found: 21, reads: 1, keys: 20 });
  });

  it("give all of them, page by page, and say where the end is", async () => {
    const found: string[] = [];
    let after: Key | undefined;
    do {
      const { items, next } = await readPage(book.store, membersOfDepartment(2), {
        limit: 25,
        after,
      });
      found.push(...items.map(({ userid }) => userid));
      after = next;
    } while (after !== undefined);
    expect(found).to.have.length(60);
    expect(new Set(found).size).to.equal(60);
  });

  it("are empty where nobody is", async () => {
    expect(await readPage(book.store, membersOfDepartment(3), { limit: 5 })).to.deep.equal({
      items: [],
    });
  });
});
