import { expect } from "chai";
import { admin } from "../../src/commands/admin.ts";
import type { Environment } from "../../src/environment.ts";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { listAudit } from "../../src/console/audit.ts";
import { countTry } from "../../src/console/auth/throttle.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import { runMain } from "../support/child.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { says } from "../support/callbacks.ts";
import { startProgram, type Program } from "../support/program.ts";
import { describeWithRedis, startRedis, type RunningRedis } from "../support/redis.ts";

const password = "correct horse battery";

describe("admin unlock, beside a server on LMDB", () => {
  lifts(() => Promise.resolve({}));
});

describeWithRedis("admin unlock, beside a server on Redis", () => {
  let redis: RunningRedis | undefined;
  after(() => redis?.stop());
  lifts(async () => {
    redis = await startRedis();
    return { REDIS_URL: redis.url };
  });
});

function lifts(environment: () => Promise<Environment>): void {
  let program: Program;
  before(async () => {
    program = await startProgram({ ...(await environment()), LOG_LEVEL: "error" });
    const administrator = { name: "admin", password: await hashPassword(password) };
    const puts = [putAdministrator(administrator)];
    await program.host.store.commit({ checks: [], puts, deletes: [], adds: [] });
  });
  after(() => program.stop());

  /** Wrong passwords for a name, one a minute: then this address waits a minute, and all strangers. */
  const lockOut = async (name: string): Promise<void> => {
    const { store } = program.host;
    for (const index of upTo(26)) {
      const network = index < 15 ? `10.0.0.${index}` : "127.0.0.1";
      await countTry(store, { name, network }, Date.now() - (25 - index) * 60_000);
    }
  };
  const signIn = async (cookie = ""): Promise<number> => {
    const answer = await fetch(`${program.server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ name: "admin", password }),
    });
    return answer.status;
  };
  const run = async (...args: readonly string[]) => {
    const out: string[] = [];
    const code = await admin(args, program.config, {
      print: (line) => void out.push(line),
      complain: (line) => void out.push(line),
    });
    return { code, out };
  };

  it("lifts the waits of a name, says how many, and the administrator is let in", async () => {
    const { label } = program.host.store;
    await lockOut("admin");
    await lockOut("somebody else");
    expect(await signIn()).to.equal(429);
    expect(await run("unlock", "admin")).to.deep.equal({
      code: 0,
      out: [`2 waits of "admin" lifted (${label})`],
    });
    expect(await signIn()).to.equal(200);
    expect((await run("unlock")).out).to.deep.equal([
      `2 waits of "somebody else" lifted (${label})`,
    ]);
    expect(await run("unlock")).to.deep.equal({
      code: 0,
      out: [`nothing to lift: no sign-in has to wait (${label})`],
    });
  });

  it("makes a browser known, which is let in though somebody goes on trying", async () => {
    const { code, out } = await run("unlock", "admin", "--cookie");
    expect(code).to.equal(0);
    const [, cookie] = /: (browser=[\w-]{43})$/.exec(out[1] ?? "") ?? [];
    await lockOut("admin");
    expect(await signIn()).to.equal(429);
    expect(await signIn(cookie)).to.equal(200);
    expect((await run("unlock", "admin")).code).to.equal(0);
  });

  it("says it when nobody is called so, and then makes no browser known", async () => {
    const { label } = program.host.store;
    expect(await run("unlock", "amdin", "--cookie")).to.deep.equal({
      code: 1,
      out: [
        `nothing to lift: no sign-in of "amdin" has to wait (${label})`,
        `no administrator of ${label} is called "amdin"`,
      ],
    });
  });

  it("works as a process of its own, and does not guess what is meant", async function () {
    this.timeout(60_000);
    const { dataDir, redisUrl } = program.config;
    const environment = { DATA_DIR: dataDir, REDIS_URL: redisUrl };
    await lockOut("admin");
    const { code, out, errors } = await runMain(["admin", "unlock", "admin"], environment);
    expect({ code, errors }).to.deep.equal({ code: 0, errors: [] });
    expect(out[0]).to.match(/^2 waits of "admin" lifted/);
    expect(await signIn()).to.equal(200);
    const misunderstood = await runMain(["admin"], environment);
    expect(misunderstood.code).to.equal(2);
    expect(misunderstood.errors.join("\n")).to.match(
      /^admin takes account, settings, followers, release, unlock, add; npm run admin -- --help/,
    );
    for (const call of [["lock"], ["unlock", "a", "b"], ["unlock", "--cookie"], ["unlock", "-x"]]) {
      const refused = await run(...call).catch((error: unknown) => error);
      expect(refused, call.join(" ")).to.be.instanceOf(Error);
    }
  });
}

describe("admin, beside a server", () => {
  let program: Program;
  beforeEach(async () => {
    program = await startProgram({ LOG_LEVEL: "error" });
  });
  afterEach(() => program.stop());

  const run = async (...args: readonly string[]) => {
    const out: string[] = [];
    const errors: string[] = [];
    const code = await admin(args, program.config, {
      print: (line) => void out.push(line),
      complain: (line) => void errors.push(line),
    });
    return { code, out, errors };
  };
  const follows = async (openid: string, nickname: string): Promise<string> => {
    await program.call("POST", "/_sim/followers", { openid, nickname });
    await program.call("POST", `/_sim/followers/${openid}/follow`);
    const { json } = await program.call("GET", `/_sim/followers/${openid}`);
    return (json as { readonly ref: string }).ref;
  };
  const audited = async () => {
    const { store } = program.host;
    const { items } = await listAudit({ store }, { limit: 50 });
    return items.map(({ by, act, object }) => [by.via, act, object]);
  };

  it("shows and changes the account and the settings", async () => {
    expect((await run("account")).out).to.deep.equal([
      'name "Acme"',
      'level "registered"',
      "seats 50",
      "seatsTaken 0",
    ]);
    expect((await run("account", "seats", "null")).out).to.include("seats null");
    expect((await run("account", "name", "宏图")).out[0]).to.equal('name "宏图"');
    const reminder = "请联系 IT 8002";
    expect((await run("settings", "failureReminder", reminder)).out).to.deep.equal([
      `failureReminder ${JSON.stringify(reminder)}`,
    ]);
    expect((await run("settings", "codeLength", "8")).out).to.deep.equal(["codeLength 8"]);
    expect((await run("settings", "codeLength", "null")).out).to.deep.equal(["codeLength 6"]);
    expect((await run("settings")).out).to.include("sendsPerDay 5");
    expect(await audited()).to.deep.equal([
      ["terminal", "settings.change", ""],
      ["terminal", "settings.change", ""],
      ["terminal", "settings.change", ""],
      ["terminal", "account.change", ""],
      ["terminal", "account.change", ""],
    ]);
  });

  it("lists who is waiting, and finds a person by short name, nickname or openid", async () => {
    const ref = await follows("oChen", "Chen Wei");
    const { out } = await run("followers", "--status", "unverified");
    expect(out.map((line) => line.split("\t"))).to.have.lengthOf(1);
    expect(out[0]?.split("\t")).to.include.members([ref, "unverified", "Chen Wei", "oChen"]);
    for (const who of [ref, ref.toLowerCase(), "chen", "oChen"]) {
      expect((await run("followers", who)).out, who).to.deep.equal(out);
    }
    expect(await run("followers", "nobody")).to.include({ code: 1 });
  });

  it("releases and unlocks the one person who is found, and nobody where there are two", async () => {
    const ref = await follows("oChen", "Chen Wei");
    await follows("oChen2", "Chen Li");
    const { assistant } = program.host;
    for (const text of ["13800000001", "000000"]) await assistant.answer(says("oChen", text));
    expect((await run("unlock", ref)).out[0]).to.match(/^unlocked: F-/);
    const inVain = await run("unlock", ref).catch((error: unknown) => error);
    expect(inVain)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.matches(/no wrong code/);
    await assistant.acts.bind("oChen", "zhang.wei");
    const two = await run("release", "chen");
    expect(two.code).to.equal(1);
    expect(two.errors.at(-1)).to.match(/finds more than one/);
    expect((await run("release", ref)).out[0]).to.match(/^released: F-.*\tnone\t/);
    const refused = await run("release", ref).catch((error: unknown) => error);
    expect(refused)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.matches(/bound to nobody/);
    expect(await audited()).to.deep.equal([
      ["terminal", "followers.change", "oChen"],
      ["terminal", "followers.change", "oChen"],
    ]);
  });

  it("adds an administrator, who signs in with the password that it prints", async () => {
    const { out } = await run("add", "wang");
    const [, made = ""] = /password (\S+) /.exec(out[0] ?? "") ?? [];
    const { status } = await program.call("POST", "/api/session", { name: "wang", password: made });
    expect(status).to.equal(200);
    for (const call of [
      ["add", "wang"],
      ["add", "a/b"],
    ]) {
      expect(await run(...call).catch((error: unknown) => error)).to.be.instanceOf(Error);
    }
  });

  it("refuses what it cannot understand, a line each", async () => {
    const calls = [
      ["account", "name"],
      ["account", "seats", "many"],
      ["settings", "codeLenght", "8"],
      ["settings", "codeLength", "eight"],
      ["followers", "--status", "waiting"],
      ["release"],
      ["add"],
      ["remove", "wang"],
      ["account", "--cookie"],
    ];
    for (const call of calls) {
      const refused: unknown = await run(...call).catch((error: unknown) => error);
      expect(refused, call.join(" ")).to.be.instanceOf(Error);
      expect((refused as Error).message).to.not.include("\n");
    }
  });
});
