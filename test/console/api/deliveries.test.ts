import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { until } from "../../support/redis.ts";
import { startAdministrated, type Administrated } from "./administrator.ts";

type Shown = { readonly id: string; readonly reason?: string; readonly attempts: number };

describe("/api/deliveries", () => {
  let provider: Server;
  let status: number;
  const taken: { readonly code: string; readonly to: string }[] = [];
  let administrated: Administrated;
  before(async () => {
    provider = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(status).end();
        if (status === 200) taken.push(JSON.parse(Buffer.concat(chunks).toString()) as never);
      });
    }).listen(0, "127.0.0.1");
    await once(provider, "listening");
  });
  after(() => provider.close());
  beforeEach(async () => {
    taken.length = 0;
    const { port } = provider.address() as AddressInfo;
    administrated = await startAdministrated({
      SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      SMS_WEBHOOK_SECRET: "a secret of the provider",
    });
    await administrated.program.call("POST", "/_sim/followers/oOne/follow");
  });
  afterEach(() => administrated.program.stop());

  const listed = async (state: string): Promise<readonly Shown[]> => {
    const { json } = await administrated.ask("get", `/deliveries?state=${state}`);
    return (json as { items: readonly Shown[] }).items;
  };
  const asksForACode = () =>
    administrated.program.call("POST", "/_sim/followers/oOne/messages", { content: "13800000001" });

  it("shows what waits and why, and tries it again at once, with the same code", async () => {
    status = 503;
    await asksForACode();
    await until(async () => (await listed("waiting"))[0]?.reason !== undefined);
    const [waiting] = await listed("waiting");
    expect(waiting).to.deep.include({
      state: "waiting",
      channel: "sms",
      to: "+8613800000001",
    });
    expect(waiting?.reason).to.match(/503/);
    status = 200;
    const { json } = await administrated.ask("post", `/deliveries/${waiting?.id ?? ""}/again`);
    expect(json).to.include({ state: "waiting", attempts: waiting?.attempts });
    await until(() => taken.length === 1);
    const said = await administrated.program.call("POST", "/_sim/followers/oOne/messages", {
      content: taken[0]?.code,
    });
    expect(said.json).to.have.nested.property("replies[0].content", "验证成功，张伟");
    expect(await listed("waiting")).to.deep.equal([]);
  });

  it("tries what was given up while the code is good, and refuses it afterwards", async () => {
    status = 400;
    await asksForACode();
    await until(async () => (await listed("given-up")).length === 1);
    const [givenUp] = await listed("given-up");
    const again = `/deliveries/${givenUp?.id ?? ""}/again`;
    status = 200;
    expect((await administrated.ask("post", again)).status).to.equal(200);
    await until(() => taken.length === 1);
    expect(await listed("given-up")).to.deep.equal([]);
    expect(await administrated.ask("post", again)).to.have.property("status", 404);

    status = 400;
    await administrated.program.call("POST", "/_sim/clock", { advance: "11m" });
    await asksForACode();
    await until(async () => (await listed("given-up")).length === 1);
    await administrated.program.call("POST", "/_sim/clock", { advance: "11m" });
    const [late] = await listed("given-up");
    const refused = await administrated.ask("post", `/deliveries/${late?.id ?? ""}/again`);
    expect(refused.status).to.equal(409);
    expect(refused.json)
      .to.have.property("error")
      .that.matches(/no longer good/);
    expect(await listed("given-up")).to.have.lengthOf(1);
  });

  it("shows no code, here or in the audit log", async () => {
    status = 503;
    await asksForACode();
    await until(async () => (await listed("waiting"))[0]?.reason !== undefined);
    const [waiting] = await listed("waiting");
    status = 200;
    await administrated.ask("post", `/deliveries/${waiting?.id ?? ""}/again`);
    await until(() => taken.length === 1);
    const audit = await administrated.ask("get", "/audit");
    const shown = JSON.stringify([waiting, audit.json]);
    expect(shown).to.not.include(taken[0]?.code);
  });

  it("refuses an id that no delivery has", async () => {
    expect((await administrated.ask("post", "/deliveries/7/again")).status).to.equal(404);
  });
});
