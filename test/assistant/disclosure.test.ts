import { expect } from "chai";
import type { FollowersCallback } from "../../src/domain/callback.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { follows, says } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  otherThan,
  phoneNumber,
} from "../support/assistant-on-store.ts";
import { describeOnEachEngine } from "../support/engines.ts";

const neutral = { disclosure: "neutral" } as const;

describeOnEachEngine("with neutral answers, a contact that nobody has", (open) => {
  it("is answered, read, written and counted as one that somebody has, and so is each try", async () => {
    const [store] = await open();
    await fill(store, { settings: neutral, members: [memberNumber(1)] });
    const known = await watched(store, "oKnown", phoneNumber(1));
    const unknown = await watched(store, "oOther", phoneNumber(2));
    expect(known.map(({ outcome }) => outcome)).to.deep.equal([
      ...["prompted", "code-sent", "resend-too-soon", "code-wrong", "code-awaited"],
    ]);
    expect(unknown).to.deep.equal(known);
    expect(await store.scan("outbox", { limit: 9 })).to.have.lengthOf(2);
  });

  it("has no code that is right", async () => {
    const [store] = await open();
    const instance = createOnStore(store);
    await fill(store, { settings: neutral, members: [memberNumber(1)] });
    await instance.answer(follows("oOther"));
    await instance.answer(says("oOther", phoneNumber(2)));
    const { outcome } = await instance.answer(says("oOther", await instance.codeFor("oOther")));
    expect(outcome).to.equal("code-wrong");
  });

  /** What a follower who names a contact is answered, and what the store is asked meanwhile. */
  async function watched(store: Store, follower: string, contact: string) {
    const asked: string[] = [];
    const instance = createOnStore({
      ...store,
      read: (keys) => {
        asked.push(`read ${keys.map(plain).join(" ")}`);
        return store.read(keys);
      },
      commit: (change) => {
        asked.push(`commit ${shapeOf(change)}`);
        return store.commit(change);
      },
    });
    const plain = (text: string): string =>
      text
        .replaceAll(follower, "FOLLOWER")
        .replaceAll(contact, "CONTACT")
        .replace(/^outbox\/.*/, "outbox/ENTRY")
        .replace(/^members\/.*/, "members/MEMBER")
        .replace(/F-[0-9A-Z]{4}/, "REF")
        .replace(/\/\d{15}/, "/MOMENT");
    const shapeOf = ({ checks, puts, deletes, adds }: Change): string =>
      JSON.stringify({
        checks: checks.map(({ key }) => plain(key)),
        puts: puts.map(({ key, keepUntil }) => [plain(key), keepUntil !== undefined]),
        deletes,
        adds: adds.map(({ key, by, max }) => [plain(key), by, max]),
      });
    const turns: { outcome: string; said: string; asked: readonly string[] }[] = [];
    const tell = async (callback: FollowersCallback): Promise<void> => {
      asked.length = 0;
      const { outcome, replies } = await instance.answer(callback);
      const masked = JSON.stringify(replies).replaceAll(/\d{3}\*{4}\d{4}/g, "MASKED");
      turns.push({ outcome, said: masked, asked: [...asked] });
    };
    await tell(follows(follower));
    await tell(says(follower, contact));
    await tell(says(follower, contact));
    await tell(says(follower, otherThan(await instance.codeFor(follower))));
    await tell(says(follower, "你好"));
    return turns;
  }
});
