import { expect } from "chai";
import { memberChange, memberKey, readMember } from "../../src/records/members.ts";
import type { Change } from "../../src/store/store.ts";
import { follows, says } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  phoneNumber,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { describeOnEachEngine } from "../support/engines.ts";

const note = { key: "audit/1", value: "who did what" };
const noted: Partial<Change> = { puts: [note] };

describeOnEachEngine("an act with a change alongside", (open) => {
  let instance: AssistantOnStore;
  beforeEach(async () => {
    const [store] = await open();
    instance = createOnStore(store);
    await fill(store, {
      members: [memberNumber(1), memberNumber(2), memberNumber(3)],
      followers: [{ openid: "bound", mobile: `+86${phoneNumber(1)}` }],
    });
    await instance.answer(follows("bound"));
  });

  const entryOf = async (key: string) => (await instance.store.read([key]))[0];
  const memberNow = async () => readMember(await entryOf(memberKey("member-1")));
  const isNoted = async () => (await entryOf(note.key))?.value !== undefined;
  const deletion = async (): Promise<Partial<Change>> => {
    const key = memberKey("member-1");
    const entry = await entryOf(key);
    const member = readMember(entry) ?? memberNumber(1);
    return {
      ...memberChange(member, undefined),
      checks: [{ key, version: entry?.version ?? "" }],
      ...noted,
    };
  };

  it("releases a follower and deletes the member in one commit, which frees the seat", async () => {
    expect(await instance.seatsTaken()).to.equal(1);
    const commits: Change[] = [];
    const watched = createOnStore({
      ...instance.store,
      commit: (change) => {
        commits.push(change);
        return instance.store.commit(change);
      },
    });
    expect((await watched.acts.release("bound", await deletion())).outcome).to.equal("released");
    expect(commits).to.have.length(1);
    expect(await memberNow()).to.equal(undefined);
    expect((await instance.conversationOf("bound")).phase).to.equal("stranger");
    expect(await instance.seatsTaken()).to.equal(0);
    expect(await isNoted()).to.equal(true);
  });

  it("does nothing when what the change rests on has changed, and says so", async () => {
    const stale = await deletion();
    await instance.acts.release("bound");
    await instance.acts.bind("bound", "member-1");
    expect(await instance.acts.release("bound", stale)).to.deep.equal({
      outcome: "stale",
      replies: [],
    });
    expect((await memberNow())?.boundTo).to.equal("bound");
    expect(await isNoted()).to.equal(false);
  });

  it("deletes the member of a follower who is bound no more, and leaves the conversation", async () => {
    await instance.acts.release("bound");
    const before = await instance.conversationOf("bound");
    expect((await instance.acts.release("bound", await deletion())).outcome).to.equal("ignored");
    expect(await memberNow()).to.equal(undefined);
    expect(await instance.conversationOf("bound")).to.deep.equal(before);
    expect(await instance.seatsTaken()).to.equal(0);
  });

  it("is committed when somebody is bound or unlocked, and not when it is refused or in vain", async () => {
    expect((await instance.acts.bind("other", "member-1", noted)).outcome).to.equal(
      "already-bound",
    );
    expect(await isNoted()).to.equal(false);
    expect((await instance.acts.bind("other", "member-2", noted)).outcome).to.equal("bound");
    expect(await isNoted()).to.equal(true);

    await instance.answer(follows("guesser"));
    await instance.answer(says("guesser", phoneNumber(3)));
    const second = { key: "audit/2", value: "unlocked" };
    const unlock = () => instance.acts.unlock("guesser", { puts: [second] });
    expect((await unlock()).outcome).to.equal("ignored");
    expect((await entryOf(second.key))?.value).to.equal(undefined);
    await instance.answer(says("guesser", "000000"));
    expect((await unlock()).outcome).to.equal("unlocked");
    expect((await entryOf(second.key))?.value).to.equal("unlocked");
  });
});
