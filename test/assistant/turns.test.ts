import { expect } from "chai";
import type { SettledTurn } from "../../src/assistant/assistant.ts";
import type { Store } from "../../src/store/store.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  phoneNumber,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { follows, says } from "../support/callbacks.ts";
import { describeOnLmdb } from "../support/engines.ts";

describeOnLmdb("a listener to the turns of conversations", (open) => {
  let turns: SettledTurn[];
  let stores: readonly [Store, Store];
  let instance: AssistantOnStore;
  beforeEach(async () => {
    turns = [];
    stores = await open();
    const [store] = stores;
    instance = createOnStore(store, { onTurn: (turn) => turns.push(turn) });
    await fill(store, { members: [memberNumber(1)] });
  });

  const moves = () =>
    turns.map(({ input, before, outcome, after }) => [
      input.kind,
      before.phase,
      outcome,
      after.phase,
    ]);

  it("is told each input with the conversation before and after it, also what changes nothing", async () => {
    const message = says("li", phoneNumber(1));
    await instance.answer(follows("li"));
    await instance.answer(message);
    await instance.answer(message);
    await instance.acts.unlock("li");
    await instance.acts.bind("li", "member-1");
    expect(moves()).to.deep.equal([
      ["followed", "stranger", "prompted", "asking-contact"],
      ["said", "asking-contact", "code-sent", "asking-code"],
      ["said", "asking-code", "repeated", "asking-code"],
      ["unlock", "asking-code", "ignored", "asking-code"],
      ["bind", "asking-code", "bound", "followed"],
    ]);
    expect(turns.at(-1)?.after).to.deep.equal(await instance.conversationOf("li"));
  });

  it("is told once of a turn that was tried again after somebody else's commit", async () => {
    const [store, other] = stores;
    const elsewhere = createOnStore(other);
    let commits = 0;
    const overtaken = createOnStore(
      {
        ...store,
        async commit(change) {
          commits += 1;
          if (commits === 1) await elsewhere.answer(says("li", "你好"));
          return store.commit(change);
        },
      },
      { onTurn: (turn) => turns.push(turn) },
    );
    await overtaken.answer(follows("li"));
    expect(commits).to.be.greaterThan(1);
    expect(moves()).to.deep.equal([["followed", "asking-contact", "prompted", "asking-contact"]]);
  });

  it("harms nobody when it throws: the callback is answered, and its turn stands", async () => {
    const [store] = stores;
    const throwing = createOnStore(store, {
      onTurn: () => {
        throw new Error("a listener of somebody's");
      },
    });
    const { outcome, replies } = await throwing.answer(follows("li"));
    expect(outcome).to.equal("prompted");
    expect(replies).to.have.lengthOf(1);
    expect((await instance.conversationOf("li")).phase).to.equal("asking-contact");
  });
});
