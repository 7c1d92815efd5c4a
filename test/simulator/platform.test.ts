import { expect } from "chai";
import { noAnswer } from "../../src/callback-client/call.ts";
import { createCallbackClient } from "../../src/callback-client/client.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { collections } from "../../src/records/kinds.ts";
import { createPlatform } from "../../src/simulator/platform.ts";
import { changeSettings } from "../../src/simulator/settings.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { demoSecrets } from "../support/pushes.ts";

const action = { action: "say", text: "你好" } as const;

describe("the platform around an account", () => {
  const atEnd = createEnds();

  it("delivers as often as the setting `deliveries` says, the same bytes each time", async () => {
    const { path, remove } = temporaryFolder();
    const store = await openLmdbStore({ collections, path, durable: false });
    atEnd(async () => {
      await store.close();
      remove();
    });
    const bodies: string[] = [];
    const platform = createPlatform({
      freshSettings: defaultSettings,
      store,
      callback: {
        client: createCallbackClient(({ body }) => {
          bodies.push(String(body));
          return Promise.resolve({ ...noAnswer, status: 401, ms: 1 });
        }, demoSecrets),
        secrets: demoSecrets,
      },
      worldNow: () => Promise.resolve(0),
      realNow: () => 0,
    });
    for (const [set, times] of [
      [undefined, 3],
      [4, 4],
      [1, 1],
      [null, 3],
    ] as const) {
      bodies.length = 0;
      if (set !== undefined) await changeSettings(store, { deliveries: set }, defaultSettings);
      const { delivery } = await platform.push("oZhangWei", action);
      expect(delivery.attempts.map(({ attempt, status }) => [attempt, status])).to.deep.equal(
        Array.from({ length: times }, (_, index) => [index + 1, 401]),
      );
      expect(bodies).to.have.lengthOf(times);
      expect(new Set(bodies).size).to.equal(1);
    }
  });
});
