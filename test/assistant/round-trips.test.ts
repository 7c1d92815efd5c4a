import { expect } from "chai";
import { Redis } from "ioredis";
import type { FollowersCallback } from "../../src/domain/callback.ts";
import { enters, follows, says } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  otherThan,
  phoneNumber,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { describeOnRedis } from "../support/engines.ts";

describeOnRedis("round trips to Redis", (open, redis) => {
  let instance: AssistantOnStore;
  let observer: Redis;
  before(async () => {
    const [store] = await open();
    instance = createOnStore(store);
    await fill(store, {
      settings: { wrongCodesPerDay: 3 },
      members: [1, 2, 3, 4].map(memberNumber),
      followers: [
        { openid: "matched", mobile: `+86${phoneNumber(1)}` },
        { openid: "unmatched", mobile: "+8613900000000" },
      ],
    });
    observer = new Redis(redis().port, { lazyConnect: false });
    // The script is sent by its text once, and known by its name from then on.
    await instance.answer(follows("the first of all"));
  });
  after(() => {
    observer.disconnect();
  });

  /** Answers a callback, and what it cost: calls of each command that a client sent. */
  const cost = async (callback: FollowersCallback) => {
    const earlier = await callsOf(observer);
    const { outcome } = await instance.answer(callback);
    const later = await callsOf(observer);
    const calls: Record<string, number> = {};
    for (const [command, count] of later) {
      const more = count - (earlier.get(command) ?? 0);
      if (more > 0 && !ofTheScript.has(command)) calls[command] = more;
    }
    return { outcome, calls };
  };
  const asked = (reads: number, commits: number): Record<string, number> => ({
    ...(reads > 0 && { mget: reads }),
    ...(commits > 0 && { evalsha: commits }),
  });

  it("are 4 for a follow that matches", async () => {
    expect(await cost(follows("matched"))).to.deep.equal({ outcome: "bound", calls: asked(3, 1) });
  });

  it("are 3 for a follow whose phone matches nobody, 2 where no phone is known", async () => {
    const prompted = "prompted";
    expect(await cost(follows("unmatched"))).to.deep.equal({
      outcome: prompted,
      calls: asked(2, 1),
    });
    expect(await cost(follows("unknown"))).to.deep.equal({ outcome: prompted, calls: asked(1, 1) });
  });

  it("are 2 for an ordinary message, answered or bound already", async () => {
    expect(await cost(says("unknown", "你好"))).to.deep.equal({
      outcome: "prompted",
      calls: asked(1, 1),
    });
    expect(await cost(says("matched", "你好"))).to.deep.equal({
      outcome: "already-followed",
      calls: asked(1, 1),
    });
  });

  it("are 1 for what is neither answered nor changes anything", async () => {
    expect(await cost(enters("unknown"))).to.deep.equal({ outcome: "ignored", calls: asked(1, 0) });
  });

  it("are 3 for a contact, in the book or not", async () => {
    expect(await cost(says("unknown", "13911111111"))).to.deep.equal({
      outcome: "contact-unknown",
      calls: asked(2, 1),
    });
    expect(await cost(says("unknown", phoneNumber(2)))).to.deep.equal({
      outcome: "code-sent",
      calls: asked(2, 1),
    });
  });

  it("are 3 for a code, wrong or right", async () => {
    const code = await instance.codeFor("unknown");
    expect(await cost(says("unknown", otherThan(code)))).to.deep.equal({
      outcome: "code-wrong",
      calls: asked(2, 1),
    });
    expect(await cost(says("unknown", code))).to.deep.equal({
      outcome: "bound",
      calls: asked(2, 1),
    });
  });

  it("are 1 for whatever a locked follower says", async () => {
    await instance.answer(follows("guesser"));
    await instance.answer(says("guesser", phoneNumber(3)));
    const code = await instance.codeFor("guesser");
    for (let wrong = 0; wrong < 3; wrong += 1) {
      await instance.answer(says("guesser", otherThan(code)));
    }
    for (const text of [code, otherThan(code), phoneNumber(4), "你好"]) {
      expect(await cost(says("guesser", text))).to.deep.equal({
        outcome: "locked-today",
        calls: asked(1, 0),
      });
    }
  });

  it("are 1 for whatever is delivered again", async () => {
    const follow = follows("twice");
    const contact = says("twice", phoneNumber(3));
    for (const callback of [follow, contact]) {
      await instance.answer(callback);
      expect(await cost(callback)).to.deep.equal({ outcome: "repeated", calls: asked(1, 0) });
    }
    const right = says("twice", await instance.codeFor("twice"));
    await instance.answer(right);
    expect(await cost(right)).to.deep.equal({ outcome: "repeated", calls: asked(1, 0) });
  });
});

// What the commit script calls from within Redis, and how the test looks.
const ofTheScript = new Set([
  "getrange",
  "get",
  "set",
  "incr",
  "del",
  "zadd",
  "zrem",
  "publish",
  "time",
  "info",
]);

async function callsOf(observer: Redis): Promise<ReadonlyMap<string, number>> {
  const said = await observer.info("commandstats");
  const found = said.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return new Map([...found].map(([, command = "", calls]) => [command, Number(calls)]));
}
