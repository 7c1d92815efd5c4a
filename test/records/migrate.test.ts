import { expect } from "chai";
import { createAddressBook } from "../../src/addressbook/address-book.ts";
import { createDepartment } from "../../src/addressbook/departments/create.ts";
import { childrenOfDepartment } from "../../src/addressbook/lists.ts";
import { refOf } from "../../src/domain/follower.ts";
import { identifiersOf } from "../../src/domain/member.ts";
import { defaultAccount } from "../../src/domain/account.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { chatPage, readChatLine } from "../../src/records/chats.ts";
import { followersBy } from "../../src/records/follower-index.ts";
import { checkShapes, fillNewStore } from "../../src/records/fresh.ts";
import { collections, kinds } from "../../src/records/kinds.ts";
import { readPage } from "../../src/records/lists.ts";
import {
  departmentMemberKey,
  identifierKey,
  readIdentifier,
  readMember,
} from "../../src/records/members.ts";
import { migrate, putStoreVersion, storeVersion } from "../../src/records/migrate.ts";
import { readStamp, stampKey } from "../../src/records/stamps.ts";
import { readStanding, standingKey } from "../../src/records/standings.ts";
import type { Entry, Store } from "../../src/store/store.ts";
import { change } from "../store/changes.ts";
import { createOnStore } from "../support/assistant-on-store.ts";
import { says } from "../support/callbacks.ts";
import { describeOnEachEngine } from "../support/engines.ts";
import { entriesOfVersion0, fillWithVersion0 } from "./version-0.ts";

const quietly = { realNow: Date.now, progressed: () => undefined };

describeOnEachEngine("a store of version 0", (open) => {
  let store: Store;
  beforeEach(async () => {
    [store] = await open();
    await fillWithVersion0(store);
  });

  /** All that can be listed, and what else there was. */
  const everything = async (): Promise<readonly Entry["value"][]> => {
    const keys = entriesOfVersion0.map(({ key }) => key);
    const lists = [...collections.scanned].map((name) => store.scan(name, { limit: 1_000 }));
    return [await store.read(keys), ...(await Promise.all(lists))].flat().map(({ value }) => value);
  };

  it("is refused until it is brought up to date, and then holds nothing of an unknown shape", async () => {
    const refused = await checkShapes(store).catch((error: unknown) => error);
    expect(refused)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.matches(/^\S.+ was written by the version before this one; start the server .+$/);
    expect(await migrate({ store, ...quietly })).to.equal(0);
    await checkShapes(store);
    expect(await migrate({ store, ...quietly })).to.equal(undefined);
  });

  it("says how everybody stands, and finds them", async () => {
    await migrate({ store, ...quietly });
    const statuses = {
      oFollowed: "followed",
      oAskingCode: "unverified",
      oAskingContact: "unverified",
      oAskingMail: "unverified",
      oConfirming: "confirming",
      "oGone/1": "none",
    };
    for (const [openid, status] of Object.entries(statuses)) {
      const [entry] = await store.read([standingKey(openid)]);
      expect(readStanding(entry)?.status, openid).to.equal(status);
      const found = (await readPage(store, followersBy({ ref: refOf(openid) }), { limit: 2 }))
        .items;
      expect(found).to.deep.equal([openid]);
    }
    const [bound, silent] = await store.read([standingKey("oFollowed"), standingKey("oSilent")]);
    expect(readStanding(bound)?.userid).to.equal("zhang.wei");
    expect(readStanding(silent)).to.equal(undefined);
    // In the order in which they were last heard of.
    const waiting = (await readPage(store, followersBy({ status: "unverified" }), { limit: 10 }))
      .items;
    expect(waiting).to.have.members(["oAskingCode", "oAskingContact", "oAskingMail"]);
    const named = (await readPage(store, followersBy({ nickname: "zhang" }), { limit: 10 })).items;
    expect(named).to.deep.equal(["oFollowed"]);
  });

  it("keeps members under their identifiers, and no handle", async () => {
    await migrate({ store, ...quietly });
    const members = (await store.scan("members", { limit: 10 })).map(readMember);
    expect(members).to.have.length(4);
    for (const member of members.flatMap((each) => each ?? [])) {
      for (const entry of await store.read(identifiersOf(member).map(identifierKey))) {
        const { userid, name, enabled, boundTo } = member;
        expect(readIdentifier(entry)).to.deep.equal({
          userid,
          name,
          enabled,
          ...(boundTo && { boundTo }),
        });
      }
    }
    const handles = entriesOfVersion0.filter(({ key }) => key.startsWith("handles/"));
    expect(handles).to.have.length(7);
    const left = await store.read(handles.map(({ key }) => key));
    expect(left.filter(({ value }) => value !== undefined)).to.deep.equal([]);
  });

  it("lists the members and the children of departments, and gives new ids to new ones", async () => {
    await migrate({ store, ...quietly });
    const members = (await store.scan("members", { limit: 10 })).map(readMember);
    const listed = members.flatMap((member) =>
      (member?.department ?? []).map((id) => departmentMemberKey(id, member?.userid ?? "")),
    );
    const lists = await store.scan("department-members", { limit: 20 });
    expect(lists.map(({ key }) => key)).to.have.members(listed);
    const { items } = await readPage(store, childrenOfDepartment(2), { limit: 10 });
    expect(items.map(({ name }) => name)).to.deep.equal(["前端"]);
    const book = createAddressBook({ store, acts: createOnStore(store).acts });
    const made = await book.carryOut(createDepartment, { name: "新", parentid: 1 });
    expect(made).to.include({ id: 8 });
  });

  it("numbers the lines of chats in their order, and goes on from there", async () => {
    await migrate({ store, ...quietly });
    const entries = await store.scan("chats", chatPage("oGone/1", 0, 100));
    const lines = entries.map(readChatLine).reverse();
    expect(lines.map((line) => line?.from)).to.deep.equal([
      "follower",
      "account",
      "follower",
      "account",
      "follower",
    ]);
    expect(lines[2]).to.deep.include({ action: { action: "say", text: "你好" } });
    const [stamp] = await store.read([stampKey("oGone/1")]);
    expect(readStamp(stamp).lines).to.equal(5);
    const cards = await store.scan("chats", chatPage("oFollowed", 7, 100));
    expect(cards.map(readChatLine)).to.have.length(1);
    const old = entriesOfVersion0.filter(({ key }) => key.startsWith("chats/"));
    expect(await store.scan("chats", { limit: 1_000 })).to.have.length(old.length);
  });

  it("lets conversations go on where they were", async () => {
    await migrate({ store, ...quietly });
    const instance = createOnStore(store);
    expect((await instance.answer(says("oFollowed", "你好"))).outcome).to.equal("already-followed");
    expect((await instance.acts.release("oFollowed")).outcome).to.equal("released");
    const [entry] = await store.read([standingKey("oFollowed")]);
    expect(readStanding(entry)?.status).to.equal("none");
    expect(await instance.seatsTaken()).to.equal(1);
    const followed = (await readPage(store, followersBy({ status: "followed" }), { limit: 10 }))
      .items;
    expect(followed).to.deep.equal([]);
  });

  it("is the same in the end wherever a migration was ended before, and begun again", async () => {
    const [other] = await open();
    await fillWithVersion0(other);
    const realNow = (): number => 1_800_000_000_000;
    await migrate({ store: other, ...quietly, realNow });
    const whole = await Promise.all(
      [...collections.scanned].map((name) => other.scan(name, { limit: 1_000 })),
    );
    for (let mostCommits = 0; ; mostCommits += 1) {
      let commits = 0;
      const brittle: Store = {
        ...store,
        commit: (asked) => {
          commits += 1;
          if (commits > mostCommits) return Promise.reject(new Error("ended"));
          return store.commit(asked);
        },
      };
      const ended = await migrate({ store: brittle, ...quietly, realNow }).then(
        () => false,
        () => true,
      );
      if (!ended) break;
    }
    const lists = await Promise.all(
      [...collections.scanned].map((name) => store.scan(name, { limit: 1_000 })),
    );
    const plain = (all: readonly (readonly Entry[])[]) =>
      all.flat().map(({ key, value }) => ({ key, value }));
    expect(plain(lists)).to.deep.equal(plain(whole));
  });

  it("is the same in the end when two processes bring it up to date at once", async () => {
    const [first, second] = await open();
    await fillWithVersion0(first);
    await Promise.all([first, second].map((each) => migrate({ store: each, ...quietly })));
    await migrate({ store, ...quietly });
    const keysOf = async (each: Store) => {
      const lists = [...collections.scanned].map((name) => each.scan(name, { limit: 1_000 }));
      const entries = (await Promise.all(lists)).flat();
      return entries.map(({ key }) => key);
    };
    expect(await keysOf(first)).to.deep.equal(await keysOf(store));
    await checkShapes(first);
  });

  it("keeps a process of that version from writing on: it does not know the settings any more", async () => {
    await migrate({ store, ...quietly });
    const [entry] = await store.read(["settings"]);
    expect(entry?.value).to.include({ v: kinds.settings.shape, failureReminder: "请联系 IT 8001" });
    expect(kinds.settings.shape).to.be.greaterThan(1);
  });

  it("is left as it is when nobody knows the shape of its settings", async () => {
    await store.commit(change({ puts: [{ key: "settings", value: { v: 99 } }] }));
    const before = await everything();
    const refused = await migrate({ store, ...quietly }).catch((error: unknown) => error);
    expect(String(refused)).to.match(/settings was written by another version .+; start the/);
    expect(await everything()).to.deep.equal(before);
  });
});

describeOnEachEngine("the version of a store", (open) => {
  it("is this program's from the beginning, so that nothing is to be migrated", async () => {
    const [store] = await open();
    expect(await migrate({ store, ...quietly })).to.equal(undefined);
    await fillNewStore(store, { settings: defaultSettings, account: defaultAccount });
    expect(await migrate({ store, ...quietly })).to.equal(undefined);
    await checkShapes(store);
  });

  it("is refused in one line when a later program has written it", async () => {
    const [store] = await open();
    await store.commit(change({ puts: [putStoreVersion(storeVersion + 1)] }));
    for (const refuse of [() => migrate({ store, ...quietly }), () => checkShapes(store)]) {
      const refused = await refuse().catch((error: unknown) => error);
      expect(String(refused)).to.match(
        /was written by a later version of this program .+; start that version, or a later one$/,
      );
    }
  });
});
