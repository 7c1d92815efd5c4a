import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { conversationKey } from "../../src/records/conversations.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Json, Store } from "../../src/store/store.ts";
import { follows, says } from "../support/callbacks.ts";
import { createDesk, fill, memberNumber, phoneNumber, type Desk } from "../support/desk.ts";
import { createEnds } from "../support/ends.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";

describeWithRedis("a code, when Redis was ended and started again", () => {
  const whenOver = createEnds();
  const begun = async (
    appendonly: boolean,
  ): Promise<{ readonly redis: RunningRedis; readonly desk: Desk }> => {
    const redis = await startRedis({ appendonly });
    whenOver(() => redis.stop());
    const warn = (): void => undefined;
    const store = await openRedisStore({ url: redis.url, account: "acme", warn });
    whenOver(() => store.close());
    return { redis, desk: await asked(store) };
  };
  const startAgain = async (redis: RunningRedis, { store }: Desk): Promise<void> => {
    await redis.kill();
    await redis.startAgain();
    await until(() =>
      store.ping().then(
        () => true,
        () => false,
      ),
    );
  };

  it("is expired, and another one that is asked for then is good", async () => {
    const { redis, desk } = await begun(true);
    const code = await desk.codeFor("follower");
    await startAgain(redis, desk);
    expect(await outcomeOf(desk, code)).to.equal("code-expired");
    await unhurried(desk);
    expect(await outcomeOf(desk, phoneNumber(1))).to.equal("code-sent");
    expect(await outcomeOf(desk, await desk.codeFor("follower"))).to.equal("bound");
  });

  it("is told to have expired whatever is said", async () => {
    const { redis, desk } = await begun(true);
    expect(await outcomeOf(desk, "你好")).to.equal("code-awaited");
    await startAgain(redis, desk);
    expect(await outcomeOf(desk, "你好")).to.equal("code-expired");
  });

  it("is not accepted a second time when Redis has forgotten that it was", async () => {
    const { redis, desk } = await begun(false);
    const code = await desk.codeFor("follower");
    const admin = new Redis(redis.port);
    await admin.save();
    admin.disconnect();
    expect(await outcomeOf(desk, code)).to.equal("bound");
    await startAgain(redis, desk);
    expect((await desk.conversationOf("follower")).phase).to.equal("asking-code");
    expect(await outcomeOf(desk, code)).to.equal("code-expired");
    expect(await desk.seatsTaken()).to.equal(0);
  });

  it("that another version asked for, without saying in which history, is expired", async () => {
    const { desk } = await begun(true);
    await withoutHistory(desk);
    expect(await outcomeOf(desk, await desk.codeFor("follower"))).to.equal("code-expired");
  });
});

describe("a code on LMDB, which has one history", () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "assistant-test-"));
  });
  afterEach(() => {
    rmSync(path, { recursive: true, force: true });
  });

  it("is good after another start, also one that another version asked for", async () => {
    const store = await openLmdbStore({ path, durable: true });
    const desk = await asked(store);
    await withoutHistory(desk);
    const code = await desk.codeFor("follower");
    await store.close();
    const again = await openLmdbStore({ path, durable: true });
    expect(await outcomeOf(createDesk(again), code)).to.equal("bound");
    await again.close();
  });
});

/** Has a code asked for by a follower. */
async function asked(store: Store): Promise<Desk> {
  const desk = createDesk(store);
  await fill(store, { members: [memberNumber(1)] });
  await desk.answer(follows("follower"));
  expect(await outcomeOf(desk, phoneNumber(1))).to.equal("code-sent");
  return desk;
}

async function outcomeOf(desk: Desk, text: string): Promise<string> {
  return (await desk.answer(says("follower", text))).outcome;
}

/** Takes out of the record what earlier versions did not write down. */
async function withoutHistory({ store }: Desk): Promise<void> {
  await rewrite(store, ({ challenge, ...kept }) => {
    const { history: _history, ...earlier } = challenge as Record<string, Json>;
    return { ...kept, challenge: earlier };
  });
}

/** Makes the last code one that was asked for long ago. */
async function unhurried({ store }: Desk): Promise<void> {
  await rewrite(store, (kept) => ({ ...kept, sent: [] }));
}

async function rewrite(
  store: Store,
  rewritten: (kept: Record<string, Json>) => Record<string, Json>,
): Promise<void> {
  const key = conversationKey("follower");
  const [entry] = await store.read([key]);
  const value = rewritten(entry?.value as Record<string, Json>);
  await store.commit({ checks: [], puts: [{ key, value }], deletes: [], adds: [] });
}
