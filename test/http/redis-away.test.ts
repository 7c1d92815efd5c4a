import { expect } from "chai";
import { phoneNumber, upTo } from "../support/assistant-on-store.ts";
import { inParallel, tally } from "../support/in-parallel.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, eventXml, sealed, textXml, type Answered } from "../support/pushes.ts";
import { describeWithRedis, startRedis, until, type RunningRedis } from "../support/redis.ts";

describeWithRedis("while Redis is away", () => {
  let redis: RunningRedis;
  let program: Program;
  before(async () => {
    redis = await startRedis({ appendonly: true });
    program = await startProgram({ REDIS_URL: redis.url });
  });
  after(async () => {
    await program.stop();
    await redis.stop();
  });

  const get = async (path: string): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await fetch(program.server.url + path);
    return { status: response.status, text: await response.text() };
  };
  const push = (xml: string): Promise<Answered> =>
    deliver(`${program.server.url}/callback`, sealed(xml));
  const timed = async <T>(work: () => Promise<T>): Promise<T & { readonly ms: number }> => {
    const started = performance.now();
    const result = await work();
    return { ...result, ms: performance.now() - started };
  };

  it("is alive, not ready, and answers callbacks 503 at once; when Redis is back so is everything", async function () {
    this.timeout(60_000);
    const contact = textXml("oZhangWei", phoneNumber(1));
    expect((await push(eventXml("oZhangWei", "subscribe"))).text).to.match(/^请回复您/);
    const told = await push(contact);
    expect(told.text).to.match(/^验证码已发送至/);
    expect(await get("/readyz")).to.deep.equal({ status: 200, text: "ready\n" });

    for (const _ of upTo(2)) {
      await redis.kill();
      // It asks Redis once a second.
      await until(async () => (await get("/readyz")).status === 503, 1_500);
      const ready = await timed(() => get("/readyz"));
      expect(ready.status).to.equal(503);
      expect(ready.text).to.match(/^not ready: Redis at 127\.0\.0\.1:\d+ does not answer\n$/);
      expect(ready.ms).to.be.below(1_500);
      for (let turn = 0; turn < 20; turn += 1) {
        const refused = await timed(() => push(textXml("oZhangWei", "你好")));
        expect(refused).to.include({ status: 503, body: "try again\n" });
        expect(refused.ms).to.be.below(1_500);
      }
      expect((await get("/healthz")).status).to.equal(200);
      expect(await get("/_sim/settings")).to.deep.equal({
        status: 503,
        text: '{"error":"the store is away; try again"}',
      });

      await redis.startAgain();
      await until(async () => (await get("/readyz")).status === 200, 10_000);
      // What was answered before is remembered, and the courier has found its way back.
      expect((await push(contact)).xml).to.equal(told.xml);
      await until(async () => (await get("/_sim/inbox")).text !== "[]", 10_000);
      expect((await program.call("GET", "/_sim/inbox")).json).to.have.lengthOf(1);
    }
    const [message] = (await program.call("GET", "/_sim/inbox")).json as readonly {
      code: string;
    }[];
    // What became of a code while Redis was away is not known, so it is no longer good.
    const late = await push(textXml("oZhangWei", message?.code ?? ""));
    expect(late.text).to.match(/^验证码已失效/);
  });

  it("in the midst of everything: each callback is answered 200 or 503, and the platform's next try is", async function () {
    this.timeout(60_000);
    const xmls = upTo(300).map((index) => textXml(`somebody-${index}`, "你好"));
    const going = inParallel(xmls.length, 20, (index) => push(xmls[index] ?? ""));
    await redis.kill();
    const statuses = (await going).map(({ status }) => String(status));
    const { 200: answered = 0, 503: refused = 0 } = tally(statuses);
    expect(answered + refused).to.equal(xmls.length);
    expect(refused).to.be.above(0);
    await redis.startAgain();
    // Being ready may be said a second late, and all of this takes less.
    await until(async () => (await push(textXml("nobody", "你好"))).status === 200, 10_000);
    const again = await inParallel(xmls.length, 20, (index) => push(xmls[index] ?? ""));
    expect(tally(again.map(({ text }) => String(text)))).to.deep.equal({
      请回复您在企业号登记的手机号或邮箱: xmls.length,
    });
  });

  it("shows its metrics all the same: when else would somebody look", async () => {
    await redis.kill();
    await push(textXml("oZhangWei", "你好"));
    const { status, text } = await get("/metrics");
    await redis.startAgain();
    await until(async () => (await get("/readyz")).status === 200, 10_000);
    expect(status).to.equal(200);
    expect(text).to.match(/^callbacks_unavailable_total [1-9]/m);
  });

  it("said so in the log, once each time it went and came, and nothing of what was said", () => {
    const lines = program.lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(lines.filter((line) => line.includes("is away (")).length).to.equal(4);
    expect(lines.filter((line) => line.endsWith("is back")).length).to.equal(4);
    expect(program.lines.join("\n")).to.not.match(/oZhangWei|somebody-|13800000001|node_modules/);
  });
});
