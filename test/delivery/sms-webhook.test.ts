import { webcrypto } from "node:crypto";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { expect } from "chai";
import type { Carried } from "../../src/delivery/courier.ts";
import { createSmsWebhook } from "../../src/delivery/sms-webhook.ts";
import { createWebhookSigner } from "../../src/delivery/webhook-signature.ts";
import { until } from "../support/redis.ts";
import { howItFailed } from "./failing.ts";
import { listenHttp, type Listening } from "./loopback.ts";
import { freePort } from "../support/port.ts";

const message: Carried = {
  id: "3f2c9a4e-0d51-4c0b-9d5e-6a1b2c3d4e5f",
  to: "+8613800000001",
  code: "048213",
  minutes: 10,
  language: "zh-CN",
  subject: "never sent",
  text: "【星辰科技】验证码 048213，用于关注企业号，10 分钟内有效。请勿告诉任何人。",
};
const now = Date.parse("2015-06-01T12:00:00.900Z");

type Got = {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

describe("the SMS webhook", () => {
  let provider: Listening;
  let answer: RequestListener;
  let got: Got[];
  before(async () => {
    provider = await listenHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, headers } = request;
        got.push({ method, headers, body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    });
  });
  after(() => provider.stop());
  beforeEach(() => {
    got = [];
    answer = (_request, response) => void response.writeHead(200).end();
  });

  const carry = ({
    secret = "a secret of ours",
    withinMs = 5_000,
    url = `http://127.0.0.1:${provider.port}/sms`,
  } = {}): Promise<void> =>
    createSmsWebhook({ url, secret, realNow: () => now, withinMs }).carry(message);

  it("posts what a provider needs and nothing more", async () => {
    await carry();
    expect(got).to.have.lengthOf(1);
    expect(got[0]?.method).to.equal("POST");
    expect(got[0]?.headers["content-type"]).to.equal("application/json; charset=utf-8");
    expect(JSON.parse(got[0]?.body ?? "")).to.deep.equal({
      id: message.id,
      to: "+8613800000001",
      code: "048213",
      minutes: 10,
      language: "zh-CN",
      text: message.text,
    });
  });

  const keys = [
    { title: "the bytes of the secret", secret: "密钥 of ours", key: Buffer.from("密钥 of ours") },
    {
      title: "what whsec_ holds in base64",
      secret: `whsec_${Buffer.from([0, 1, 2, 253, 254, 255]).toString("base64")}`,
      key: Buffer.from([0, 1, 2, 253, 254, 255]),
    },
  ];
  for (const { title, secret, key } of keys) {
    it(`signs id, time and body with ${title}`, async () => {
      await carry({ secret });
      expect(got).to.have.lengthOf(1);
      const headers: IncomingHttpHeaders = got[0]?.headers ?? {};
      const body = got[0]?.body ?? "";
      expect(headers["webhook-id"]).to.equal(message.id);
      expect(headers["webhook-timestamp"]).to.equal(String(Date.parse("2015-06-01T12:00Z") / 1000));
      const [version, signature] = String(headers["webhook-signature"]).split(",");
      expect(version).to.equal("v1");
      expect(await isSigned(key, `${message.id}.1433160000.${body}`, signature)).to.equal(true);
      expect(await isSigned(key, `${message.id}.1433160001.${body}`, signature)).to.equal(false);
    });
  }

  it("signs as the Standard Webhooks' own example does", () => {
    const sign = createWebhookSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const headers = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330_000, '{"test": 2432232314}');
    expect(headers["webhook-signature"]).to.equal(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  for (const [status, expected] of [
    [200, "carried"],
    [202, "carried"],
    [204, "carried"],
    [301, "for now: the SMS webhook answered 301"],
    [307, "for now: the SMS webhook answered 307"],
    [400, "for good: the SMS webhook answered 400"],
    [401, "for good: the SMS webhook answered 401"],
    [404, "for good: the SMS webhook answered 404"],
    [408, "for now: the SMS webhook answered 408"],
    [422, "for good: the SMS webhook answered 422"],
    [429, "for now: the SMS webhook answered 429"],
    [500, "for now: the SMS webhook answered 500"],
    [503, "for now: the SMS webhook answered 503"],
  ] as const) {
    it(`takes ${status} for this: ${expected}`, async () => {
      answer = (_request, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${provider.port}/elsewhere` });
        response.end(status === 204 ? undefined : `no such user ${message.to} ${message.code}`);
      };
      expect(await howItFailed(carry())).to.equal(expected);
      expect(got).to.have.lengthOf(1);
    });
  }

  it("tries again when nobody listens", async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    expect(await howItFailed(carry({ url }))).to.equal(
      "for now: the SMS webhook could not be asked (ECONNREFUSED)",
    );
  });

  it("tries again when what comes is no HTTP, and repeats nothing of it", async () => {
    answer = ({ socket }) => void socket.end(`${message.code} is no HTTP\r\n\r\n`);
    expect(await howItFailed(carry())).to.equal(
      "for now: the SMS webhook could not be asked (unknown)",
    );
  });

  it("tries again when no answer comes in time", async () => {
    answer = () => undefined;
    expect(await howItFailed(carry({ withinMs: 100 }))).to.equal(
      "for now: the SMS webhook could not be asked (no answer within 0.1 s)",
    );
  });

  it("does not wait for the body of an answer", async () => {
    answer = (_request, response) => void response.writeHead(200).write("…");
    const begun = performance.now();
    expect(await howItFailed(carry({ withinMs: 5_000 }))).to.equal("carried");
    expect(performance.now() - begun).to.be.below(3_000);
  });

  it("reads only the beginning of an endless answer", async () => {
    let isClosed = false;
    let written = 0;
    answer = (_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.on("drain", write).on("close", () => (isClosed = true));
      write();
    };
    await carry({ withinMs: 60_000 });
    await until(() => isClosed);
    expect(written).to.be.below(20_000_000);
  });

  it("uses a connection again after a short answer", async () => {
    const ports = new Set<number | undefined>();
    answer = (request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(200).end("queued");
    };
    const url = `http://127.0.0.1:${provider.port}/sms`;
    const courier = createSmsWebhook({ url, secret: "a secret of ours", realNow: () => now });
    for (let round = 0; round < 4; round += 1) {
      await courier.carry(message);
      await new Promise((resolve) => setImmediate(resolve));
    }
    courier.close?.();
    expect(ports.size).to.be.below(4);
  });

  it("wants a key, and no password in the URL", () => {
    const realNow = (): number => now;
    const url = "http://example.com/";
    expect(() => createSmsWebhook({ url, secret: "whsec_", realNow })).to.throw(/no key/);
    expect(() =>
      createSmsWebhook({ url: "http://a:b@example.com/", secret: "s", realNow }),
    ).to.throw(/no password/);
  });
});

async function isSigned(key: Buffer, signed: string, signature = ""): Promise<boolean> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await webcrypto.subtle.importKey("raw", key, algorithm, false, ["verify"]);
  const given = Buffer.from(signature, "base64");
  return webcrypto.subtle.verify("HMAC", imported, given, Buffer.from(signed));
}
