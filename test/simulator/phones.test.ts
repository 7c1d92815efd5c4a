import { expect } from "chai";
import { followerKey, readFollower } from "../../src/records/followers.ts";
import { createPhones } from "../../src/simulator/phones.ts";
import type { Store } from "../../src/store/store.ts";
import { describeOnLmdb } from "../support/engines.ts";

describeOnLmdb("a follower's profile", (open) => {
  let store: Store;
  beforeEach(async () => {
    [store] = await open();
  });
  const stranger = () => Promise.resolve("stranger" as const);

  it("keeps what each of two writes who change it at once", async () => {
    const other = createPhones(store, stranger);
    await other.put({ openid: "o", nickname: "wei" });
    let meddle = async (): Promise<void> => {
      meddle = () => Promise.resolve();
      await other.put({ openid: "o", weixinid: "wei_zhang" });
    };
    const phones = createPhones(
      {
        ...store,
        // The other's commit comes between what is read and what is written.
        commit: async (change) => {
          await meddle();
          return store.commit(change);
        },
      },
      stranger,
    );
    await phones.put({ openid: "o", nickname: "zhang" });
    const [entry] = await store.read([followerKey("o")]);
    expect(readFollower(entry)).to.deep.equal({
      openid: "o",
      nickname: "zhang",
      weixinid: "wei_zhang",
    });
  });
});
