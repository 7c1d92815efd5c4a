import { expect } from "chai";
import { admin } from "../../src/commands/admin.ts";
import type { Environment } from "../../src/environment.ts";
import { hashPassword } from "../../src/console/auth/passwords.ts";
import { countTry } from "../../src/console/auth/throttle.ts";
import { putAdministrator } from "../../src/records/administrators.ts";
import { runMain } from "../support/child.ts";
import { upTo } from "../support/assistant-on-store.ts";
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
    expect(misunderstood.errors.join("\n")).to.match(/^[^\n]+npm run admin -- unlock \[NAME\]/);
    for (const call of [["lock"], ["unlock", "a", "b"], ["unlock", "--cookie"], ["unlock", "-x"]]) {
      const refused = await run(...call).catch((error: unknown) => error);
      expect(refused, call.join(" ")).to.be.instanceOf(Error);
    }
  });
}
