import { expect } from "chai";
import { createContext } from "../../src/app/context.ts";
import { openHost } from "../../src/app/host.ts";
import { createLog } from "../../src/app/log.ts";
import { openTemporaryStore } from "../../src/app/temporary-store.ts";
import type { Store } from "../../src/store/store.ts";
import { testConfig } from "../support/assistant-on-store.ts";
import { createEnds } from "../support/ends.ts";
import { sealed, textXml } from "../support/pushes.ts";

describe("the program put together", () => {
  const atEnd = createEnds();
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore();
    atEnd(() => store.close());
  });

  it("has a simulator around it unless the configuration has it off", () => {
    expect(createContext({ config: testConfig, store }).simulator).to.not.equal(undefined);
    const config = { ...testConfig, simulator: "off" } as const;
    expect(createContext({ config, store }).simulator).to.equal(undefined);
  });

  it("tells what became of each request, and is told nothing of what it does not ask", async () => {
    const events: string[] = [];
    const { callbacks } = createContext({
      config: testConfig,
      store,
      onCallback: (event) => events.push(event.type),
    });
    const { search, body } = sealed(textXml("li", "你好"));
    expect(await callbacks.answer(search, body)).to.include({ status: 200, outcome: "prompted" });
    expect(await callbacks.answer(search, "<xml></xml>")).to.include({ status: 400 });
    expect(callbacks.verify("echostr=1")).to.include({ status: 401 });
    expect(callbacks.failed(new Error("no bytes"))).to.include({ status: 500 });
    expect(events).to.deep.equal(["answered", "refused", "refused", "failed"]);
    await store.close();
    expect(await callbacks.answer(search, body)).to.include({ status: 503 });
    expect(events.at(-1)).to.equal("unavailable");
  });

  it("closes the store that it was handed, also when it cannot begin", async () => {
    const log = createLog("silent");
    let closed = 0;
    const counting = (): Store => ({ ...store, close: () => Promise.resolve(void (closed += 1)) });
    await (await openHost(testConfig, { store: counting(), log })).close();
    expect(closed).to.equal(1);
    const failing = { ...counting(), read: () => Promise.reject(new Error("no such disk")) };
    const began = openHost(testConfig, { store: failing, log });
    expect(await began.catch((error: unknown) => error)).to.match(/no such disk/);
    expect(closed).to.equal(2);
  });
});
