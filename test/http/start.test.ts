import { once } from "node:events";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { demoTriple } from "../../src/config/wechat.ts";
import type { Environment } from "../../src/environment.ts";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import { conversationKey, readConversation } from "../../src/records/conversations.ts";
import { collections } from "../../src/records/kinds.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import {
  runMain,
  startMain,
  temporaryFolder,
  type Ended,
  type ServingChild,
} from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { inParallel } from "../support/in-parallel.ts";
import { messageIdIn, sealed, textXml } from "../support/pushes.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";
import { inFull } from "../support/sizes.ts";

const triple = {
  WECHAT_CORP_ID: "ww1",
  WECHAT_TOKEN: "token",
  WECHAT_ENCODING_AES_KEY: "a".repeat(43),
};

type Start = {
  readonly environment?: Environment;
  readonly args?: readonly string[];
  readonly code: number;
  readonly lines: readonly RegExp[];
};

const unreadable: readonly Start[] = [
  {
    environment: { PORT: "70000", LOG_LEVEL: "loud" },
    code: 2,
    lines: [/^PORT must be a whole number/, /^LOG_LEVEL must be trace, debug/],
  },
  { environment: { PORT: "http" }, code: 2, lines: [/^PORT must be a whole number/] },
  {
    environment: { HOST: "0.0.0.0" },
    code: 2,
    lines: [/^WECHAT_CORP_ID, WECHAT_TOKEN, .+ are missing .+SIMULATOR=on switches it on/],
  },
  {
    environment: { NODE_ENV: "production", ...triple },
    code: 2,
    lines: [/^CODE_PEPPER is missing/, /^SMTP_URL or SMS_WEBHOOK_URL is missing/],
  },
  {
    environment: {
      NODE_ENV: "production",
      CODE_PEPPER: "x".repeat(16),
      ...triple,
      WECHAT_TOKEN: demoTriple.token,
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "it@example.com",
    },
    code: 2,
    lines: [/^WECHAT_TOKEN is the demo's/],
  },
];

const misunderstood: readonly Start[] = [
  {
    args: ["start", "--seed", "/nowhere/world.yaml"],
    environment: { PORT: "0" },
    code: 2,
    lines: [/^the seed \/nowhere\/world\.yaml cannot be read: ENOENT$/],
  },
  { args: ["start", "--nonsense"], code: 2, lines: [/--nonsense/] },
];

const impossible: readonly Start[] = [
  {
    environment: { PORT: "0", DATA_DIR: process.execPath },
    code: 1,
    lines: [/^The store cannot be kept in /],
  },
  {
    environment: { PORT: "0", HOST: "192.0.2.1", ...triple },
    code: 1,
    lines: [/^HOST 192\.0\.2\.1 is not an address of this machine$/],
  },
  {
    environment: { PORT: "0", REDIS_URL: "redis://user:secret-password@127.0.0.1:1" },
    code: 1,
    lines: [/^Redis at 127\.0\.0\.1:1 cannot be used: (?!.*secret-password)/],
  },
  {
    environment: { PORT: "0", REDIS_URL: "redis://127.0.0.1:1/x?secret-password" },
    code: 1,
    lines: [/^(?!.*secret-password)/],
  },
  {
    environment: {
      PORT: "0",
      SMTP_URL: "smtp://user:secret-password@127.0.0.1:1",
      MAIL_FROM: "nobody at all",
    },
    code: 1,
    lines: [/^MAIL_FROM must be one address/],
  },
];

describe("a start that cannot be", function () {
  this.timeout(120_000);

  // Each is a process of its own, which takes a second.
  const some = (cases: readonly Start[]): readonly Start[] => (inFull ? cases : cases.slice(0, 1));
  const expectEach = async (cases: readonly Start[]): Promise<void> => {
    await inParallel(cases.length, 2, async (index) => {
      const { args = ["start"], environment = {}, code, lines } = cases[index] ?? fail();
      expectLines(await runMain(args, environment), code, lines);
    });
  };

  it("says in one line each what of the environment is wrong, and exits 2", async () => {
    await expectEach(some(unreadable));
  });

  it("says in one line what of the call is wrong, and exits 2", async () => {
    await expectEach(some(misunderstood));
  });

  it("lists its verbs to whom it does not understand, and exits 2", async () => {
    const { code, errors } = await runMain(["dance"], {});
    expect(errors[0]).to.equal("dance is not a verb here");
    expect(errors[1]).to.match(/^usage: /);
    const listed = errors.flatMap((line) => /^ {2}([a-z]+) /.exec(line)?.[1] ?? []);
    expect(listed).to.deep.equal([
      "start",
      "replay",
      "record",
      "talk",
      "chat",
      "doctor",
      "explore",
      "import",
      "admin",
    ]);
    expect(code).to.equal(2);
  });

  it("says in one line what of the machine is in the way, and exits 1", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const lines = [new RegExp(`^PORT ${port} is taken on 127\\.0\\.0\\.1`)];
    const busy = { environment: { PORT: String(port) }, code: 1, lines };
    await expectEach([busy, ...(inFull ? impossible : [])]);
    taken.close();
  });

  it("stops with one line at a record whose shape it does not know", async () => {
    const folder = temporaryFolder();
    await spoil(await openStore(storeIn(folder.path)));
    const ended = await runMain(["start"], { PORT: "0", DATA_DIR: folder.path });
    folder.remove();
    expectLines(ended, 1, [/^settings was written by another version of this program/]);
  });
});

describeWithRedis("a start on Redis", function () {
  let redis: RunningRedis;
  before(async () => {
    redis = await startRedis({ appendonly: true });
  });
  after(() => redis.stop());

  it("in production stops with one line at one that may lose what it confirms; so does import", async function () {
    this.timeout(30_000);
    const environment = {
      NODE_ENV: "production",
      ...triple,
      CODE_PEPPER: "x".repeat(16),
      SMS_WEBHOOK_URL: "http://127.0.0.1:1",
      SMS_WEBHOOK_SECRET: "secret",
      REDIS_URL: redis.url,
      PORT: "0",
    };
    const line =
      /^Redis at 127\.0\.0\.1:\d+ may lose .+\(appendfsync is everysec\).+REDIS_DURABILITY=unchecked/;
    const calls = [["start"], ["import", "fixtures/staff.csv"]];
    const ended = await Promise.all(calls.map((args) => runMain(args, environment)));
    for (const each of ended) expectLines(each, 1, [line]);
  });

  it("stops with one line at a record whose shape it does not know", async function () {
    this.timeout(30_000);
    await spoil(await openStore({ ...storeIn("unused"), redisUrl: redis.url }));
    const ended = await runMain(["start"], { PORT: "0", REDIS_URL: redis.url });
    expectLines(ended, 1, [/^settings was written by another version of this program/]);
  });
});

describe("a start", function () {
  this.timeout(60_000);
  const whenOver = createEnds();
  const folderOfItsOwn = (): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    return path;
  };
  const started = async (environment: Environment): Promise<ServingChild> => {
    const child = await startMain(environment);
    whenOver(() => child.end("SIGKILL"));
    return child;
  };

  it("on data that are there keeps the state, and prints the password only the first time", async () => {
    const folder = folderOfItsOwn();
    const environment = { DATA_DIR: folder, LOG_LEVEL: "warn" };
    const first = await started(environment);
    await post(`${first.url}/_sim/followers/oZhangWei/follow`);
    await post(`${first.url}/_sim/settings`, { failureReminder: "请联系前台" }, "PATCH");
    await post(`${first.url}/_sim/followers/oZhangWei/messages`, { content: "13800000001" });
    const inbox = await seen(`${first.url}/_sim/inbox`);
    const password = passwordIn(first.said);
    expect(password).to.match(/^([a-z0-9]{5}-){3}[a-z0-9]{5}$/);
    expect((await first.end("SIGTERM")).code).to.equal(0);

    const second = await started(environment);
    expect(passwordIn(second.said)).to.equal(undefined);
    expect(await seen(`${second.url}/_sim/inbox`)).to.equal(inbox);
    expect(await seen(`${second.url}/_sim/followers/oZhangWei`)).to.include(
      '"phase":"asking-code"',
    );
    expect(await seen(`${second.url}/_sim/settings`)).to.include("请联系前台");
    expect(await signIn(second.url, password ?? "")).to.equal(200);
    expect((await second.end("SIGINT")).code).to.equal(0);
  });

  it("with ADMIN_PASSWORD gives admin that password, and prints none", async () => {
    const folder = folderOfItsOwn();
    const store = await openStore(storeIn(folder));
    const password = await hashPassword("an old password");
    const puts = [putAdministrator({ name: "admin", password })];
    await store.commit({ checks: [], puts, deletes: [], adds: [] });
    await store.close();
    const environment = { DATA_DIR: folder, LOG_LEVEL: "warn" };
    const child = await started({ ...environment, ADMIN_PASSWORD: "a new password" });
    expect(child.said.join("\n")).to.not.include("password");
    expect(await signIn(child.url, "an old password")).to.equal(401);
    expect(await signIn(child.url, "a new password")).to.equal(200);
    await child.end("SIGTERM");
  });

  it("says how large the account is, and where codes go", async () => {
    const folder = folderOfItsOwn();
    const simulated = await started({ DATA_DIR: folder, ACCOUNT_NAME: "宏图" });
    await until(() =>
      simulated.said.includes(
        "Account 宏图: 1 in the address book, 0 following, 50 seats; codes stay in the inbox.",
      ),
    );
    await simulated.end("SIGTERM");
    const triple = {
      WECHAT_CORP_ID: "wxcorp",
      WECHAT_TOKEN: "token",
      WECHAT_ENCODING_AES_KEY: "0123456789012345678901234567890123456789012",
    };
    const own = await started({
      DATA_DIR: folder,
      ...triple,
      SMS_WEBHOOK_URL: "http://127.0.0.1:9/",
      SMS_WEBHOOK_SECRET: "secret",
    });
    await until(() =>
      own.said.includes(
        "Account Acme: 0 in the address book, 0 following, no limit of seats; codes leave by SMS.",
      ),
    );
    await own.end("SIGTERM");
  });

  it("ends at SIGTERM under load: whatever it has begun it answers, and exits 0", async () => {
    const folder = folderOfItsOwn();
    const child = await started({ DATA_DIR: folder, LOG_LEVEL: "warn" });
    const agent = new Agent({ keepAlive: true, maxSockets: 40 });
    const answered = new Set<number>();
    const load = inParallel(40, 40, async (client) => {
      for (;;) {
        const told = await tell(`${child.url}/callback`, `loader-${client}`, agent);
        if (told.result !== "200") return told;
        answered.add(client);
      }
    });
    await until(() => answered.size === 40, 30_000);
    const ended = await child.end("SIGTERM");
    const results = await load;
    agent.destroy();
    expect(ended.code).to.equal(0);
    expect(ended.errors).to.deep.equal([]);
    // Who found nobody, or was cut off, was not heard: nothing remembers the message.
    const store = await openStore(storeIn(folder));
    const begun = await inParallel(40, 1, async (client) => {
      const { result, messageId } = results[client] ?? { result: "none", messageId: "none" };
      const [entry] = await store.read([conversationKey(`loader-${client}`)]);
      const calls = readConversation(entry).memory.calls;
      return calls.includes(` ${messageId}\n`) ? [result] : [];
    });
    await store.close();
    expect(begun.flat()).to.deep.equal([]);
  });
});

const storeIn = (dataDir: string): StoreOptions => ({
  collections,
  redisUrl: undefined,
  redisDurability: "unchecked",
  dataDir,
  account: demoTriple.corpId,
  warn: () => undefined,
});

async function spoil(store: Store): Promise<void> {
  const puts = [{ key: "settings", value: { v: 99 } }];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
  await store.close();
}

function expectLines(
  { code, errors, out }: Ended,
  expected: number,
  lines: readonly RegExp[],
): void {
  expect(errors.join("\n") + out.join("\n")).to.not.match(/\n\s+at /);
  expect(errors, errors.join("\n")).to.have.lengthOf(lines.length);
  for (const [index, line] of lines.entries()) expect(errors[index]).to.match(line);
  expect(code).to.equal(expected);
}

function fail(): never {
  throw new Error("there is no such case");
}

function passwordIn(said: readonly string[]): string | undefined {
  return said.flatMap((line) => /^Administrator: admin, password (\S+)/.exec(line)?.[1] ?? [])[0];
}

function post(url: string, body: object = {}, method = "POST"): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url, { method, headers, body: JSON.stringify(body) });
}

async function signIn(url: string, password: string): Promise<number> {
  return (await post(`${url}/api/session`, { name: "admin", password })).status;
}

async function seen(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Says something over a kept connection: the status, or why there is none. */
function tell(
  url: string,
  follower: string,
  agent: Agent,
): Promise<{ readonly result: string; readonly messageId: string }> {
  const xml = textXml(follower, "你好");
  const messageId = messageIdIn(xml);
  const { search, body } = sealed(xml);
  return new Promise((resolve) => {
    const asked = request(`${url}?${search}`, { method: "POST", agent }, (response) => {
      response.resume();
      response.once("error", () => {
        resolve({ result: "broken off", messageId });
      });
      response.once("end", () => {
        resolve({ result: String(response.statusCode), messageId });
      });
    });
    asked.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ result: String(error.code), messageId });
    });
    asked.end(body);
  });
}
