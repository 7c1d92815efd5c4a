import { expect } from "chai";
import type { RowOutcome } from "../../../src/addressbook/import/apply.ts";
import type { ImportProgress } from "../../../src/addressbook/import/import-staff.ts";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { identifierKey, readIdentifier } from "../../../src/records/members.ts";
import { csv, expectSound, openBook, type Book } from "./book.ts";

const zhang = "zhang.wei,张伟,研发部/前端,工程师,13800000001,Wei@Example.com,Wei_Zhang";

const wang = {
  userid: "wang",
  name: "王五",
  department: [1],
  email: "wang@example.com",
  weixinid: "wx_wang",
  enabled: true,
};

describe("importing an address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const codes = async (...rows: readonly string[]): Promise<readonly string[]> => {
    const { bad } = await book.take(csv(...rows));
    return bad.map(({ line, userid, errcode }) => `${line} ${userid} ${errcode}`);
  };

  it("adds whoever is new, with contacts made plain", async () => {
    const { bad, ...summary } = await book.take(csv(zhang));
    expect(bad).to.deep.equal([]);
    expect(summary).to.deep.equal({ rows: 1, added: 1, updated: 0, unchanged: 0, refused: 0 });
    expect(await book.member("ZHANG.WEI")).to.deep.include({
      userid: "zhang.wei",
      name: "张伟",
      department: [3],
      position: "工程师",
      mobile: "+8613800000001",
      email: "wei@example.com",
      weixinid: "Wei_Zhang",
      enabled: true,
    });
  });

  it("finds everything unchanged the second time, and writes nothing", async () => {
    const rows = csv(zhang, "li.si,李四,,,,li@example.com,", "wang,王五,2;研发部/前端,,,,wang_5");
    await book.take(rows);
    const before = await book.dump();
    const again = await book.take(rows);
    expect(again).to.include({ added: 0, updated: 0, unchanged: 3, refused: 0 });
    expect(await book.dump()).to.deep.equal(before);
  });

  it("leaves a field as it was when its cell is empty, or its column is not there", async () => {
    await book.take(csv(zhang));
    const before = await book.member("zhang.wei");
    expect(await book.take(csv("zhang.wei,,,,,,"))).to.include({ unchanged: 1 });
    await book.take("userid,name,position\nzhang.wei,张大伟,\n");
    expect(await book.member("zhang.wei")).to.deep.equal({ ...before, name: "张大伟" });
  });

  it("keeps the spelling of the userid, the binding and whether a member is enabled", async () => {
    await book.take(csv(zhang));
    const before = await book.member("zhang.wei");
    if (before === undefined) throw new Error("zhang.wei was not added");
    await book.seat({ ...before, enabled: false, boundTo: "oZhang" });
    const row = "Zhang.Wei,张伟,,总监,13800000009,new@example.com,WEI_ZHANG";
    expect(await book.take(csv(row))).to.include({ updated: 1, refused: 0 });
    expect(await book.member("zhang.wei")).to.deep.equal({
      ...before,
      position: "总监",
      mobile: "+8613800000009",
      email: "new@example.com",
      weixinid: "WEI_ZHANG",
      enabled: false,
      boundTo: "oZhang",
    });
    const [mobile, old] = await book.store.read([
      identifierKey({ kind: "mobile", value: "+8613800000009" }),
      identifierKey({ kind: "mobile", value: "+8613800000001" }),
    ]);
    expect(readIdentifier(mobile)).to.include({ userid: "zhang.wei", boundTo: "oZhang" });
    expect(old?.value).to.equal(undefined);
  });

  it("lets a follower without a WeChat ID get one, and a stranger change it", async () => {
    await book.seat({
      userid: "li.si",
      name: "李四",
      department: [1],
      mobile: "+8613900000001",
      enabled: true,
      boundTo: "oLi",
    });
    await book.take(csv(zhang));
    const rows = csv("li.si,李四,,,,,li_si", "zhang.wei,张伟,,,,,another_id");
    expect(await book.take(rows)).to.include({ updated: 2, refused: 0 });
  });

  it("moves a contact between members in the order of the rows", async () => {
    await book.take(csv("a,甲,,,13800000001,,", "b,乙,,,13800000002,,"));
    expect(await codes("a,甲,,,13800000003,,", "b,乙,,,13800000001,,")).to.deep.equal([]);
    expect(await book.member("b")).to.include({ mobile: "+8613800000001" });
  });

  it("refuses a contact that its owner gives up only further down, and takes it the next time", async () => {
    await book.take(csv("a,甲,,,13800000001,,", "b,乙,,,13800000002,,"));
    const rows = ["b,乙,,,13800000001,,", "a,甲,,,13800000003,,"];
    expect(await codes(...rows)).to.deep.equal(["2 b 60104"]);
    expect(await codes(...rows)).to.deep.equal([]);
  });

  it("gives a contact to the first of two new members who claim it", async () => {
    expect(await codes("a,甲,,,13800000001,,", "b,乙,,,+86 138-0000-0001,,")).to.deep.equal([
      "3 b 60104",
    ]);
  });

  it("lets nobody have what a refused row claims", async () => {
    expect(await codes("a,,,,13800000001,,", "b,乙,,,13800000001,,")).to.deep.equal(["2 a 60112"]);
    expect(await book.member("b")).to.include({ mobile: "+8613800000001" });
  });

  it("names rows in the order of the file, and the others too", async () => {
    const settled: string[] = [];
    const path = book.file(csv("a,甲,,,,,", zhang, "b,乙,,,x,,"));
    await importStaff(book.store, path, {
      settled: ({ line, userid, did }) => void settled.push(`${line} ${userid} ${did}`),
    });
    expect(settled).to.deep.equal(["2 a refused", "3 zhang.wei added", "4 b refused"]);
  });

  it("tells its progress, in rows and bytes, up to the end", async () => {
    const rows = Array.from(
      { length: 1_200 },
      (_, at) => `u${at},员工,部门${at % 3},,,u${at}@example.com,`,
    );
    const told: ImportProgress[] = [];
    await importStaff(book.store, book.file(csv(...rows)), {
      progressed: (progress) => void told.push(progress),
    });
    expect(told.length).to.be.greaterThan(3);
    expect(told.map((each) => each.rows)).to.deep.equal(
      told.map((each) => each.rows).sort((one, other) => one - other),
    );
    const last = told.at(-1);
    expect(last).to.include({ rows: 1_200, bytes: last?.totalBytes });
  });

  it("does nothing with a header alone", async () => {
    expect(await book.take(csv())).to.include({ rows: 0, added: 0, refused: 0 });
  });

  it("clears with blank cells when told to, in the columns that the file has", async () => {
    const told = async (content: string): Promise<unknown> => {
      const bad: number[] = [];
      const settled = (outcome: RowOutcome): void => {
        if (outcome.did === "refused") bad.push(outcome.errcode);
      };
      await importStaff(book.store, book.file(content), { settled }, "clear");
      return bad;
    };
    await book.take(csv("a,甲,研发部,经理,13800000001,a@example.com,wx_aaa"));
    const before = await book.member("a");
    expect(await told("userid,name,position\na,甲,\n")).to.deep.equal([]);
    const { position: _position, ...others } = before ?? {};
    expect(await book.member("a")).to.deep.equal(others);
    expect(await told(csv("a,甲,,,,a@example.com,"))).to.deep.equal([]);
    expect(await book.member("a")).to.deep.equal({
      userid: "a",
      name: "甲",
      department: [1],
      email: "a@example.com",
      enabled: true,
    });
    expect(await told(csv("a,甲,,,,,", "a2,,,,,b@example.com,"))).to.deep.equal([60113, 60112]);
    expect(await told("userid,name\na,\n")).to.deep.equal([60112]);
    await book.seat({ ...wang, boundTo: "oWang" });
    expect(await told(csv("wang,王五,,,,wang@example.com,"))).to.deep.equal([60115]);
    // What was given up is free for others.
    expect(await told(csv("c,丙,,,13800000001,,wx_aaa"))).to.deep.equal([]);
    await expectSound(book);
  });
});
