import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  createCallbackClient,
  overHttp,
  type Delivered,
} from "../../src/callback-client/client.ts";
import { openEnvelope, seal } from "../../src/wire/envelope.ts";
import { writeReply } from "../../src/wire/write-reply.ts";
import { freePort } from "../support/port.ts";
import { inFull } from "../support/sizes.ts";
import { demoSecrets, sealed, textXml } from "../support/pushes.ts";

const asked = { follower: "oZhangWei", account: demoSecrets.receiveId };
const reply = writeReply({ type: "text", text: "好" }, { ...asked, createTime: 1_433_173_800 });

describe("a push", () => {
  let server: Server;
  let answer: RequestListener;
  let url: string;
  before(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const push = (to = url, tries = 3): Promise<Delivered> =>
    createCallbackClient(overHttp(to), demoSecrets).send(sealed(textXml("oZhangWei", "你好")), {
      ...asked,
      tries,
    });
  const statuses = ({ attempts }: Delivered) => attempts.map(({ status }) => status);

  it("is answered by a reply that only the account's own key seals", async () => {
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const search = request.url?.split("?")[1] ?? "";
        const body = Buffer.concat(chunks).toString();
        const { sealing } = openEnvelope(demoSecrets, search, body, Date.now(), 300);
        response.end(seal(demoSecrets, reply, sealing));
      });
    };
    expect((await push()).shown?.xml).to.equal(reply);
    answer = (_request, response) => response.end("<xml><Encrypt>AAAA</Encrypt></xml>");
    const { attempts, shown } = await push();
    expect(shown).to.equal(undefined);
    expect(attempts[0]?.error).to.match(/^the reply's envelope has no MsgSignature, /);
  });

  it("is delivered so many times in all while it is not answered 200, and no more then", async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 500 : 200).end(asked < 3 ? "oh\nno" : "");
    };
    const delivered = await push();
    expect(statuses(delivered)).to.deep.equal([500, 500, 200]);
    expect(delivered.attempts.map(({ error }) => error)).to.deep.equal([
      "answered 500: oh",
      "answered 500: oh",
      undefined,
    ]);
    expect(statuses(await push())).to.deep.equal([200]);
    answer = (_request, response) => response.writeHead(503).end();
    expect(statuses(await push())).to.deep.equal([503, 503, 503]);
    expect(statuses(await push(url, 4))).to.deep.equal([503, 503, 503, 503]);
    expect(statuses(await push(url, 1))).to.deep.equal([503]);
  });

  for (const status of [201, 204, 302, 400, 401, 403, 404, 500, 503]) {
    it(`is delivered again after ${status}, as after every answer but 200`, async () => {
      answer = (_request, response) =>
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
      expect(statuses(await push())).to.deep.equal([status, status, status]);
    });
  }

  it("says why nobody answered, and does not read for ever", async () => {
    const nobody = await push(`http://127.0.0.1:${await freePort()}/callback`);
    expect(statuses(nobody)).to.deep.equal([0, 0, 0]);
    expect(nobody.attempts[0]?.error).to.include("ECONNREFUSED");
    answer = (_request, response) => response.end("x".repeat(2_000_000));
    expect((await push()).attempts[0]?.error).to.match(/^the reply is longer than/);
  });

  if (inFull) {
    it("waits 5 s for an answer, each time", async function () {
      this.timeout(30_000);
      answer = () => undefined;
      const { attempts } = await push();
      expect(attempts.map(({ error }) => error)).to.deep.equal(
        Array.from({ length: 3 }, () => "no answer within 5 s"),
      );
      for (const { ms } of attempts) expect(ms).to.be.within(4_900, 6_500);
    });
  }
});
