import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { conversationKey } from "../../src/records/conversations.ts";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Json, Store } from "../../src/store/store.ts";
import { follows, says } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  phoneNumber,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { createEnds } from "../support/ends.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";

describeWithRedis("a code, when Redis was ended and started again", () => {
  const whenOver = createEnds();
  const begun = async (
    appendonly: boolean,
  ): Promise<{ readonly redis: RunningRedis; readonly instance: AssistantOnStore }> => {
    const redis = await startRedis({ appendonly });
    whenOver(() => redis.stop());
    const warn = (): void => undefined;
    const store = await openRedisStore({ collections, url: redis.url, account: "acme", warn });
    whenOver(() => store.close());
    return { redis, instance: await asked(store) };
  };
  const startAgain = async (redis: RunningRedis, { store }: AssistantOnStore): Promise<void> => {
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
    const { redis, instance } = await begun(true);
    const code = await instance.codeFor("follower");
    await startAgain(redis, instance);
    expect(await outcomeOf(instance, code)).to.equal("code-expired");
    await unhurried(instance);
    expect(await outcomeOf(instance, phoneNumber(1))).to.equal("code-sent");
    expect(await outcomeOf(instance, await instance.codeFor("follower"))).to.equal("bound");
  });

  it("is told to have expired whatever is said", async () => {
    const { redis, instance } = await begun(true);
    expect(await outcomeOf(instance, "你好")).to.equal("code-awaited");
    await startAgain(redis, instance);
    expect(await outcomeOf(instance, "你好")).to.equal("code-expired");
  });

  it("is not accepted a second time when Redis has forgotten that it was", async () => {
    const { redis, instance } = await begun(false);
    const code = await instance.codeFor("follower");
    const admin = new Redis(redis.port);
    await admin.save();
    admin.disconnect();
    expect(await outcomeOf(instance, code)).to.equal("bound");
    await startAgain(redis, instance);
    expect((await instance.conversationOf("follower")).phase).to.equal("asking-code");
    expect(await outcomeOf(instance, code)).to.equal("code-expired");
    expect(await instance.seatsTaken()).to.equal(0);
  });

  it("that another version asked for, without saying in which history, is expired", async () => {
    const { instance } = await begun(true);
    await withoutHistory(instance);
    expect(await outcomeOf(instance, await instance.codeFor("follower"))).to.equal("code-expired");
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
    const store = await openLmdbStore({ collections, path, durable: true });
    const instance = await asked(store);
    await withoutHistory(instance);
    const code = await instance.codeFor("follower");
    await store.close();
    const again = await openLmdbStore({ collections, path, durable: true });
    expect(await outcomeOf(createOnStore(again), code)).to.equal("bound");
    await again.close();
  });
});

/** Has a code asked for by a follower. */
async function asked(store: Store): Promise<AssistantOnStore> {
  const instance = createOnStore(store);
  await fill(store, { members: [memberNumber(1)] });
  await instance.answer(follows("follower"));
  expect(await outcomeOf(instance, phoneNumber(1))).to.equal("code-sent");
  return instance;
}

async function outcomeOf(instance: AssistantOnStore, text: string): Promise<string> {
  return (await instance.answer(says("follower", text))).outcome;
}

/** Takes out of the record what earlier versions did not write down. */
async function withoutHistory({ store }: AssistantOnStore): Promise<void> {
  await rewrite(store, ({ challenge, ...kept }) => {
    const { history: _history, ...earlier } = challenge as Record<string, Json>;
    return { ...kept, challenge: earlier };
  });
}

/** Makes the last code one that was asked for long ago. */
async function unhurried({ store }: AssistantOnStore): Promise<void> {
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
