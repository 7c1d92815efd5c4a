import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { demoTriple } from "../../src/config/wechat.ts";
import type { Environment } from "../../src/environment.ts";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { createLog } from "../../src/app/log.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import { createCodeMaker } from "../../src/records/codes.ts";
import { conversationKey, readConversation } from "../../src/records/conversations.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { answer, startMailServer } from "../delivery/mail-server.ts";
import { temporaryFolder } from "../support/child.ts";
import { otherThan, phoneNumber } from "../support/assistant-on-store.ts";
import { createEnds } from "../support/ends.ts";
import { inParallel } from "../support/in-parallel.ts";
import { manyMembers } from "../support/many-members.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, deliverUntilTaken, eventXml, sealed, textXml } from "../support/pushes.ts";
import {
  describeWithRedis,
  pause,
  startRedis,
  until,
  type RunningRedis,
} from "../support/redis.ts";
import { scaled } from "../support/sizes.ts";

/** What belongs to somebody, or is secret; each stands nowhere else. */
const canaries = {
  openid: "oCanaryOpenid7Q",
  other: "oCanaryTwo8R",
  third: "oCanaryThree9S",
  fourth: "oCanaryFour0T",
  nickname: "canary-nickname",
  name: "金丝雀",
  userid: "canary.userid",
  weixinid: "canary_weixin",
  mobile: "13812345671",
  e164: "+8613812345671",
  email: "canary.box@canary-domain.example",
  otherMobile: "13912345672",
  said: "canary said this",
  reminder: "canary reminder",
  corpId: "wwcanarycorpid",
  token: "canaryToken99",
  metricsToken: "canary-metrics-token",
  encodingAESKey: "canarykeycanarykeycanarykeycanarykeycanary1",
  pepper: "canary-pepper-0123456789",
  adminPassword: "canary-password-1",
  wrongPassword: "canary-password-2",
  administrator: "canary-administrator",
  smtpUser: "canarysmtpuser",
  smtpPassword: "canarysmtppass",
  mailFrom: "canary-from@canary-sender.example",
  smsSecret: "canary-sms-secret",
  smsPath: "canary-sms-path",
  redisUser: "canaryredisuser",
  redisPassword: "canary-redis-password",
  providerSaid: "canary provider said",
} as const;

const secrets: Secrets = {
  kind: "enterprise",
  receiveId: canaries.corpId,
  token: canaries.token,
  key: readKey(canaries.encodingAESKey),
};

describeWithRedis("logs and metrics of a whole run, at the most talkative level", () => {
  const whenOver = createEnds();

  it("hold no code, contact, openid, name, text, password, token or key", async function () {
    this.timeout(60_000);
    const login = [
      "--user",
      canaries.redisUser,
      "on",
      `>${canaries.redisPassword}`,
      "~*",
      "&*",
      "+@all",
    ];
    const redis = await startRedis({ appendonly: true, more: login });
    whenOver(() => redis.stop());
    const unwilling = await listenHttp((_request, response) => {
      response.writeHead(500).end(`${canaries.providerSaid} ${canaries.mobile}`);
    });
    whenOver(() => unwilling.stop());
    const mail = await startMailServer({
      onAuth: (_login, _session, callback) => {
        callback(undefined, { user: "somebody" });
      },
      onRcptTo: (address, _session, callback) => {
        callback(answer(550, `${canaries.providerSaid}: no ${address.address}`));
      },
    });
    whenOver(() => mail.stop());
    const redisUrl = `redis://${canaries.redisUser}:${canaries.redisPassword}@127.0.0.1:${redis.port}`;
    const environment = {
      LOG_LEVEL: "trace",
      WECHAT_CORP_ID: canaries.corpId,
      WECHAT_TOKEN: canaries.token,
      WECHAT_ENCODING_AES_KEY: canaries.encodingAESKey,
      CODE_PEPPER: canaries.pepper,
      METRICS_TOKEN: canaries.metricsToken,
      REDIS_URL: redisUrl,
    };
    const simulated = await startProgram({ ...environment, SIMULATOR: "on" });
    whenOver(() => simulated.stop());
    const { codes, cookie } = await liveIn(simulated);
    const metrics = [await simulated.host.metrics.text()];
    // Or its courier would be quicker.
    await simulated.stop();

    const real = await startProgram({
      ...environment,
      SIMULATOR: "off",
      SMTP_URL: `smtp://${canaries.smtpUser}:${canaries.smtpPassword}@127.0.0.1:${mail.port}`,
      MAIL_FROM: canaries.mailFrom,
      SMS_WEBHOOK_URL: `http://127.0.0.1:${unwilling.port}/${canaries.smsPath}`,
      SMS_WEBHOOK_SECRET: canaries.smsSecret,
    });
    whenOver(() => real.stop());
    await failIn(real);
    await redis.kill();
    await push(real, textXml(canaries.openid, canaries.said, secrets));
    await real.call("GET", `/_sim/followers/${canaries.openid}`);
    await redis.startAgain();
    await until(async () => (await fetch(`${real.server.url}/readyz`)).status === 200, 10_000);
    metrics.push(await real.host.metrics.text());

    const lines = [...simulated.lines, ...real.lines];
    console.log(`      ${lines.length} lines of log, ${codes.length} codes`);
    expect(lines.length).to.be.above(25);
    expect(codes).to.have.lengthOf(2);
    expect(lines.join(""))
      .to.match(/"follower":"F-[0-9A-Z]{4}"/)
      .and.to.include('"outcome":"bound"')
      .and.to.include("code retried");
    for (const line of [...lines, ...metrics.join("\n").split("\n")]) {
      const found = Object.values({ ...canaries, cookie }).filter((canary) =>
        line.includes(canary),
      );
      expect(found, line).to.deep.equal([]);
      expect(
        runsOf(line).filter((run) => codes.includes(run)),
        line,
      ).to.deep.equal([]);
      expect(line).to.not.match(/canary|1381234567|1391234567/i);
    }
  });
});

/** Everything that people do, and some of what they should not, with the simulator. */
async function liveIn(program: Program) {
  const { openid, other, said } = canaries;
  const sim = (method: string, path: string, body?: unknown) =>
    program.call(method, `/_sim${path}`, body);
  const say = (content: string, follower: string = openid) =>
    sim("POST", `/followers/${follower}/messages`, { content });
  const lastCode = async (): Promise<string> =>
    ((await sim("GET", "/inbox?limit=1")).json as readonly { code: string }[])[0]?.code ?? "";

  const { store } = program.host;
  const administrator = putAdministrator({
    name: canaries.administrator,
    password: await hashPassword(canaries.adminPassword),
  });
  await store.commit({ checks: [], puts: [administrator], deletes: [], adds: [] });
  await sim("POST", "/reset", {
    seed: {
      account: { name: canaries.nickname },
      settings: { failureReminder: canaries.reminder, helpdesk: canaries.reminder },
      members: [
        {
          userid: canaries.userid,
          name: canaries.name,
          mobile: canaries.mobile,
          email: canaries.email,
          weixinid: canaries.weixinid,
        },
      ],
      followers: [{ openid, nickname: canaries.nickname, mobile: canaries.otherMobile }],
    },
  });
  const codes: string[] = [];
  await sim("POST", `/followers/${openid}/follow`);
  await say(said);
  await say(canaries.otherMobile);
  await say(canaries.mobile);
  codes.push(await lastCode());
  await say(otherThan(codes[0] ?? ""));
  await say(codes[0] ?? "");
  await say(said);
  await sim("POST", `/followers/${openid}/unfollow`);
  await say(said, other);
  await say(canaries.email, other);
  codes.push(await lastCode());
  await say(codes[1] ?? "", other);
  await sim("POST", `/followers/${other}/unfollow`);

  // What is refused, and what breaks.
  await push(program, textXml(openid, said, secrets), { ...secrets, token: "another" });
  const unknown = { key: `conversations/${canaries.third}x`, value: { v: 99 } };
  await store.commit({ checks: [], puts: [unknown], deletes: [], adds: [] });
  await push(program, textXml(`${canaries.third}x`, said, secrets));
  await store.commit({ checks: [], puts: [], deletes: [unknown.key], adds: [] });
  await push(program, `<xml><FromUserName>${openid}</FromUserName>`);
  await push(
    program,
    `<xml><FromUserName>${openid}</FromUserName><ToUserName>${canaries.corpId}</ToUserName><MsgType>text</MsgType><Content>${said}</Content><CreateTime>${canaries.mobile}x</CreateTime></xml>`,
  );
  await fetch(`${program.server.url}/callback?echostr=${canaries.token}&nonce=${openid}`);
  await sim("GET", `/followers/${openid.repeat(100)}`);
  await sim("POST", `/followers/${openid}%20/follow`);
  await sim("GET", `/inbox?to=${canaries.mobile}`);
  await sim("PATCH", "/settings", { [said]: openid });
  await sim("POST", "/inbox", { channel: "sms", to: canaries.mobile, text: said });
  await sim("POST", "/followers", { openid: other, mobile: canaries.e164, email: canaries.email });
  await program.call("GET", `/${said}/${canaries.mobile}`);
  await program.call("GET", `/_sim/followers/${openid}/messages?agentid=0`);

  // The console.
  const signIn = (password: string) =>
    fetch(`${program.server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: canaries.administrator, password }),
    });
  await signIn(canaries.wrongPassword);
  const cookie =
    (await signIn(canaries.adminPassword)).headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  expect(cookie).to.match(/^session=/);
  const form = new FormData();
  const rows = `userid,name,mobile,email\n${canaries.userid},${canaries.name},${canaries.mobile},${canaries.email}\nbad id,${said},${canaries.otherMobile}x,${canaries.email}\n`;
  form.set("file", new Blob([rows]), `${canaries.nickname}.csv`);
  const imported = await fetch(`${program.server.url}/api/members/import`, {
    method: "POST",
    headers: { cookie },
    body: form,
  });
  expect(imported.status).to.equal(200);
  await imported.text();
  return { codes, cookie: cookie.slice("session=".length) };
}

/** Codes that no courier can deliver: the providers say why, with whom and in their own words. */
async function failIn(program: Program): Promise<void> {
  for (const [follower, contact] of [
    [canaries.third, canaries.mobile],
    [canaries.fourth, canaries.email],
  ] as const) {
    await push(program, eventXml(follower, "subscribe", secrets));
    const { text } = await push(program, textXml(follower, contact, secrets));
    expect(text).to.match(/^验证码已发送至/);
  }
  const isTold = (word: string): boolean => program.lines.some((line) => line.includes(word));
  await until(() => isTold("code retried") && isTold("code given-up"), 10_000);
}

function push(program: Program, xml: string, as = secrets) {
  return deliver(`${program.server.url}/callback`, sealed(xml, as), as);
}

describe("a log", () => {
  const logged = (fields: object): unknown => {
    let line = "";
    createLog("trace", { write: (text) => void (line += text) }).info("said", fields);
    const { level: _level, time: _time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    return rest;
  };

  it("takes a fixed list of fields, whatever it is handed", () => {
    const fields = { kind: "said", outcome: "bound", follower: "F-4K7Q", reason: "none", code: -1 };
    const more = { ms: 1, advice: "", channel: "sms", attempts: 1, status: 200, port: 1, count: 1 };
    expect(
      logged({ ...fields, ...more, ...canaries, err: new Error(canaries.said) }),
    ).to.deep.equal({ ...fields, ...more, msg: "said" });
  });
});

describe("a code", () => {
  const whenOver = createEnds();
  /** Asks for a code in a program of this environment: the code, its challenge, and what was kept. */
  const asked = async (environment: Environment) => {
    const program = await startProgram({ LOG_LEVEL: "warn", ...environment });
    whenOver(() => program.stop());
    await program.call("POST", "/_sim/followers/oZhangWei/messages", { content: "你好" });
    await program.call("POST", "/_sim/followers/oZhangWei/messages", { content: "13800000001" });
    const [received] = (await program.call("GET", "/_sim/inbox")).json as { code: string }[];
    const { store } = program.host;
    const [entry, kept] = await store.read([conversationKey("oZhangWei"), "secrets"]);
    const conversation = readConversation(entry);
    if (conversation.phase !== "asking-code") throw new Error(conversation.phase);
    await program.stop();
    return { code: received?.code, challenge: conversation.challenge, pepper: kept?.value };
  };

  it("is derived with CODE_PEPPER, which is not kept; without one with a pepper made once", async () => {
    const { challenge, code, pepper } = await asked({ CODE_PEPPER: canaries.pepper });
    const derive = (pepper: string, of = challenge): string =>
      createCodeMaker(pepper, demoTriple.corpId).codeOf("oZhangWei", of);
    expect(code).to.equal(derive(canaries.pepper)).and.to.not.equal(derive(""));
    expect(pepper).to.equal(undefined);
    const first = await asked({});
    const second = await asked({});
    const madeOf = ({ pepper }: typeof first): string => (pepper as { pepper: string }).pepper;
    expect(madeOf(first)).to.match(/^[\w-]{43}$/);
    expect(madeOf(second)).to.not.equal(madeOf(first));
    expect(second.challenge.id).to.not.equal(first.challenge.id);
    expect(first.code).to.equal(derive(madeOf(first), first.challenge));
  });
});

const issued = scaled(10_000);

describeWithRedis(`what Redis writes to the disk in the course of ${issued} codes`, () => {
  const whenOver = createEnds();

  it("holds none of them, neither the AOF nor the RDB", async function () {
    this.timeout(180_000);
    // As text, so that it can be searched.
    const more = ["--rdbcompression", "no", "--aof-use-rdb-preamble", "no"];
    const redis = await startRedis({ appendonly: true, more });
    whenOver(() => redis.stop());
    const program = await startProgram({ REDIS_URL: redis.url, LOG_LEVEL: "warn" });
    whenOver(() => program.stop());
    const codes = await issue(program, issued);
    expect(codesIn(await savedBy(redis), codes)).to.deep.equal([]);
    // A code that lay there would be found.
    const [planted = ""] = codes;
    await program.host.store.commit({
      checks: [],
      puts: [{ key: "inbox/x", value: { code: planted } }],
      deletes: [],
      adds: [],
    });
    expect(codesIn(await savedBy(redis), codes)).to.deep.equal([planted, planted]);
  });
});

// Each commit waits for the disk here, and files show what is in them sooner than a log.
const issuedOnLmdb = issued / 2;

describe(`what LMDB writes to the disk in the course of ${issuedOnLmdb} codes`, () => {
  const whenOver = createEnds();

  it("holds none of them", async function () {
    this.timeout(180_000);
    const folder = temporaryFolder();
    whenOver(folder.remove);
    const program = await startProgram({ DATA_DIR: folder.path, LOG_LEVEL: "warn" });
    whenOver(() => program.stop());
    const codes = await issue(program, issuedOnLmdb);
    expect(codesIn(filesIn(folder.path), codes)).to.deep.equal([]);
    const [planted = ""] = codes;
    await program.host.store.commit({
      checks: [],
      puts: [{ key: "inbox/x", value: { code: planted } }],
      deletes: [],
      adds: [],
    });
    expect(codesIn(filesIn(folder.path), codes)).to.include(planted);
  });
});

/** Has codes asked for, carried, and some of them used; half have 6 digits and half have 10. */
async function issue(program: Program, count: number): Promise<readonly string[]> {
  const account = { level: "certified", seats: count };
  await program.host.delivery.drain(1_000);
  expect(
    (await program.call("POST", "/_sim/reset", { seed: { account, ...manyMembers(count) } }))
      .status,
  ).to.equal(200);
  const callback = `${program.server.url}/callback`;
  for (const [half, codeLength] of [6, 10].entries()) {
    await program.call("PATCH", "/_sim/settings", { codeLength });
    await inParallel(count / 2, 30, async (index) => {
      const member = half * (count / 2) + index;
      const follower = `follower-${letters(member)}`;
      await deliverUntilTaken(callback, sealed(eventXml(follower, "subscribe")));
      const asked = sealed(textXml(follower, phoneNumber(member)));
      const { status, text } = await deliverUntilTaken(callback, asked);
      expect(status).to.equal(200);
      expect(text).to.match(/^验证码已发送至/);
    });
  }
  const listed = async () =>
    (await program.call("GET", "/_sim/inbox")).json as readonly {
      readonly to: string;
      readonly code: string;
    }[];
  await until(async () => (await program.host.delivery.waiting()).count === 0, 60_000);
  const received = await listed();
  expect(received).to.have.lengthOf(count);
  // Tried wrongly and rightly, as in life: what was tried is not written down either.
  await inParallel(Math.min(count, 200), 20, async (index) => {
    const { to, code } = received[index] ?? { to: "", code: "" };
    const follower = `follower-${letters(Number(to.slice(3)))}`;
    await deliverUntilTaken(callback, sealed(textXml(follower, otherThan(code))));
    const { text } = await deliverUntilTaken(callback, sealed(textXml(follower, code)));
    expect(text).to.match(/^验证成功/);
  });
  return received.map(({ code }) => code);
}

/** Saves what Redis holds, and reads all that it has written. */
async function savedBy(redis: RunningRedis): Promise<readonly string[]> {
  const client = new Redis(redis.port);
  await client.save();
  const [, directory] = (await client.config("GET", "dir")) as [string, string];
  client.disconnect();
  // The AOF is written out at the end of each turn of Redis's own loop.
  await pause(50);
  return filesIn(directory);
}

function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files).to.not.have.lengthOf(0);
  return files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
}

/** The codes that lie open in texts, without random ids and the lengths that Redis writes. */
function codesIn(texts: readonly string[], codes: readonly string[]): readonly string[] {
  const sought = new Set(codes);
  const random =
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40,}|e[0-9a-z]{14}|[$*]\d+\r\n|"(v|version|pepper)":[^,}]*/g;
  return texts.flatMap((text) =>
    runsOf(text.replace(random, " ")).filter((run) => sought.has(run)),
  );
}

/** Runs of 6 or of 10 digits with something else around them. */
function runsOf(text: string): readonly string[] {
  return text.match(/(?<!\d)(\d{6}|\d{10})(?!\d)/g) ?? [];
}

/** A number in letters, so that no follower's id looks like a code. */
function letters(number: number): string {
  return number.toString(26).replace(/\d/g, (digit) => "ABCDEFGHIJ".charAt(Number(digit)));
}
