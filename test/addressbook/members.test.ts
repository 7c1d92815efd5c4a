import { expect } from "chai";
import { createAddressBook } from "../../src/addressbook/address-book.ts";
import { createDepartment } from "../../src/addressbook/departments/create.ts";
import { createMember } from "../../src/addressbook/members/create.ts";
import { deleteMember } from "../../src/addressbook/members/delete.ts";
import { disableMember, enableMember } from "../../src/addressbook/members/enable.ts";
import { updateMember } from "../../src/addressbook/members/update.ts";
import { memberKey, readMember } from "../../src/records/members.ts";
import { createOnStore, fill } from "../support/assistant-on-store.ts";
import { follows } from "../support/callbacks.ts";
import { describeOnEachEngine } from "../support/engines.ts";
import { expectSound, openBook, type Book } from "./import/book.ts";

const zhang = { userid: "zhang.wei", name: "张伟", mobile: "+8613800000001" };

describe("a member of the address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook();
    await book.change(createDepartment, { id: 2, name: "研发部", parentid: 1 });
    expect(await book.change(createMember, { ...zhang, department: [2] })).to.include({
      changed: true,
    });
  });
  afterEach(async () => {
    await expectSound(book);
    await book.close();
  });

  const bound = { userid: "li", name: "李", department: [1], enabled: true };
  const seatLi = () => book.seat({ ...bound, weixinid: "li_si", boundTo: "oLi" });
  const refused: readonly (readonly [string, () => Promise<unknown>, number, RegExp])[] = [
    [
      "a userid that somebody has in other letters",
      () => book.change(createMember, { ...zhang, userid: "ZHANG.wei" }),
      60102,
      /^userid existed: zhang\.wei is 张伟$/,
    ],
    [
      "a mobile that somebody has",
      () => book.change(createMember, { ...zhang, userid: "li" }),
      60104,
      /^mobile existed:zhang\.wei; 13800000001/,
    ],
    [
      "nothing that a code can be sent to",
      () => book.change(createMember, { userid: "li", name: "李" }),
      60113,
      /all empty/,
    ],
    [
      "the last contact taken away",
      () => book.change(updateMember, { userid: "zhang.wei", mobile: "" }),
      60113,
      /all empty/,
    ],
    [
      "no name",
      () => book.change(updateMember, { userid: "zhang.wei", name: "" }),
      60112,
      /it is empty/,
    ],
    [
      "a department that is not there",
      () => book.change(updateMember, { userid: "zhang.wei", department: [9] }),
      60003,
      /no department has the id 9/,
    ],
    [
      "no department",
      () => book.change(updateMember, { userid: "zhang.wei", department: [] }),
      60123,
      /at least one/,
    ],
    ["a change of nobody", () => book.change(updateMember, { userid: "li" }), 60111, /"li"/],
    ["the deletion of nobody", () => book.change(deleteMember, { userid: "li" }), 60111, /"li"/],
    [
      "another WeChat ID for whom somebody is bound to",
      async () => {
        await seatLi();
        return book.change(updateMember, { userid: "li", weixinid: "li_si_2" });
      },
      60115,
      /it is li_si; unbind/,
    ],
  ];
  for (const [what, carriedOut, errcode, says] of refused) {
    it(`is not changed by ${what}`, async () => {
      const before = await book.dump();
      const answer = await carriedOut();
      expect(answer).to.include({ errcode }).and.have.property("errmsg").match(says);
      if (errcode !== 60115) expect(await book.dump()).to.deep.equal(before);
    });
  }

  it("stands in the root, enabled, unless somebody says otherwise", async () => {
    await book.change(createMember, { userid: "li", name: "李", email: "li@example.com" });
    expect(await book.member("li")).to.deep.include({ department: [1], enabled: true });
  });

  it("keeps what an update does not name, and loses what it clears", async () => {
    const asked = { userid: "ZHANG.WEI", email: "wei@example.com", mobile: "", department: [1] };
    await book.change(updateMember, asked);
    expect(await book.member("zhang.wei")).to.deep.equal({
      userid: "zhang.wei",
      name: "张伟",
      email: "wei@example.com",
      department: [1],
      enabled: true,
    });
  });

  it("is not written again when nothing differs", async () => {
    const before = await book.dump();
    expect(await book.change(updateMember, { ...zhang, department: [2] })).to.include({
      changed: false,
    });
    expect(await book.change(enableMember, { userid: "zhang.wei" })).to.include({ changed: false });
    expect(await book.dump()).to.deep.equal(before);
  });

  it("is disabled and enabled, for those too who find it by its contact", async () => {
    await book.change(disableMember, { userid: "zhang.wei" });
    expect(await book.member("zhang.wei")).to.include({ enabled: false });
    await book.change(enableMember, { userid: "zhang.wei" });
    expect(await book.member("zhang.wei")).to.include({ enabled: true });
  });

  it("is deleted with everything that it was found by", async () => {
    await book.change(deleteMember, { userid: "Zhang.Wei" });
    const left = [...(await book.dump()).keys()].filter((key) => /zhang|1380/.test(key));
    expect(left).to.deep.equal([]);
  });

  it("is changed in one commit with what stands alongside, which sees before and after", async () => {
    const alongside: Parameters<Book["change"]>[2] = (before, after) => ({
      puts: [
        {
          key: "audit/1",
          value: {
            before: before.member("zhang.wei")?.name ?? "",
            after: after.member("zhang.wei")?.name ?? "",
          },
        },
      ],
    });
    await book.change(updateMember, { userid: "zhang.wei", name: "张巍" }, alongside);
    expect((await book.dump()).get("audit/1")).to.deep.equal({ before: "张伟", after: "张巍" });
  });
});

describeOnEachEngine("a member whom somebody is bound to", (open) => {
  const profile = { openid: "oZhang", mobile: "+8613800000001" };

  it("is deleted in one commit with the release of the follower, which frees the seat", async () => {
    const [store] = await open();
    const assistant = createOnStore(store);
    await fill(store, { followers: [profile] });
    const commits: number[] = [];
    const watched = {
      ...store,
      commit: (change: Parameters<typeof store.commit>[0]) => {
        commits.push(change.deletes.length);
        return store.commit(change);
      },
    };
    const book = createAddressBook({ store: watched, acts: createOnStore(watched).acts });
    await book.carryOut(createMember, zhang);
    await assistant.answer(follows("oZhang"));
    expect(await assistant.seatsTaken()).to.equal(1);
    commits.length = 0;
    const deleted = await book.carryOut(deleteMember, { userid: "zhang.wei" });
    expect(deleted).to.have.nested.property("released.follower", "oZhang");
    expect(commits).to.have.length(1);
    expect(await assistant.seatsTaken()).to.equal(0);
    expect(await assistant.conversationOf("oZhang")).to.include({ phase: "stranger" });
    const [entry] = await store.read([memberKey("zhang.wei")]);
    expect(readMember(entry)).to.equal(undefined);
  });

  it("is deleted also when it is changed between read and commit", async () => {
    const [store] = await open();
    await fill(store, { followers: [profile] });
    const assistant = createOnStore(store);
    const { acts } = assistant;
    const others = createAddressBook({ store, acts });
    await others.carryOut(createMember, zhang);
    await assistant.answer(follows("oZhang"));
    let raced = false;
    const release: typeof acts.release = async (...asked) => {
      if (!raced) await others.carryOut(updateMember, { userid: "zhang.wei", name: "张巍" });
      raced = true;
      return acts.release(...asked);
    };
    const book = createAddressBook({ store, acts: { release } });
    const deleted = await book.carryOut(deleteMember, { userid: "zhang.wei" });
    expect(deleted).to.include({ changed: true });
    expect(await assistant.seatsTaken()).to.equal(0);
    expect(readMember((await store.read([memberKey("zhang.wei")]))[0])).to.equal(undefined);
  });
});
