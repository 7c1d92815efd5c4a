import { expect } from "chai";
import { Redis } from "ioredis";
import type { Environment } from "../../src/environment.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { readSettings, settingsKey } from "../../src/records/settings.ts";
import { follows, says } from "../support/callbacks.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";
import { describeWithRedis, durable, startRedis, until } from "../support/redis.ts";

const corpId = "wx5823bf96d3bd56c7";
const production: Environment = {
  NODE_ENV: "production",
  WECHAT_CORP_ID: corpId,
  WECHAT_TOKEN: "QDG6eK",
  WECHAT_ENCODING_AES_KEY: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  CODE_PEPPER: "0123456789abcdef",
  SMS_WEBHOOK_URL: "http://127.0.0.1:1/sms",
  SMS_WEBHOOK_SECRET: "secret",
};

describeWithRedis("production, when Redis has lost its data", () => {
  const whenOver = createEnds();
  const started = async (environment: Environment): Promise<Program> => {
    const program = await startProgram({ ...production, ...environment });
    whenOver(() => program.stop());
    return program;
  };
  const onDurable = async () => {
    const redis = await startRedis(durable);
    whenOver(() => redis.stop());
    const admin = new Redis(redis.port);
    whenOver(() => {
      admin.disconnect();
    });
    return { redis, admin, program: await started({ REDIS_URL: redis.url }) };
  };
  const readiness = async ({ server }: Program): Promise<string> =>
    (await fetch(`${server.url}/readyz`)).text();
  // An answer is given for up to a second.
  const untilItSays = (program: Program, said: RegExp): Promise<void> =>
    until(async () => said.test(await readiness(program)));
  const lost = /^not ready: Redis at .+ no longer holds the data .+; bring the data back, or start/;
  const linesOf = ({ lines }: Program, text: string): number =>
    lines.filter((line) => line.includes(text)).length;

  /** What a contact that nobody has is answered; nothing is in the book any more. */
  const outcomeOfStranger = async ({ host }: Program): Promise<string> => {
    await host.assistant.answer(follows("somebody"));
    return (await host.assistant.answer(says("somebody", "13800000001"))).outcome;
  };

  it("is neutral, not ready and says so once; ready when the data are back", async () => {
    const { redis, admin, program } = await onDurable();
    expect(await readiness(program)).to.equal("ready\n");
    const kept = (await admin.get(`{${corpId}}:data-set`)) ?? "";
    await admin.flushall();
    expect(await outcomeOfStranger(program)).to.equal("code-sent");
    await untilItSays(program, lost);
    expect(linesOf(program, "no longer holds the data")).to.equal(1);

    // Somebody else's start finds a new store; what this one knew is lost all the same.
    const other = await started({ REDIS_URL: redis.url });
    expect(other.host.isNew).to.equal(true);
    expect(await readiness(other)).to.equal("ready\n");
    expect(await readiness(program)).to.match(lost);

    await admin.set(`{${corpId}}:data-set`, kept);
    await untilItSays(program, /^ready\n$/);
    expect(linesOf(program, "is as it should be again")).to.equal(1);
  });

  it("is neutral and not ready also when Redis was started again without its file", async () => {
    const redis = await startRedis();
    whenOver(() => redis.stop());
    const program = await started({ REDIS_URL: redis.url, REDIS_DURABILITY: "unchecked" });
    await redis.kill();
    expect(await readiness(program)).to.match(/^not ready: Redis at \S+ does not answer/);
    await redis.startAgain();
    await untilItSays(program, lost);
    expect(await outcomeOfStranger(program)).to.equal("code-sent");
    const [entry] = await program.host.store.read([settingsKey]);
    expect(entry).to.not.have.property("value");
    expect(readSettings(entry, defaultSettings).disclosure).to.equal("faithful");
  });

  it("is not ready while Redis is less durable than at the start, and says so", async () => {
    const { admin, program } = await onDurable();
    await admin.config("SET", "appendfsync", "everysec");
    await untilItSays(program, /^not ready: .+ \(appendfsync is everysec\)/);
    expect(linesOf(program, "appendfsync is everysec")).to.equal(1);
    await admin.config("SET", "appendfsync", "always");
    await untilItSays(program, /^ready\n$/);
  });
});
