import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { demoTriple } from "../../src/config/wechat.ts";
import type { Environment } from "../../src/environment.ts";
import { seatsKey } from "../../src/records/counters.ts";
import { collections } from "../../src/records/kinds.ts";
import { readCounter } from "../../src/records/record.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startMain, temporaryFolder } from "../support/child.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { createEnds } from "../support/ends.ts";
import { inParallel, tally } from "../support/in-parallel.ts";
import { manyMembers } from "../support/many-members.ts";
import { deliver, eventXml, sealed, textXml } from "../support/pushes.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";
import { scaled } from "../support/sizes.ts";

const kills = scaled(12);
const people = kills * 150;

describe(`kill -9 under load and start again, ${kills} times on LMDB`, () => {
  const folder = temporaryFolder();
  after(folder.remove);
  describeCrashes(() => ({ DATA_DIR: folder.path }));
});

describeWithRedis(`kill -9 under load and start again, ${kills} times on Redis`, () => {
  let redis: RunningRedis;
  before(async () => {
    redis = await startRedis({ appendonly: true });
  });
  after(() => redis.stop());
  describeCrashes(() => ({ REDIS_URL: redis.url }));
});

function describeCrashes(where: () => Environment): void {
  const whenOver = createEnds();

  it("loses nothing that was told, takes no code twice, and a redelivery harms nobody", async function () {
    this.timeout(kills * 30_000 + 60_000);
    const environment: Environment = { ...where(), LOG_LEVEL: "warn" };
    const folder = temporaryFolder();
    whenOver(folder.remove);
    const seed = join(folder.path, "seed.json");
    const account = { level: "certified", seats: people };
    writeFileSync(seed, JSON.stringify({ account, ...manyMembers(people) }));
    const everybody = upTo(people).map(createPerson);
    const answers = (): number => everybody.flatMap((person) => person.heard).length;
    let cutOff = 0;

    // Now and then a kill meets nobody who is waiting for an answer.
    for (let kill = 0; kill < kills || (cutOff === 0 && kill < kills + 2); kill += 1) {
      const child = await startMain(environment, kill === 0 ? ["--seed", seed] : []);
      whenOver(() => child.end("SIGKILL"));
      // Whoever was cut off comes first.
      const waiting = everybody
        .filter((person) => !person.isDone())
        .sort((a, b) => b.begun() - a.begun());
      let isOver = false;
      const load = inParallel(waiting.length, 30, async (index) => {
        if (!isOver) await waiting[index]?.live(child.url);
      });
      // So early that there are many left, however quick or slow this machine is.
      const enough = answers() + 20 + Math.random() * 180;
      await until(() => answers() >= enough, 60_000);
      isOver = true;
      await child.end("SIGKILL");
      await load;
      cutOff += everybody.filter((person) => person.isCutOff()).length;
    }

    const child = await startMain(environment);
    whenOver(() => child.end("SIGKILL"));
    const begun = everybody.filter((person) => person.begun() > 0);
    await inParallel(begun.length, 20, async (index) => {
      const person = begun[index];
      await person?.live(child.url);
      await person?.checkAtTheEnd(child.url);
    });
    expect((await child.end("SIGTERM")).code).to.equal(0);
    const { DATA_DIR: dataDir = "unused", REDIS_URL: redisUrl } = environment;
    const store = await openStore({
      collections,
      redisUrl,
      redisDurability: "unchecked",
      dataDir,
      account: demoTriple.corpId,
      warn: () => undefined,
    });
    const seats = readCounter((await store.read([seatsKey]))[0]);
    await store.close();

    const said = begun.flatMap((person) => person.heard);
    console.log(
      `      ${begun.length} people, ${said.length} answers, ${cutOff} cut off: ${JSON.stringify(tally(said))}`,
    );
    expect(seats).to.equal(begun.length);
    expect(cutOff).to.be.above(0);
  });
}

/** Somebody who follows, gives a phone and sends the code, and remembers what was answered. */
function createPerson(index: number) {
  const follower = `person-${index}`;
  const phone = `138${String(index).padStart(8, "0")}`;
  const heard: string[] = [];
  let steps = 0;
  let pending: string | undefined;
  let code: string | undefined;
  let proof: string | undefined;

  /** Delivers the message that is due, or the one that was not answered, until somebody answers. */
  const tell = async (url: string, write: () => string): Promise<string> => {
    pending ??= write();
    const { status, text } = await deliver(`${url}/callback`, sealed(pending));
    // The store does not answer in time, and the platform delivers again.
    if (status === 503) return tell(url, write);
    expect(status).to.equal(200);
    pending = undefined;
    steps += 1;
    heard.push(text?.slice(0, 6) ?? "");
    return text ?? "";
  };
  const inbox = async (url: string): Promise<readonly { readonly code?: string }[]> =>
    (await (await fetch(`${url}/_sim/inbox?to=${phone}`)).json()) as readonly { code?: string }[];

  const next = async (url: string): Promise<void> => {
    if (steps === 0) {
      expect(await tell(url, () => eventXml(follower, "subscribe"))).to.match(/^请回复您/);
    } else if (steps === 1) {
      expect(await tell(url, () => textXml(follower, phone))).to.match(/^验证码已发送至/);
    } else if (steps === 2) {
      if (code === undefined) {
        // Told is told: the code arrives, once, whatever has happened since.
        await until(async () => (await inbox(url)).length > 0, 20_000);
        const received = await inbox(url);
        expect(received, follower).to.have.lengthOf(1);
        ({ code } = received[0] ?? {});
      }
      const tried = code ?? "none";
      const answer = await tell(url, () => (proof = textXml(follower, tried)));
      expect(answer, follower).to.equal(`验证成功，员工${index}`);
    }
  };

  return {
    heard,
    begun: (): number => steps + (pending === undefined ? 0 : 1),
    isDone: (): boolean => steps === 3,
    isCutOff: (): boolean => pending !== undefined,
    /** Goes on until everything is done, or nobody answers any more. */
    async live(url: string): Promise<void> {
      try {
        while (steps < 3) await next(url);
      } catch (error) {
        // What fetch throws when there is nobody, or no longer somebody.
        if (!(error instanceof TypeError)) throw error;
      }
    },
    /** Whoever was told to be verified is; the code is spent, and was sent once. */
    async checkAtTheEnd(url: string): Promise<void> {
      const seen = await (await fetch(`${url}/_sim/followers/${follower}`)).json();
      expect(seen).to.include({ status: "followed", userid: `member-${index}` });
      expect(await inbox(url)).to.have.lengthOf(1);
      const again = await deliver(`${url}/callback`, sealed(proof ?? ""));
      expect(again.text).to.equal(`验证成功，员工${index}`);
      const anew = await deliver(`${url}/callback`, sealed(textXml(follower, code ?? "")));
      expect(anew.text).to.equal(`您已通过身份验证，员工${index}`);
    },
  };
}
