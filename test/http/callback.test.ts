import { createCipheriv } from "node:crypto";
import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { BodyError, readBody } from "../../src/http/body.ts";
import { encrypt } from "../../src/wire/cipher.ts";
import { makeEchoCheck } from "../../src/wire/envelope.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { sign } from "../../src/wire/signature.ts";
import { serveCallbacks, type CallbackServer } from "../support/callback-server.ts";
import { createOnStore, fill, memberNumber } from "../support/assistant-on-store.ts";
import { describeOnLmdb } from "../support/engines.ts";
import { deliver, demoSecrets, sealed, textXml } from "../support/pushes.ts";
import { connectRaw, sendChunked, type RawAnswer } from "../support/raw.ts";
import { inFull } from "../support/sizes.ts";

const limit = 65_536;

describeOnLmdb("/callback", (open) => {
  let server: CallbackServer;
  let port: number;
  before(async () => {
    const [store] = await open();
    await fill(store, { members: [memberNumber(1)] });
    server = await serveCallbacks(createOnStore(store));
    port = Number(new URL(server.url).port);
  });
  after(() => server.stop());
  // Whatever was done to it, it goes on.
  afterEach(async () => {
    const { status, text } = await deliver(server.url, sealed(textXml("somebody else", "你好")));
    expect({ status, text }).to.deep.equal({
      status: 200,
      text: "请回复您在企业号登记的手机号或邮箱",
    });
  });

  const now = (): string => String(Math.floor(Date.now() / 1000));

  describe("asked to prove itself", () => {
    const ask = (echo: string) => {
      const { search } = makeEchoCheck(demoSecrets, echo, {
        timestamp: Number(now()),
        nonce: "n",
        random: "0123456789abcdef",
      });
      return fetch(`${server.url}?${search}`);
    };

    it("answers the echo to the letter, as text that no browser takes for a page", async () => {
      for (const echo of ["1616140317555161061", "<script>alert(1)</script>", "企业 ]]> 😀", " "]) {
        const response = await ask(echo);
        expect(response.status).to.equal(200);
        expect(await response.text()).to.equal(echo);
        expect(response.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
        expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
      }
    });
  });

  describe("refuses alike whatever is wrong with signature or cipher", () => {
    const nonce = "nonce";
    const good = encrypt(
      key(demoSecrets),
      demoSecrets.receiveId,
      textXml("oForger", "你好"),
      "0123456789abcdef",
    );
    const other = readKey("0".repeat(43));

    /** A query that fits a ciphertext, but for what the case changes. */
    const signed = (
      ciphertext: string,
      changed: Readonly<Record<string, string>> = {},
    ): Record<string, string> => {
      const timestamp = changed["timestamp"] ?? now();
      return {
        msg_signature: sign([demoSecrets.token, timestamp, changed["nonce"] ?? nonce, ciphertext]),
        timestamp,
        nonce,
        ...changed,
      };
    };
    const plain = (bytes: Buffer): string => {
      const { aes, iv } = key(demoSecrets);
      return createCipheriv("aes-256-cbc", aes, iv)
        .setAutoPadding(false)
        .update(bytes)
        .toString("base64");
    };
    const filled = Buffer.alloc(64, 7);
    const tooLong = Buffer.alloc(64, 32);
    tooLong.writeUInt32BE(1_000_000, 16);
    const notText = Buffer.alloc(64, 26);
    notText.writeUInt32BE(2, 16);
    notText.writeUInt16BE(0xfffe, 22);

    const cases: Readonly<Record<string, Wrong>> = {
      "a signature of somebody else": {
        ciphertext: good,
        query: { msg_signature: "0".repeat(40) },
      },
      "a short signature": { ciphertext: good, query: { msg_signature: "0" } },
      "a long signature": { ciphertext: good, query: { msg_signature: "é".repeat(400) } },
      "an old timestamp": { ciphertext: good, query: { timestamp: String(Number(now()) - 301) } },
      "a timestamp to come": {
        ciphertext: good,
        query: { timestamp: String(Number(now()) + 86_400) },
      },
      "a timestamp that is no number": { ciphertext: good, query: { timestamp: "NaN" } },
      "timestamp and nonce swapped": {
        ciphertext: good,
        query: { timestamp: "1409659813", nonce: now() },
      },
      "no timestamp": {
        ciphertext: good,
        search: (search) => search.replace(/&timestamp=\d+/, ""),
      },
      "a parameter twice": { ciphertext: good, search: (search) => `${search}&nonce=${nonce}` },
      "a parameter in brackets": { ciphertext: good, search: (search) => `${search}&nonce[x]=1` },
      "no query at all": { ciphertext: good, search: () => "" },
      "broken percent-encoding": {
        ciphertext: good,
        search: (search) => search.replace("nonce=nonce", "nonce=%E0%A4%A"),
      },
      "no Base64": { ciphertext: "@@@@" },
      "URL-safe Base64": {
        ciphertext: good.replaceAll("+", "-").replaceAll("/", "_").replace(/=*$/, "-"),
      },
      "half a block": { ciphertext: good.slice(0, 20) },
      "another key": {
        ciphertext: encrypt(other, demoSecrets.receiveId, "<xml/>", "0123456789abcdef"),
      },
      "bad padding": { ciphertext: plain(Buffer.alloc(64, 0)) },
      "padding that is not all the same": {
        ciphertext: plain(Buffer.concat([filled.subarray(0, 60), Buffer.from([1, 2, 3, 7])])),
      },
      "a length beyond its end": { ciphertext: plain(tooLong) },
      "an id that is no text": { ciphertext: plain(notText) },
      "the id of another account": {
        ciphertext: encrypt(
          key(demoSecrets),
          "wwanother000000",
          textXml("oForger", "你好"),
          "0123456789abcdef",
        ),
      },
      "another account inside": {
        ciphertext: encrypt(
          key(demoSecrets),
          demoSecrets.receiveId,
          textXml("oForger", "你好", { ...demoSecrets, receiveId: "wwanother000000" }),
          "0123456789abcdef",
        ),
      },
    };

    const refusal = async (response: Response): Promise<object> => {
      const { status, headers } = response;
      const kept = [...headers].filter(([name]) => name !== "date");
      return { status, headers: Object.fromEntries(kept), body: await response.text() };
    };
    let known: object;
    before(async () => {
      known = await refusal(await fetch(`${server.url}?`, { method: "POST", body: "<xml/>" }));
      expect(known).to.include({ status: 401, body: "refused\n" });
    });

    for (const [name, { ciphertext, query, search = asItIs }] of Object.entries(cases)) {
      it(`as with ${name}`, async () => {
        const values = signed(ciphertext, query);
        const body = `<xml><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`;
        const post = search(new URLSearchParams(values).toString());
        expect(
          await refusal(await fetch(`${server.url}?${post}`, { method: "POST", body })),
        ).to.deep.equal(known);
        const asked = { ...values, echostr: ciphertext };
        // Only inside of the message does another account differ; an echo has none.
        if (name === "another account inside") return;
        const get = search(new URLSearchParams(asked).toString());
        expect(await refusal(await fetch(`${server.url}?${get}`))).to.deep.equal(known);
      });
    }
  });

  describe("bodies that it does not read to their end", () => {
    const head = (...fields: readonly string[]): string =>
      ["POST /callback HTTP/1.1", "Host: localhost", ...fields, "", ""].join("\r\n");

    it("are refused with 413 before any of it has come, where one says it is longer than 64 KiB", async () => {
      const answer = await (await connectRaw(port, head(`Content-Length: ${limit + 1}`))).answer();
      expectRefusal(answer, 413, `a body may have ${limit} bytes at most\n`);
    });

    it("are refused with 413 where a chunked one has 100 MB, nearly all of which stays with the sender", async () => {
      const connection = await connectRaw(port, head("Transfer-Encoding: chunked"));
      const before = process.memoryUsage().rss;
      await sendChunked(connection, 100_000_000);
      const answer = await connection.answer();
      expectRefusal(answer, 413, `a body may have ${limit} bytes at most\n`);
      // What is sent and not read lies in the two sockets' buffers.
      expect(answer.sent).to.be.below(16_000_000);
      expect(process.memoryUsage().rss - before).to.be.below(50_000_000);
    });

    it("begin at one byte more than 64 KiB", async () => {
      const answers = await Promise.all(
        [limit, limit + 1].map(async (bytes) => {
          const connection = await connectRaw(
            port,
            head("Transfer-Encoding: chunked", "Connection: close"),
          );
          connection.socket.write(`${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n0\r\n\r\n`);
          return (await connection.answer()).status;
        }),
      );
      expect(answers).to.deep.equal([401, 413]);
    });

    it("are refused with 415 where one is compressed", async () => {
      for (const encoding of ["gzip", "deflate", "br", "GZIP, identity"]) {
        const fields = [`Content-Encoding: ${encoding}`, "Content-Length: 60000"];
        const answer = await (await connectRaw(port, head(...fields))).answer();
        expectRefusal(answer, 415, "a compressed body is not read; send it as it is\n");
      }
    });

    it("do no harm where one breaks off, whose answer nobody hears", async () => {
      const connection = await connectRaw(port, `${head("Content-Length: 1000")}<xml>`);
      connection.close();
      expect((await connection.answer()).status).to.equal(0);
    });

    it("are answered 408 when their time is over", async () => {
      const slow = createServer((incoming, response) => {
        readBody(incoming, limit, 50).catch((error: unknown) => {
          response.writeHead(error instanceof BodyError ? error.status : 500).end();
        });
      }).listen(0, "127.0.0.1");
      await once(slow, "listening");
      const address = slow.address() as AddressInfo;
      const started = performance.now();
      const connection = await connectRaw(
        address.port,
        `${head("Content-Length: 1000", "Connection: close")}<xml>`,
      );
      expect((await connection.answer()).status).to.equal(408);
      expect(performance.now() - started).to.be.within(40, 3_000);
      slow.closeAllConnections();
      slow.close();
    });

    if (inFull) {
      it("are answered 408 after 15 s", async function () {
        this.timeout(30_000);
        const connection = await connectRaw(port, `${head("Content-Length: 1000")}<xml>`);
        const drip = setInterval(() => connection.socket.write("a"), 500);
        const answer = await connection.answer(25_000);
        clearInterval(drip);
        expectRefusal(answer, 408, "the request took longer than 15 s\n");
      });
    }
  });

  it("knows GET and POST only, and says so", async () => {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const response = await fetch(server.url, { method });
      expect(response.status).to.equal(405);
      expect(response.headers.get("allow")).to.equal("GET, POST");
      expect(await response.text()).to.match(/^[^\n]+\n$/);
    }
    expect((await fetch(server.url, { method: "HEAD" })).status).to.equal(405);
  });

  it("says in one line what is wrong with a body that is no envelope, and shows nothing of it", async () => {
    const search = new URLSearchParams({
      msg_signature: "0".repeat(40),
      timestamp: now(),
      nonce: "n",
    });
    const bodies = [
      "",
      "{}",
      "<html></html>",
      "<xml>",
      "<xml/>",
      '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
      "<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
      "\u0000",
    ];
    for (const body of bodies) {
      const response = await fetch(`${server.url}?${search.toString()}`, { method: "POST", body });
      expect(response.status, body).to.equal(400);
      expect(response.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
      const said = await response.text();
      expect(said, body).to.match(/^[^\n]{1,300}\n$/);
      expect(said, body).to.not.match(/ at |node:|\.ts|html|Encrypt>a/);
    }
  });

  it("goes on with other requests of a connection whose callback it refused", async () => {
    const answers = await new Promise<readonly number[]>((resolve, reject) => {
      const statuses: number[] = [];
      const ask = (left: number): void => {
        const asked = request(server.url, { method: "POST" }, (response) => {
          statuses.push(response.statusCode ?? 0);
          response.resume().once("end", () => {
            if (left === 0) resolve(statuses);
            else ask(left - 1);
          });
        });
        asked.once("error", reject).end("<xml/>");
      };
      ask(3);
    });
    expect(answers).to.deep.equal([401, 401, 401, 401]);
  });
});

/** A request with something wrong with it: its ciphertext, what was signed, or the query itself. */
type Wrong = {
  readonly ciphertext: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly search?: (search: string) => string;
};

function asItIs(search: string): string {
  return search;
}

function key({ key: found }: Secrets) {
  if (found === undefined) throw new Error("the demo's account has a key");
  return found;
}

function expectRefusal({ status, head, body }: RawAnswer, expected: number, text: string): void {
  expect({ status, body }).to.deep.equal({ status: expected, body: text });
  expect(head).to.match(/\r\nConnection: close(\r\n|$)/);
}
