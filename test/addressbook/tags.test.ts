import { expect } from "chai";
import { createAddressBook } from "../../src/addressbook/address-book.ts";
import { createDepartment } from "../../src/addressbook/departments/create.ts";
import { deleteDepartment } from "../../src/addressbook/departments/delete.ts";
import { createMember } from "../../src/addressbook/members/create.ts";
import { deleteMember } from "../../src/addressbook/members/delete.ts";
import { updateMember } from "../../src/addressbook/members/update.ts";
import { createTag } from "../../src/addressbook/tags/create.ts";
import { deleteTag } from "../../src/addressbook/tags/delete.ts";
import { departmentsOfTag, membersOfTag } from "../../src/addressbook/lists.ts";
import { addToTag, takeFromTag } from "../../src/addressbook/tags/members.ts";
import { renameTag } from "../../src/addressbook/tags/rename.ts";
import { isRefusal } from "../../src/domain/return-codes.ts";
import { kinds } from "../../src/records/kinds.ts";
import { listOf, readPage } from "../../src/records/lists.ts";
import { readTag } from "../../src/records/tags.ts";
import type { Store } from "../../src/store/store.ts";
import { expectSound, openBook, type Book } from "./import/book.ts";

describe("a tag of the address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
    await book.change(createDepartment, { id: 2, name: "研发部", parentid: 1 });
    for (const userid of ["a", "b", "c"]) {
      await book.change(createMember, { userid, name: userid, email: `${userid}@example.com` });
    }
    await book.change(createTag, { name: "值班" });
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const page = { limit: 10 };
  const userids = async () =>
    (await readPage(book.store, membersOfTag(1), page)).items.map(({ userid }) => userid);
  const departments = async () =>
    (await readPage(book.store, departmentsOfTag(1), page)).items.map(({ id }) => id);
  const add = (some: readonly string[], ids: readonly number[] = []) =>
    book.change(addToTag, { id: 1, userids: some, departments: ids });
  const take = (some: readonly string[], ids: readonly number[] = []) =>
    book.change(takeFromTag, { id: 1, userids: some, departments: ids });

  it("lists who was put into it, each once", async () => {
    await add(["b", "A"], [2, 1]);
    expect(await add(["a"])).to.include({ changed: false });
    expect(await userids()).to.deep.equal(["a", "b"]);
    expect(await departments()).to.deep.equal([1, 2]);
    await take(["b", "c"], [1]);
    expect(await userids()).to.deep.equal(["a"]);
    expect(await departments()).to.deep.equal([2]);
  });

  it("names what of a list is not there, and takes the rest", async () => {
    expect(await add(["a", "nobody"], [9])).to.deep.include({
      changed: true,
      notFound: { userids: ["nobody"], departments: [9] },
    });
    expect(await userids()).to.deep.equal(["a"]);
  });

  it("is left by a member and a department that are deleted, and by no other change", async () => {
    await add(["a", "b"], [2]);
    await book.change(updateMember, { userid: "a", name: "甲" });
    await book.change(deleteMember, { userid: "b" });
    await book.change(deleteDepartment, { id: 2 });
    expect(await userids()).to.deep.equal(["a"]);
    expect(await departments()).to.deep.equal([]);
  });

  const refused: readonly (readonly [string, () => Promise<unknown>, number])[] = [
    ["a name that another has", () => book.change(createTag, { name: "值班" }), 40071],
    ["an id that another has", () => book.change(createTag, { id: 1, name: "新" }), 40071],
    ["no name", () => book.change(createTag, { name: "" }), 41018],
    ["a name of 65", () => book.change(createTag, { name: "标".repeat(65) }), 40072],
    ["a list of people who are not there", () => add(["nobody"]), 40070],
    ["the taking of people who are not there", () => take(["nobody"]), 40031],
    ["1,001 members at once", () => add(Array.from({ length: 1_001 }, () => "a")), 81014],
    ["a change of none that is there", () => book.change(renameTag, { id: 9, name: "新" }), 40068],
    [
      "a deletion while somebody is in it",
      async () => {
        await add(["a"]);
        return book.change(deleteTag, { id: 1 });
      },
      60016,
    ],
  ];
  for (const [what, carriedOut, errcode] of refused) {
    it(`is refused ${what}`, async () => {
      expect(await carriedOut()).to.include({ errcode });
    });
  }

  it("is renamed, which frees its name, and deleted once it is empty", async () => {
    await book.change(renameTag, { id: 1, name: "轮值" });
    expect(await book.change(createTag, { name: "值班" })).to.include({ id: 2 });
    await book.change(deleteTag, { id: 1 });
    expect((await readPage(book.store, listOf(kinds.tags, readTag), page)).items).to.deep.equal([
      { id: 2, name: "值班" },
    ]);
  });

  it("has nobody left in it when it is deleted while somebody is put into it", async () => {
    const [added, deleted] = await Promise.all([add(["a"]), book.change(deleteTag, { id: 1 })]);
    expect([added, deleted].filter(isRefusal)).to.have.length(1);
  });

  it("takes nobody in who was to be put into it when it was deleted", async () => {
    let isFirst = true;
    const store: Store = {
      ...book.store,
      async commit(asked) {
        if (isFirst) await book.change(deleteTag, { id: 1 });
        isFirst = false;
        return book.store.commit(asked);
      },
    };
    const release = () => Promise.reject(new Error("Nobody here is bound"));
    const slow = createAddressBook({ store, acts: { release } });
    const asked = { id: 1, userids: ["a"], departments: [] };
    expect(await slow.carryOut(addToTag, asked)).to.include({ errcode: 40068 });
  });
});
