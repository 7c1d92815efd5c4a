import { expect } from "chai";
import { Redis } from "ioredis";
import { createReadiness } from "../../src/app/readiness.ts";
import { refusalIn } from "../../src/store/redis/refusal.ts";
import { StoreAwayError, type Store } from "../../src/store/store.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, eventXml, sealed } from "../support/pushes.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";

describe("readiness", () => {
  const storeThat = (ping: Store["ping"]): Store =>
    ({ label: "a store", ping }) as Partial<Store> as Store;

  it("asks the store, and the others, once for all who ask within a second, also while it has not answered", async () => {
    let pings = 0;
    let others = 0;
    let answer = (): void => undefined;
    const store = storeThat(() => {
      pings += 1;
      return new Promise((resolve) => (answer = resolve));
    });
    const other = () => Promise.resolve(void (others += 1));
    const whyNotReady = createReadiness(store, [other]);
    const asked = Array.from({ length: 50 }, whyNotReady);
    answer();
    expect(new Set(await Promise.all(asked))).to.deep.equal(new Set([undefined]));
    expect(await whyNotReady()).to.equal(undefined);
    expect({ pings, others }).to.deep.equal({ pings: 1, others: 1 });
  });

  it("does not wait for a store that hangs, nor ask it again before it has answered", async () => {
    let pings = 0;
    const whyNotReady = createReadiness(
      storeThat(() => {
        pings += 1;
        return new Promise(() => undefined);
      }),
    );
    const asked = [whyNotReady(), whyNotReady()];
    for (const reason of await Promise.all(asked)) {
      expect(reason).to.equal("a store does not answer");
    }
    expect(pings).to.equal(1);
  });

  it("tells the first reason there is: the store's, and then the others'", async () => {
    const other = () => Promise.resolve("something else");
    const well = storeThat(() => Promise.resolve());
    const away = storeThat(() => Promise.reject(new StoreAwayError("secret words")));
    expect(await createReadiness(well, [other])()).to.equal("something else");
    expect(await createReadiness(away, [other])()).to.equal("a store does not answer");
  });
});

describe("what Redis says when it writes nothing", () => {
  for (const [said, reason] of [
    [
      "OOM command not allowed when used memory > 'maxmemory'. script: 1f, on @user_script:31.",
      "full",
    ],
    ["ERR Error running script: @user_script:31: -OOM command not allowed", "full"],
    ["MISCONF Errors writing to the AOF file: No space left on device", "disk"],
    ["NOREPLICAS Not enough good replicas to write.", "replicas"],
    ["READONLY You can't write against a read only replica.", "replica"],
    ["ERR wrong number of arguments", undefined],
  ] as const) {
    it(`is told in words of our own: ${said.slice(0, 30)}`, () => {
      if (reason === undefined) expect(refusalIn(said)).to.equal(undefined);
      else expect(refusalIn(said)).to.include(reason);
    });
  }
});

describeWithRedis("/readyz while Redis reads and does not write", () => {
  let redis: RunningRedis;
  let admin: Redis;
  let program: Program;
  before(async () => {
    redis = await startRedis({ appendonly: true });
    admin = new Redis({ port: redis.port });
    program = await startProgram({ REDIS_URL: redis.url });
  });
  after(async () => {
    await program.stop();
    admin.disconnect();
    await redis.stop();
  });

  const ready = async (): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(`${program.server.url}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const commits = async (): Promise<boolean> => {
    const push = sealed(eventXml(`o${Math.random()}`, "subscribe"));
    return (await deliver(`${program.server.url}/callback`, push)).status === 200;
  };

  const tell = (command: string): Promise<unknown> => {
    const [name = "", ...words] = command.split(" ");
    return admin.call(name, ...words);
  };

  for (const [title, broken, mended, reason] of [
    [
      "its memory is full",
      "CONFIG SET maxmemory 1",
      "CONFIG SET maxmemory 0",
      "its memory is full; raise its maxmemory",
    ],
    [
      "it has become a replica",
      "REPLICAOF 127.0.0.1 1",
      "REPLICAOF NO ONE",
      "it is a replica, which only reads; give the address of the master",
    ],
  ] as const) {
    it(`is not ready and says why when ${title}, and is ready again by itself`, async () => {
      expect(await commits()).to.equal(true);
      await until(async () => (await ready()).status === 200);
      await tell(broken);
      expect(await commits()).to.equal(false);
      const told = `not ready: Redis at 127.0.0.1:${redis.port} keeps nothing now: ${reason}\n`;
      await until(async () => (await ready()).text === told);
      expect((await ready()).status).to.equal(503);
      await tell(mended);
      await until(async () => (await ready()).status === 200);
      expect(await commits()).to.equal(true);
    });
  }

  it("is not ready while Redis hangs, and is again afterwards", async () => {
    await until(async () => (await ready()).status === 200);
    redis.freeze();
    await until(async () => (await ready()).status === 503);
    expect((await ready()).text).to.equal(
      `not ready: Redis at 127.0.0.1:${redis.port} does not answer\n`,
    );
    redis.thaw();
    await until(async () => (await ready()).status === 200);
  });

  it("lets two processes ask one Redis: neither disturbs the other, and one key is all it takes", async () => {
    const second = await startProgram({ REDIS_URL: redis.url });
    try {
      for (let turn = 0; turn < 20; turn += 1) {
        const both = [program, second].map(async ({ server }) => fetch(`${server.url}/readyz`));
        for (const { status } of await Promise.all(both)) expect(status).to.equal(200);
        expect(await commits()).to.equal(true);
      }
      expect(await admin.keys("*:ready")).to.have.lengthOf(1);
    } finally {
      await second.stop();
    }
  });
});
