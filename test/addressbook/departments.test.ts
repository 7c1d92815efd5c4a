import { expect } from "chai";
import { createDepartment } from "../../src/addressbook/departments/create.ts";
import { deleteDepartment } from "../../src/addressbook/departments/delete.ts";
import { updateDepartment } from "../../src/addressbook/departments/update.ts";
import { createMember } from "../../src/addressbook/members/create.ts";
import { isRefusal } from "../../src/domain/return-codes.ts";
import { departmentKey, readDepartment } from "../../src/records/departments.ts";
import { expectSound, openBook, type Book } from "./import/book.ts";

describe("a department of the address book", () => {
  let book: Book;
  /** 1 ─ 2 研发部 ─ 3 前端 ─ 4 页面; 1 ─ 5 市场部 */
  beforeEach(async () => {
    book = await openBook();
    for (const [name, parentid] of [
      ["研发部", 1],
      ["前端", 2],
      ["页面", 3],
      ["市场部", 1],
    ] as const) {
      await book.change(createDepartment, { name, parentid });
    }
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const departmentOf = async (id: number) =>
    readDepartment((await book.store.read([departmentKey(id)]))[0]);

  const refused: readonly (readonly [string, () => Promise<unknown>, number])[] = [
    [
      "a name with a colon",
      () => book.change(createDepartment, { name: "a:b", parentid: 1 }),
      60009,
    ],
    ["no name", () => book.change(createDepartment, { name: " ", parentid: 1 }), 60001],
    [
      "a parent that is not there",
      () => book.change(createDepartment, { name: "a", parentid: 9 }),
      60004,
    ],
    [
      "a sibling's name",
      () => book.change(createDepartment, { name: "市场部", parentid: 1 }),
      60008,
    ],
    [
      "an id that is taken",
      () => book.change(createDepartment, { id: 2, name: "a", parentid: 1 }),
      60008,
    ],
    [
      "the root's id",
      () => book.change(createDepartment, { id: 1, name: "a", parentid: 1 }),
      60123,
    ],
    [
      "another name that a sibling has",
      () => book.change(updateDepartment, { id: 2, name: "市场部" }),
      60008,
    ],
    ["a place below itself", () => book.change(updateDepartment, { id: 2, parentid: 2 }), 60010],
    [
      "a place below what is below it",
      () => book.change(updateDepartment, { id: 2, parentid: 4 }),
      60010,
    ],
    ["a place below nothing", () => book.change(updateDepartment, { id: 2, parentid: 9 }), 60004],
    [
      "a change of what is not there",
      () => book.change(updateDepartment, { id: 9, name: "a" }),
      60003,
    ],
    [
      "another place for the root",
      () => book.change(updateDepartment, { id: 1, parentid: 2 }),
      60007,
    ],
    ["a deletion while it has children", () => book.change(deleteDepartment, { id: 2 }), 60006],
    ["a deletion of the root", () => book.change(deleteDepartment, { id: 1 }), 60007],
    ["a deletion of what is not there", () => book.change(deleteDepartment, { id: 9 }), 60003],
    [
      "a deletion while it has members",
      async () => {
        await book.change(createMember, {
          userid: "a",
          name: "甲",
          email: "a@b.cn",
          department: [4],
        });
        return book.change(deleteDepartment, { id: 4 });
      },
      60005,
    ],
    [
      "an eleventh level",
      async () => {
        let parentid = 4;
        for (let level = 5; level <= 10; level += 1) {
          const made = await book.change(createDepartment, { name: "下", parentid });
          if (isRefusal(made)) return made;
          parentid = made.id ?? 0;
        }
        return book.change(createDepartment, { name: "下", parentid });
      },
      60002,
    ],
    [
      "a place where what is below it would be too deep",
      async () => {
        let parentid = 5;
        for (let level = 3; level <= 8; level += 1) {
          const made = await book.change(createDepartment, { name: "下", parentid });
          if (isRefusal(made)) return made;
          parentid = made.id ?? 0;
        }
        return book.change(updateDepartment, { id: 2, parentid });
      },
      60002,
    ],
  ];
  for (const [what, carriedOut, errcode] of refused) {
    it(`is refused ${what}`, async () => {
      expect(await carriedOut()).to.include({ errcode });
    });
  }

  it("gets an id that none had before, also when the last one was deleted", async () => {
    await book.change(deleteDepartment, { id: 5 });
    expect(await book.change(createDepartment, { name: "市场部", parentid: 1 })).to.include({
      id: 6,
    });
  });

  it("is renamed and moved in one commit, with all that is below it", async () => {
    await book.change(updateDepartment, { id: 3, name: "网页", parentid: 5 });
    expect(await departmentOf(3)).to.deep.equal({ id: 3, name: "网页", parentid: 5 });
    expect(await departmentOf(4)).to.include({ parentid: 3 });
    expect(await book.change(createDepartment, { name: "前端", parentid: 2 })).to.include({
      id: 6,
    });
  });

  it("can be the root, which is renamed but stays where it is", async () => {
    await book.change(updateDepartment, { id: 1, name: "总部" });
    expect(await departmentOf(1)).to.deep.equal({ id: 1, name: "总部", parentid: 0 });
  });

  it("is not written again when nothing differs", async () => {
    const same = { id: 3, name: "前端", parentid: 2 };
    expect(await book.change(updateDepartment, same)).to.include({ changed: false });
  });

  it("never stands below itself, whoever moves others at the same time", async () => {
    for (let round = 0; round < 5; round += 1) {
      const moved = await Promise.all([
        book.change(updateDepartment, { id: 2, parentid: 5 }),
        book.change(updateDepartment, { id: 5, parentid: 2 }),
      ]);
      expect(moved.filter(isRefusal)).to.have.length(1);
      for (const id of [2, 5]) await book.change(updateDepartment, { id, parentid: 1 });
    }
  });

  it("gets an id of its own from each of ten who make one at the same time", async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        book.change(createDepartment, { name: `部${at}`, parentid: 1 }),
      ),
    );
    const ids = made.map((each) => (isRefusal(each) ? 0 : (each.id ?? 0)));
    expect(ids.sort((one, other) => one - other)).to.deep.equal([
      6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ]);
  });

  it("has no member left when it is deleted while somebody joins it", async () => {
    for (let round = 0; round < 5; round += 1) {
      const made = await book.change(createDepartment, { name: "新", parentid: 1 });
      const id = isRefusal(made) ? 0 : (made.id ?? 0);
      const userid = `u${round}`;
      const [joined, deleted] = await Promise.all([
        book.change(createMember, {
          userid,
          name: "甲",
          email: `${userid}@b.cn`,
          department: [id],
        }),
        book.change(deleteDepartment, { id }),
      ]);
      expect([joined, deleted].filter(isRefusal)).to.have.length(1);
      if (isRefusal(deleted)) await book.change(updateDepartment, { id, name: `旧${round}` });
      // And the book is sound: nobody stands in a department that is not there.
    }
  });
});
