import { expect } from "chai";
import type { Environment } from "../../src/environment.ts";
import { fill, memberNumber, phoneNumber } from "../support/assistant-on-store.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";
import { deliver, eventXml, sealed, textXml } from "../support/pushes.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { connectRaw } from "../support/raw.ts";
import { until } from "../support/redis.ts";
import { listenHttp } from "../delivery/loopback.ts";

const account = {
  WECHAT_CORP_ID: "ww1",
  WECHAT_TOKEN: "token",
  WECHAT_ENCODING_AES_KEY: "a".repeat(43),
};
const secrets: Secrets = {
  kind: "enterprise",
  receiveId: account.WECHAT_CORP_ID,
  token: account.WECHAT_TOKEN,
  key: readKey(account.WECHAT_ENCODING_AES_KEY),
};
const METRICS_TOKEN = "0123456789abcdef";

describe("/metrics", () => {
  const whenOver = createEnds();
  const started = async (environment: Environment): Promise<Program> => {
    const program = await startProgram(environment);
    whenOver(() => program.stop());
    return program;
  };
  const get = async ({ server }: Program, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${server.url}/metrics`, { headers });
    const { status } = response;
    return { status, asks: response.headers.get("www-authenticate"), text: await response.text() };
  };

  it("tells nobody which contacts are registered, where strangers are told nothing of it", async () => {
    const phones = await listenHttp((request, response) => {
      request.resume();
      response.end();
    });
    whenOver(() => phones.stop());
    const program = await started({
      ...account,
      NODE_ENV: "production",
      CODE_PEPPER: "a pepper for tests",
      SMS_WEBHOOK_URL: `http://127.0.0.1:${phones.port}/`,
      SMS_WEBHOOK_SECRET: "a secret for tests",
    });
    await fill(program.host.store, {
      members: [memberNumber(1)],
      settings: { disclosure: "neutral" },
    });
    const { url } = program.server;
    const callback = `${url}/callback`;
    /** All that is shown to anybody, once a stranger has tried a phone and what was due has gone. */
    const seenAfter = async (follower: string, phone: string): Promise<string> => {
      await deliver(callback, sealed(eventXml(follower, "subscribe", secrets), secrets), secrets);
      const said = sealed(textXml(follower, phone, secrets), secrets);
      expect((await deliver(callback, said, secrets)).text).to.match(/^验证码已发送至/);
      await until(async () => (await program.host.delivery.waiting()).count === 0);
      const paths = ["/metrics", "/", "/healthz", "/readyz", "/nothing"];
      return (
        await Promise.all(paths.map(async (path) => (await fetch(url + path)).text()))
      ).join();
    };
    const nobodys = await seenAfter("oOne", phoneNumber(2));
    expect(await program.host.metrics.text()).to.not.match(/^deliveries_total\{/m);
    expect(await seenAfter("oTwo", phoneNumber(1))).to.equal(nobodys);
    expect(await program.host.metrics.text()).to.match(/^deliveries_total\{.+"carried"\} 1$/m);
    expect(nobodys).to.match(/^\{"error":"\/metrics tells .+; set METRICS_TOKEN, .+"\}/);
    expect(await get(program)).to.have.property("status", 403);
  });

  for (const environment of [{ ...account, SIMULATOR: "off" }, {}, { SIMULATOR: "on" }]) {
    it(`is shown to whoever has the token, with ${JSON.stringify(environment)}`, async () => {
      const program = await started({ ...environment, METRICS_TOKEN });
      const right = { authorization: `Bearer ${METRICS_TOKEN}` };
      expect(await get(program, right)).to.have.property("status", 200);
      expect((await get(program, right)).text).to.include("callback_seconds");
      expect((await get(program, { authorization: `bearer  ${METRICS_TOKEN}` })).status).to.equal(
        200,
      );
      // Wherever the scraper is, and whatever stands before it.
      const head = `GET /metrics HTTP/1.1\r\nHost: wx.example.com\r\nX-Forwarded-For: 192.0.2.1\r\nAuthorization: ${right.authorization}\r\nConnection: close\r\n\r\n`;
      expect((await (await connectRaw(program.server.port, head)).answer()).status).to.equal(200);
      for (const authorization of [
        undefined,
        "",
        "Bearer",
        METRICS_TOKEN,
        `Basic ${METRICS_TOKEN}`,
        `Bearer ${METRICS_TOKEN.slice(0, -1)}`,
        `Bearer ${METRICS_TOKEN}0`,
        `Bearer ${METRICS_TOKEN.toUpperCase()}`,
        `Bearer ${METRICS_TOKEN} ${METRICS_TOKEN}`,
      ]) {
        const answer = await get(program, authorization === undefined ? {} : { authorization });
        expect(answer, authorization).to.deep.include({ status: 401, asks: "Bearer" });
        expect(answer.text).to.match(/^\{"error":"send the token as: Authorization: Bearer …"\}$/);
      }
      expect((await fetch(`${program.server.url}/metrics?token=${METRICS_TOKEN}`)).status).to.equal(
        401,
      );
    });
  }

  it("is shown with what is simulated, where nobody gave a token", async () => {
    expect(await get(await started({}))).to.have.property("status", 200);
    expect((await get(await started({ ...account, SIMULATOR: "on" }))).status).to.equal(200);
    expect((await get(await started({ ...account, SIMULATOR: "off" }))).status).to.equal(403);
  });
});
