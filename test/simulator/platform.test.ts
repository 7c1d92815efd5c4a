import { expect } from "chai";
import { noAnswer } from "../../src/callback-client/call.ts";
import { createCallbackClient, type Transport } from "../../src/callback-client/client.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { createPlatform, type Platform } from "../../src/simulator/platform.ts";
import { changeSettings } from "../../src/simulator/settings.ts";
import type { Store } from "../../src/store/store.ts";
import { openEnvelope, seal } from "../../src/wire/envelope.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import { describeOnEachEngine, describeOnLmdb } from "../support/engines.ts";
import { demoSecrets } from "../support/pushes.ts";

const action = { action: "say", text: "你好" } as const;
const openid = "oZhangWei";
const realNow = (): number => 1_433_173_800_000;

const refuses: Transport = () => Promise.resolve({ ...noAnswer, status: 401, ms: 1 });

/** Answers each callback with a text. */
const answers: Transport = ({ search, body = "" }) => {
  const { sealing } = openEnvelope(demoSecrets, search, body.toString(), realNow(), 300);
  const to = { follower: openid, account: demoSecrets.receiveId, createTime: 1 };
  const reply = seal(demoSecrets, writeReply({ type: "text", text: "好" }, to), sealing);
  return Promise.resolve({ ...noAnswer, status: 200, ms: 1, body: Buffer.from(reply) });
};

const platformOn = (store: Store, transport: Transport, worldNow = (): number => 0): Platform =>
  createPlatform({
    freshSettings: defaultSettings,
    store,
    callback: { client: createCallbackClient(transport, demoSecrets), secrets: demoSecrets },
    worldNow: () => Promise.resolve(worldNow()),
    realNow,
  });

describeOnLmdb("the platform around an account", (open) => {
  it("delivers as often as the setting `deliveries` says, the same bytes each time", async () => {
    const [store] = await open();
    const bodies: string[] = [];
    const platform = platformOn(store, (push) => {
      bodies.push(String(push.body));
      return refuses(push);
    });
    for (const [set, times] of [
      [undefined, 3],
      [4, 4],
      [1, 1],
      [null, 3],
    ] as const) {
      bodies.length = 0;
      if (set !== undefined) await changeSettings(store, { deliveries: set }, defaultSettings);
      const { delivery } = await platform.push(openid, action);
      expect(delivery.attempts.map(({ attempt, status }) => [attempt, status])).to.deep.equal(
        Array.from({ length: times }, (_, index) => [index + 1, 401]),
      );
      expect(bodies).to.have.lengthOf(times);
      expect(new Set(bodies).size).to.equal(1);
    }
  });

  it("reads the store once and commits once for what is said, and again for the reply", async () => {
    const [store] = await open();
    const asked: string[] = [];
    const counted: Store = {
      ...store,
      read(keys) {
        asked.push("read");
        return store.read(keys);
      },
      commit(change) {
        asked.push("commit");
        return store.commit(change);
      },
    };
    await platformOn(counted, answers).push(openid, action);
    expect(asked).to.deep.equal(["read", "commit", "read", "commit"]);
  });

  it("keeps the order of a chat when the clock is set back, and stamps no event alike", async () => {
    const [store] = await open();
    let now = 1_000_000;
    const platform = platformOn(store, refuses, () => now);
    const stamps: number[] = [];
    for (const text of ["one", "two", "three"]) {
      const { sent } = await platform.push(openid, { action: "say", text });
      stamps.push(Number(/<CreateTime>(\d+)/.exec(sent)?.[1]));
      now -= 400_000;
    }
    const chat = await platform.chat(openid, 0);
    const said = chat.map((line) => line.from === "follower" && line.action.text);
    expect(said).to.deep.equal(["one", "two", "three"]);
    expect(chat.map(({ at }) => at)).to.deep.equal([1_000_000, 600_000, 200_000]);
    expect(stamps).to.deep.equal([1000, 1001, 1002]);
  });
});

describeOnEachEngine("a chat that two processes write to at once", (open) => {
  it("has every line, each of one process in its order", async () => {
    const stores = await open();
    const [first, second] = stores.map((store) => platformOn(store, refuses));
    const show = async (platform: Platform | undefined, name: string): Promise<void> => {
      for (let line = 0; line < 10; line += 1) {
        await platform?.show(openid, 7, { type: "text", text: `${name}${line}` });
      }
    };
    await Promise.all([show(first, "a"), show(second, "b"), show(second, "c")]);
    const texts = (await first?.chat(openid, 7))?.map((line) =>
      line.from === "account" && line.message.type === "text" ? line.message.text : "",
    );
    expect(texts).to.have.lengthOf(30);
    for (const name of ["a", "b", "c"]) {
      expect(texts?.filter((text) => text.startsWith(name))).to.deep.equal(
        Array.from({ length: 10 }, (_, line) => `${name}${line}`),
      );
    }
  });
});
