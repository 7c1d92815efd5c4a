import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { readConfig } from "../../src/config.ts";
import { demoTriple } from "../../src/config/wechat.ts";
import { openHost } from "../../src/app/host.ts";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { createLog } from "../../src/app/log.ts";
import { accountKey } from "../../src/records/account.ts";
import { administratorKey, putAdministrator } from "../../src/records/administrators.ts";
import { clockKey } from "../../src/records/clock.ts";
import { conversationKey } from "../../src/records/conversations.ts";
import { contactCounterKey, seatsKey } from "../../src/records/counters.ts";
import { departmentKey, departmentNameKey } from "../../src/records/departments.ts";
import { followerKey } from "../../src/records/followers.ts";
import { receivedKey } from "../../src/records/inbox.ts";
import { collections } from "../../src/records/kinds.ts";
import { loginsKey } from "../../src/records/logins.ts";
import { identifierKey, memberKey } from "../../src/records/members.ts";
import { dueBefore } from "../../src/records/outbox.ts";
import { settingsKey } from "../../src/records/settings.ts";
import { stampKey } from "../../src/records/stamps.ts";
import { openLmdbFiles } from "../../src/store/lmdb/files.ts";
import { openOverlayStore } from "../../src/store/overlay-store.ts";
import { directoryOf } from "../../src/store/open-store.ts";
import { redisKeysOf } from "../../src/store/redis/keys.ts";
import { collectionOf, type Key } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, eventXml, sealed, textXml } from "../support/pushes.ts";
import { describeWithRedis, startRedis } from "../support/redis.ts";
import { inFull } from "../support/sizes.ts";

const openid = "oCanaryOpenid7Q";
const phone = "13812345671";
const contact = { channel: "sms", to: `+86${phone}` } as const;
const userid = "canary.userid";
const administrator = "canary-administrator";
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** A key of every kind, each with somebody in it whom it may have. */
const keys: readonly Key[] = [
  settingsKey,
  accountKey,
  clockKey,
  "secrets",
  conversationKey(openid),
  followerKey(openid),
  stampKey(openid),
  `chats/${openid}/0/000000000000001-canary`,
  memberKey(userid),
  identifierKey({ kind: "mobile", value: contact.to }),
  identifierKey({ kind: "weixinid", value: "canary_weixin" }),
  departmentKey(2),
  departmentNameKey(1, "canary department"),
  seatsKey,
  "counters/department-members/1",
  contactCounterKey("contact-sends", today, contact),
  contactCounterKey("contact-wrong", today, contact),
  `${dueBefore(0)}/canary-challenge`,
  `given-up/000000000000001/canary-challenge`,
  receivedKey({ at: 1, id: "canary-received" }),
  administratorKey(administrator),
  loginsKey(administrator, "strangers"),
];

const names =
  "phase memory calls said wrongAt sent challenge contact expires triesLeft digits id userid name enabled boundTo department mobile email weixinid openid offset pepper seats level language timeZone disclosure codeLength wording failureReminder wrong last password follower minutes due attempts at to from channel text createTime order msgtype content articles parentid";
const filled = (value: unknown): string =>
  `{"version":3,"value":${JSON.stringify({ ...Object.fromEntries(names.split(" ").map((name) => [name, value])), v: 1 })}}`;

/** What does not belong there, as text. */
const junk: Readonly<Record<string, string>> = {
  "no JSON": `canary said this ${phone}`,
  "JSON cut off": `{"version":3,"value":{"v":1,"openid":"${openid}`,
  "a word": `"canary said this"`,
  "a phone": phone,
  "a value that is text": `{"version":3,"value":"canary said this"}`,
  "another shape": `{"version":3,"value":{"v":99,"said":"canary said this"}}`,
  "an empty record": `{"version":3,"value":{"v":1}}`,
  "words throughout": filled("canary said this"),
  "phones throughout": filled(Number(phone)),
  "objects throughout": filled({ canary: "canary said this" }),
  "lists throughout": filled([null, "canary said this"]),
  "a counter of words": `{"count":"canary said this"}`,
};

/**
 * All of them for what most is read from; every other key has a third, the next one another. Without
 * full numbers it is a third and a twelfth.
 */
function someOf<T>(cases: readonly T[], key: Key): readonly T[] {
  const isRead = key === settingsKey || key === conversationKey(openid);
  const each = (isRead ? 1 : 3) * (inFull ? 1 : isRead ? 3 : 4);
  return cases.filter((_, index) => (index + 5 * keys.indexOf(key)) % each === 0);
}

type Planted = {
  plant(key: Key, text: string): Promise<void>;
  /** Puts something there that is no text at all, where the engine knows such. */
  readonly plantOther?: readonly ((key: Key) => Promise<void>)[];
  clear(key: Key): Promise<void>;
};

describe("junk in the store, at the most talkative level, on LMDB", function () {
  this.timeout(180_000);
  const whenOver = createEnds();

  it("is named by its kind: no key, no value, nobody", async () => {
    const folder = temporaryFolder();
    whenOver(folder.remove);
    const environment = { DATA_DIR: folder.path };
    await expectSilence(environment, whenOver, async () => {
      const { entries } = await openLmdbFiles(
        join(folder.path, directoryOf(demoTriple.corpId)),
        "disk",
      );
      return {
        plant: async (key, text) => {
          await entries.put(Buffer.from(key), text);
        },
        clear: async (key) => {
          await entries.remove(Buffer.from(key));
        },
      };
    });
  });
});

describeWithRedis("junk in the store, at the most talkative level, on Redis", function () {
  const whenOver = createEnds();

  it("is named by its kind: no key, no value, nobody", async function () {
    this.timeout(180_000);
    const redis = await startRedis();
    whenOver(() => redis.stop());
    const client = new Redis(redis.port);
    whenOver(() => {
      client.disconnect();
    });
    const of = redisKeysOf(demoTriple.corpId);
    const noted = async (key: Key): Promise<void> => {
      await client.del(of.of(key));
      if (!key.includes("/") || !collections.scanned.has(collectionOf(key))) return;
      await client.zadd(of.index(collectionOf(key)), 0, key.slice(collectionOf(key).length + 1));
    };
    await expectSilence({ REDIS_URL: redis.url }, whenOver, () =>
      Promise.resolve({
        plant: async (key, text) => {
          await noted(key);
          await client.set(of.of(key), text);
        },
        plantOther: [
          async (key) => {
            await noted(key);
            await client.rpush(of.of(key), "canary said this");
          },
          async (key) => {
            await noted(key);
            await client.hset(of.of(key), "canary", "canary said this");
          },
        ],
        clear: async (key) => {
          await client.del(of.of(key));
        },
      }),
    );
  });
});

/** Plants every junk under every key, has the program meet it, and reads all that it says. */
async function expectSilence(
  environment: Readonly<Record<string, string>>,
  whenOver: (end: () => unknown) => void,
  openEngine: () => Promise<Planted>,
): Promise<void> {
  const told: string[] = [];
  const tell = console.error;
  console.error = (...said: readonly unknown[]): void => void told.push(said.join(" "));
  whenOver(() => {
    console.error = tell;
  });
  const program = await startProgram({ LOG_LEVEL: "trace", ...environment });
  whenOver(() => program.stop());
  const engine = await openEngine();
  const admin = putAdministrator({
    name: administrator,
    password: await hashPassword("a password"),
  });
  const kinds = new Set<string>();
  for (const key of keys) {
    const [before] = await program.host.store.read([key]);
    const others = engine.plantOther ?? [];
    const otherTypes = others.filter((_, at) => inFull || at === keys.indexOf(key) % 2);
    const plants = [
      ...someOf(Object.entries(junk), key).map(([what, text]) => ({
        what,
        plant: () => engine.plant(key, text),
      })),
      ...otherTypes.map((plant) => ({
        what: "another type",
        plant: () => plant(key),
      })),
    ];
    for (const { what, plant } of plants) {
      const from = program.lines.length;
      await plant();
      const ends = await meet(program, key, environment);
      const said = [...program.lines.slice(from), ...told.splice(0), ...ends];
      for (const line of said) {
        expect(line, `${key}: ${what}`).to.not.match(/canary|1381234567/i);
        for (const [, kind = ""] of line.matchAll(/"reason":"(\w[\w-]*) (?:holds|was)/g)) {
          kinds.add(kind);
        }
      }
      await engine.clear(key);
    }
    if (before?.value !== undefined) {
      await engine.plant(key, `{"version":1,"value":${JSON.stringify(before.value)}}`);
    }
    await program.host.store.commit({ checks: [], puts: [admin], deletes: [], adds: [] });
  }
  console.log(`      ${program.lines.length} lines of log`);
  expect([...kinds].sort()).to.include.members(["conversations", "followers", "identifiers"]);
}

/** Everything that comes across a record; answers what a start and others would have said of it. */
async function meet(
  program: Program,
  key: Key,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { url } = program.server;
  const sim = (method: string, path: string, body?: object): Promise<unknown> =>
    program.call(method, `/_sim${path}`, body).catch(() => undefined);
  await deliver(`${url}/callback`, sealed(eventXml(openid, "subscribe")));
  await deliver(`${url}/callback`, sealed(textXml(openid, phone)));
  await deliver(`${url}/callback`, sealed(textXml(openid, "482913")));
  await sim("GET", `/followers/${openid}`);
  await sim("POST", "/followers", { openid, weixinid: "canary_weixin" });
  await sim("POST", `/followers/${openid}/messages`, { content: "你好" });
  await sim("GET", `/followers/${openid}/messages`);
  await sim("GET", "/inbox");
  await sim("GET", "/clock");
  await sim("PATCH", "/settings", { codeLength: 6 });
  await fetch(url);
  await fetch(`${url}/metrics`);
  await sim("POST", "/../api/session", {});
  const errors: unknown[] = [];
  const noted = (error: unknown): void => void errors.push(error);
  const overlay = await openOverlayStore(program.host.store);
  await overlay
    .commit({
      checks: [{ key: "canary", version: "" }],
      puts: [],
      deletes: [],
      adds: [
        { key: conversationKey(openid), by: 1 },
        { key: "counters/canary", by: 1 },
      ],
    })
    .catch(noted);
  await overlay.close();
  const lines: string[] = [];
  // A start looks at one record of what is read often, and at none of what is only read by key.
  if (key.includes("/") && !collections.scanned.has(collectionOf(key)))
    return lines.concat(errors.map(messageOf));
  const read = readConfig({ PORT: "0", DATA_DIR: "unused", LOG_LEVEL: "trace", ...environment });
  if ("problems" in read) throw new Error(read.problems.join());
  const log = createLog("trace", { write: (line) => void lines.push(line) });
  await openHost(read.config, { log }).then((host) => host.close(), noted);
  return lines.concat(errors.map(messageOf));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
