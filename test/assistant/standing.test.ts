import { expect } from "chai";
import { refOf, type Profile } from "../../src/domain/follower.ts";
import { memberOf } from "../../src/domain/conversation.ts";
import { statusOf, type Status } from "../../src/domain/phase.ts";
import { rememberedEvents } from "../../src/domain/standing.ts";
import { followersBy, statusPut, type FollowerQuery } from "../../src/records/follower-index.ts";
import { profilePuts } from "../../src/records/followers.ts";
import { readPage } from "../../src/records/lists.ts";
import { readStanding, standingKey } from "../../src/records/standings.ts";
import type { Store } from "../../src/store/store.ts";
import { follows, says, unfollows } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  phoneNumber,
  upTo,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { describeOnEachEngine } from "../support/engines.ts";

const matched: Profile = {
  openid: "matched",
  nickname: "ZhangWei",
  mobile: `+86${phoneNumber(1)}`,
};

describeOnEachEngine("the standing of a follower", (open) => {
  let store: Store;
  let instance: AssistantOnStore;
  beforeEach(async () => {
    [store] = await open();
    instance = createOnStore(store);
    await fill(store, { members: upTo(4).map(memberNumber), followers: [matched] });
  });

  const standingOf = async (openid: string) =>
    readStanding((await store.read([standingKey(openid)]))[0]);
  const found = async (query: FollowerQuery) =>
    (await readPage(store, followersBy(query), { limit: 10 })).items;
  const became = async (openid: string) =>
    (await standingOf(openid))?.events.map((event) => event.became);

  it("is what the conversation says, after every turn, and found by its status alone", async () => {
    const turns = [
      () => instance.answer(follows("o/1")),
      () => instance.answer(says("o/1", phoneNumber(2))),
      async () => instance.answer(says("o/1", await instance.codeFor("o/1"))),
      () => instance.acts.release("o/1"),
      () => instance.answer(says("o/1", "你好")),
      () => instance.acts.bind("o/1", "member-3"),
      () => instance.answer(unfollows("o/1")),
    ];
    for (const turn of turns) {
      await turn();
      const conversation = await instance.conversationOf("o/1");
      const status = statusOf(conversation.phase);
      const standing = await standingOf("o/1");
      expect(standing?.status).to.equal(status);
      expect(standing?.userid).to.equal(memberOf(conversation));
      for (const each of ["none", "unverified", "confirming", "followed"] as const) {
        expect(await found({ status: each }), each).to.deep.equal(each === status ? ["o/1"] : []);
      }
    }
    expect(await became("o/1")).to.deep.equal([
      "unfollowed",
      "bound",
      "unverified",
      "released",
      "bound",
      "unverified",
    ]);
  });

  it("is written only by a turn that changes it", async () => {
    await instance.answer(follows("quiet"));
    const [before] = await store.read([standingKey("quiet")]);
    await instance.answer(says("quiet", "你好"));
    await instance.answer(says("quiet", phoneNumber(2)));
    expect((await store.read([standingKey("quiet")]))[0]).to.deep.equal(before);
  });

  it(`comes with its last ${rememberedEvents} changes, and no more`, async () => {
    for (const _ of upTo(rememberedEvents)) {
      await instance.answer(follows("restless"));
      await instance.answer(unfollows("restless"));
    }
    const events = (await became("restless")) ?? [];
    expect(events).to.have.length(rememberedEvents);
    expect(events.slice(0, 2)).to.deep.equal(["unfollowed", "unverified"]);
  });

  it("lists who waits for longest first, or the last first, page by page", async () => {
    let now = 1_000_000;
    const slow = createOnStore(store, { realNow: () => (now += 1_000) });
    for (const openid of ["a", "b", "c", "d", "e"]) await slow.answer(follows(openid));
    const unverified = followersBy({ status: "unverified" });
    const page = await readPage(store, unverified, { limit: 2 });
    expect(page.items).to.deep.equal(["a", "b"]);
    const next = await readPage(store, unverified, { after: page.next, limit: 2 });
    expect(next.items).to.deep.equal(["c", "d"]);
    const last = await readPage(store, { ...unverified, reverse: true }, { limit: 2 });
    expect(last.items).to.deep.equal(["e", "d"]);
  });

  it("is found by ref, by what the nickname begins with, and by a contact replied or in the profile", async () => {
    await instance.answer(follows("stranger"));
    await instance.answer(says("stranger", phoneNumber(2)));
    expect(await found({ ref: refOf("stranger").toLowerCase() })).to.deep.equal(["stranger"]);
    expect(await found({ ref: refOf("matched") })).to.deep.equal(["matched"]);
    for (const nickname of ["zh", "ZHANGWEI", "ｚｈａｎｇ"]) {
      expect(await found({ nickname }), nickname).to.deep.equal(["matched"]);
    }
    expect(await found({ nickname: "wei" })).to.deep.equal([]);
    const mobile = (value: string) => ({ identifier: { kind: "mobile", value } }) as const;
    expect(await found(mobile(`+86${phoneNumber(2)}`))).to.deep.equal(["stranger"]);
    expect(await found(mobile(`+86${phoneNumber(1)}`))).to.deep.equal(["matched"]);
  });

  it("is found by nothing any more that the profile has lost", async () => {
    const after = { openid: "matched", nickname: "Li/Si%" };
    await store.commit({ checks: [], ...profilePuts(matched, after), adds: [] });
    expect(await found({ nickname: "zhang" })).to.deep.equal([]);
    expect(await found({ nickname: "li/si%" })).to.deep.equal(["matched"]);
    expect(
      await found({ identifier: { kind: "mobile", value: matched.mobile ?? "" } }),
    ).to.deep.equal([]);
    expect(await found({ ref: refOf("matched") })).to.deep.equal(["matched"]);
  });

  it("is listed at the cost of a page, however many stand alike", async () => {
    await crowd(store, 3_000);
    let entries = 0;
    const counting: Store = {
      ...store,
      scan: async (collection, page) => {
        const some = await store.scan(collection, page);
        entries += some.length;
        return some;
      },
      read: () => {
        throw new Error("a page needs no read");
      },
    };
    const queries: readonly FollowerQuery[] = [
      { status: "unverified" },
      { nickname: "员工" },
      { ref: refOf("crowd-17") },
    ];
    for (const query of queries) {
      entries = 0;
      const { items } = await readPage(counting, followersBy(query), { limit: 20 });
      expect(items.length).to.be.greaterThan(0).and.at.most(20);
      expect(entries).to.be.at.most(items.length + 1);
    }
  });
});

async function crowd(store: Store, count: number): Promise<void> {
  const status: Status = "unverified";
  const puts = upTo(count).flatMap((index) => {
    const openid = `crowd-${index}`;
    return [
      ...profilePuts(undefined, { openid, nickname: `员工${index}` }).puts,
      statusPut(openid, { status, since: index, events: [] }),
    ];
  });
  for (let start = 0; start < puts.length; start += 1_000) {
    const some = puts.slice(start, start + 1_000);
    await store.commit({ checks: [], puts: some, deletes: [], adds: [] });
  }
}
