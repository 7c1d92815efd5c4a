import { expect } from "chai";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { memberChange, memberKey, readMember } from "../../../src/records/members.ts";
import { departmentCounterKey } from "../../../src/records/counters.ts";
import { createDepartment } from "../../../src/addressbook/departments/create.ts";
import { deleteDepartment } from "../../../src/addressbook/departments/delete.ts";
import type { Store } from "../../../src/store/store.ts";
import { change, csv, expectSound, openBook, type Book } from "./book.ts";

/** A store that lets others go first: before some commits something else happens. */
function interrupted(store: Store, happens: (commit: number) => Promise<void>): Store {
  let commits = 0;
  return {
    ...store,
    async commit(change) {
      commits += 1;
      await happens(commits);
      return store.commit(change);
    },
  };
}

describe("an import among others who write", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook(true);
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const bind = async (userid: string, follower: string): Promise<void> => {
    const [entry] = await book.store.read([memberKey(userid)]);
    const member = readMember(entry);
    if (member === undefined) throw new Error(`There is no ${userid}`);
    await book.store.commit(change(memberChange(member, { ...member, boundTo: follower })));
  };

  it("keeps a binding that came about between its read and its commit", async () => {
    await book.take(csv("a,甲,,,13800000001,,wechat_a"));
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await bind("a", "oA");
    });
    const summary = await importStaff(store, book.file(csv("a,甲,,,13800000002,,")));
    expect(summary).to.include({ updated: 1 });
    expect(await book.member("a")).to.include({ boundTo: "oA", mobile: "+8613800000002" });
  });

  it("decides again: a WeChat ID that was free to change no longer is", async () => {
    await book.take(csv("a,甲,,,13800000001,,wechat_a"));
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await bind("a", "oA");
    });
    expect(await importStaff(store, book.file(csv("a,甲,,,,,another_a")))).to.include({
      refused: 1,
    });
    expect(await book.member("a")).to.include({ weixinid: "wechat_a" });
  });

  it("refuses a contact that somebody else took between its read and its commit", async () => {
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await book.take(csv("b,乙,,,13800000001,,"));
    });
    const summary = await importStaff(
      store,
      book.file(csv("a,甲,,,13800000001,,", "c,丙,,,,c@example.com,")),
    );
    expect(summary).to.include({ added: 1, refused: 1 });
  });

  it("uses a department that somebody else made between its read and its commit", async () => {
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await book.take(csv("b,乙,研发部,,,b@example.com,"));
    });
    await importStaff(store, book.file(csv("a,甲,研发部/前端,,,a@example.com,")));
    expect((await book.member("a"))?.department).to.deep.equal([3]);
  });

  it("takes the next id when somebody else made another department meanwhile", async () => {
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await book.take(csv("b,乙,市场部,,,b@example.com,"));
    });
    await importStaff(store, book.file(csv("a,甲,研发部,,,a@example.com,")));
    expect((await book.member("b"))?.department).to.deep.equal([2]);
    expect((await book.member("a"))?.department).to.deep.equal([3]);
  });

  describe("which delete a department", () => {
    const make = () => book.change(createDepartment, { name: "研发部", parentid: 1 });
    const remove = () => book.change(deleteDepartment, { id: 2 });
    beforeEach(make);

    it("makes it again when it was deleted before the read", async () => {
      const store: Store = {
        ...book.store,
        async read(keys) {
          if (keys.includes(memberKey("a"))) await remove();
          return book.store.read(keys);
        },
      };
      const summary = await importStaff(store, book.file(csv("a,甲,研发部,,,a@example.com,")));
      expect(summary).to.include({ added: 1 });
    });

    for (const path of ["研发部", "研发部/前端"]) {
      it(`makes it again for ${path} when it was deleted between read and commit`, async () => {
        const store = interrupted(book.store, async (commit) => {
          if (commit === 1) await remove();
        });
        const file = book.file(csv(`a,甲,${path},,,a@example.com,`));
        expect(await importStaff(store, file)).to.include({ added: 1 });
        // And the book is sound: every parent is there.
      });
    }
  });

  it("does not fill a department beyond 1,000 when somebody joins it meanwhile", async () => {
    const rows = Array.from({ length: 999 }, (_, at) => `u${at},员工,部,,,u${at}@example.com,`);
    await book.take(csv(...rows));
    const store = interrupted(book.store, async (commit) => {
      if (commit === 1) await book.take(csv("late,员工,部,,,late@example.com,"));
    });
    const summary = await importStaff(
      store,
      book.file(csv("a,甲,部,,,a@example.com,", "b,乙,,,,b@example.com,")),
    );
    expect(summary).to.include({ added: 1, refused: 1 });
    const [count] = await book.store.read([departmentCounterKey(2)]);
    expect(count?.value).to.equal(1_000);
  });

  it("ends consistent when overlapping files are imported at once", async function () {
    this.timeout(60_000);
    const file = (from: number, to: number, shift: number): string => {
      const rows: string[] = [];
      for (let at = from; at < to; at += 1) {
        // The same people claim shifted phones, so that the files disagree about most of them.
        const phone = 13_800_000_000 + ((at + shift) % 1_500);
        rows.push(
          `u${at},员工${shift},部门${at % 7}/组${at % 3},,${phone},u${at}@example.com,wx_u${at}`,
        );
      }
      return book.file(csv(...rows));
    };
    const files = [file(0, 1_500, 0), file(500, 2_000, 1), file(0, 1_500, 750)];
    const summaries = await Promise.all(files.map((path) => importStaff(book.store, path)));
    for (const { rows, added, updated, unchanged, refused } of summaries) {
      expect(added + updated + unchanged + refused).to.equal(rows);
    }
    await expectSound(book);
    const added = summaries.reduce((sum, summary) => sum + summary.added, 0);
    const members = [...(await book.dump()).keys()].filter((key) => key.startsWith("members/"));
    expect(members.length).to.equal(added).and.to.be.greaterThan(1_400);
  });

  it("gives up with one line when it can never commit", async () => {
    const store: Store = { ...book.store, commit: () => Promise.resolve("stale") };
    const error: unknown = await importStaff(store, book.file(csv("a,甲,,,,a@example.com,"))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error)
      .to.have.property("message")
      .that.matches(/changes too fast: line 2 /);
  });
});
