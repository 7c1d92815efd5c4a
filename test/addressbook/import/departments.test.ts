import { expect } from "chai";
import { createDepartment } from "../../../src/addressbook/departments/create.ts";
import { deleteDepartment } from "../../../src/addressbook/departments/delete.ts";
import { updateDepartment } from "../../../src/addressbook/departments/update.ts";
import { putAccount } from "../../../src/records/account.ts";
import { departmentCounterKey } from "../../../src/records/counters.ts";
import { departmentKey, readDepartment } from "../../../src/records/departments.ts";
import { defaultAccount } from "../../../src/domain/account.ts";
import { change, csv, expectSound, openBook, type Book } from "./book.ts";

describe("departments of an address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
    await book.store.commit(change({ puts: [putAccount({ ...defaultAccount, name: "Acme" })] }));
    await book.change(createDepartment, { id: 2, name: "研发部", parentid: 1 });
    await book.change(createDepartment, { id: 7, name: "前端", parentid: 2 });
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const idsOf = async (department: string): Promise<readonly number[] | undefined> => {
    await book.take(csv(`a,甲,${department},,,a@example.com,`));
    return (await book.member("a"))?.department;
  };
  const nameOf = async (id: number): Promise<unknown> => {
    const [entry] = await book.store.read([departmentKey(id)]);
    return readDepartment(entry);
  };

  const known: readonly (readonly [string, readonly number[]])[] = [
    ["", [1]],
    ["1", [1]],
    ["/", [1]],
    ["Acme", [1]],
    ["2", [2]],
    ["研发部", [2]],
    ["/研发部/", [2]],
    [" 研发部 / 前端 ", [7]],
    ["Acme/研发部/前端", [7]],
    ["/Acme/研发部", [2]],
    ["研发部;研发部/前端", [2, 7]],
    ["7；研发部；7;", [7, 2]],
  ];
  for (const [written, ids] of known) {
    it(`finds ${JSON.stringify(written)}`, async () => {
      expect(await idsOf(written)).to.deep.equal(ids);
    });
  }

  it("makes what a path lacks, once", async () => {
    expect(await idsOf("研发部/后端/支付")).to.deep.equal([9]);
    expect(await nameOf(8)).to.deep.include({ id: 8, name: "后端", parentid: 2 });
    expect(await nameOf(9)).to.deep.include({ id: 9, name: "支付", parentid: 8 });
    await book.take(csv("b,乙,研发部/后端/支付;研发部/后端/清算,,,b@example.com,"));
    expect((await book.member("b"))?.department).to.deep.equal([9, 10]);
  });

  it("has the same name under different parents", async () => {
    expect(await idsOf("市场部/前端;前端")).to.deep.equal([9, 10]);
  });

  it("takes the root's name for a department where there is one of that name", async () => {
    await book.change(createDepartment, { id: 3, name: "Acme", parentid: 1 });
    expect(await idsOf("Acme")).to.deep.equal([3]);
  });

  it("adds to the root also when it has a record, as after it was renamed", async () => {
    await book.change(updateDepartment, { id: 1, name: "星辰科技" });
    expect(await idsOf("")).to.deep.equal([1]);
    await book.take(csv("b,乙,星辰科技;市场部,,,b@example.com,"));
    expect((await book.member("b"))?.department).to.deep.equal([1, 8]);
  });

  it("takes ten levels, the root's own name not counted twice", async () => {
    const path = Array.from({ length: 9 }, (_, at) => `层${at}`).join("/");
    expect(await idsOf(`Acme/${path}`)).to.deep.equal([16]);
    expect(await idsOf(path)).to.deep.equal([16]);
  });

  it("moves a member, and leaves one whose cell is empty where it is", async () => {
    await idsOf("研发部");
    expect(await idsOf("研发部/前端")).to.deep.equal([7]);
    expect(await idsOf("")).to.deep.equal([7]);
    const counts = await book.store.read([2, 7].map(departmentCounterKey));
    expect(counts.map(({ value }) => value)).to.deep.equal([0, 1]);
  });

  it("have 1,000 direct members and no more, named as full", async () => {
    const rows = Array.from({ length: 1_003 }, (_, at) => `u${at},员工,新部,,,u${at}@example.com,`);
    const { added, bad } = await book.take(csv(...rows));
    expect(added).to.equal(1_000);
    expect(bad.map(({ line, errcode }) => `${line} ${errcode}`)).to.deep.equal([
      "1002 81001",
      "1003 81001",
      "1004 81001",
    ]);
    expect(bad[0]?.errmsg).to.equal("department full: 新部 (8) has 1000 direct members already");
    expect(await book.take(csv("u1,员工,新部,主管,,,"))).to.include({ updated: 1 });
    expect(await book.take(csv("u1,员工,研发部,,,,", "v,员工,新部,,,v@example.com,"))).to.include({
      added: 1,
      updated: 1,
      refused: 0,
    });
  });

  it("are found again when one is deleted while rows are read", async () => {
    await book.change(deleteDepartment, { id: 7 });
    expect(await idsOf("研发部/前端")).to.deep.equal([8]);
  });
});
