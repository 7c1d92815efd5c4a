import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { call } from "../../src/callback-client/call.ts";
import { listenBare, listenHttp } from "../delivery/loopback.ts";
import { createEnds } from "../support/ends.ts";

describe("calling a callback URL", () => {
  const whenOver = createEnds();

  it("does not mistake a server that closes without a word for one that fails", async () => {
    let connections = 0;
    const { port, stop } = await listenBare((socket) => {
      connections += 1;
      let answers = 0;
      socket.on("data", () => {
        answers += 1;
        // A kept connection is answered once, and then it is gone.
        if (answers === 1) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        else socket.destroy();
      });
    });
    whenOver(stop);
    for (let time = 0; time < 5; time += 1) {
      const { status, problem } = await call({ url: `http://127.0.0.1:${port}/`, search: "a=b" });
      expect({ status, problem }).to.deep.equal({ status: 200, problem: undefined });
    }
    expect(connections).to.equal(5);
  });

  it("says what the system calls a failure, and sends the Content-Type that it is told", async () => {
    const heard: string[] = [];
    const { port, stop } = await listenBare((socket) => {
      socket.on("data", (bytes: Buffer) => {
        heard.push(...(/^content-type: .*$/im.exec(bytes.toString()) ?? []));
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      });
    });
    const url = `http://127.0.0.1:${port}/`;
    await call({ url, search: "a=b", body: "<xml/>" });
    await call({ url, search: "a=b", body: "<xml/>", contentType: "text/plain" });
    expect(heard.map((line) => line.toLowerCase())).to.deep.equal([
      "content-type: text/xml",
      "content-type: text/plain",
    ]);
    await stop();
    const { code, failure } = await call({ url, search: "a=b" });
    expect({ code, failure }).to.deep.equal({ code: "ECONNREFUSED", failure: "unreachable" });
  });

  it("calls a port that browsers would not, and unpacks what is packed unasked", async () => {
    const heard: string[] = [];
    const packed = gzipSync("<xml/>");
    const answer = Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`,
      ),
      packed,
    ]);
    const { port, stop } = await listenBare((socket) => {
      socket.on("data", (bytes: Buffer) => {
        heard.push(bytes.toString().toLowerCase());
        socket.end(answer);
      });
    });
    whenOver(stop);
    const { status, body } = await call({ url: `http://127.0.0.1:${port}/`, search: "a=b" });
    expect({ status, body: body.toString() }).to.deep.equal({ status: 200, body: "<xml/>" });
    expect(heard[0]).to.include("connection: close").and.not.include("accept-encoding");
    // Nobody listens there, but it was tried.
    const { code } = await call({ url: "http://127.0.0.1:1/", search: "a=b" });
    expect(code).to.equal("ECONNREFUSED");
  });

  it("follows no redirect, and gives an answer without end up", async () => {
    let requests = 0;
    const { port, stop } = await listenHttp((_request, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(302, { Location: "/elsewhere" }).end();
      else response.end(Buffer.alloc(2 * 1024 * 1024));
    });
    whenOver(stop);
    const { status, headers } = await call({ url: `http://127.0.0.1:${port}/`, search: "a=b" });
    expect({ status, location: headers["location"] }).to.deep.equal({
      status: 302,
      location: "/elsewhere",
    });
    expect(requests).to.equal(1);
    const { failure, problem } = await call({ url: `http://127.0.0.1:${port}/`, search: "a=b" });
    expect({ failure, problem }).to.deep.equal({
      failure: "endless",
      problem: "the reply is longer than 1048576 bytes",
    });
  });

  it("waits no longer than it may, neither for the answer nor for its end", async () => {
    let requests = 0;
    const { port, stop } = await listenHttp((_request, response) => {
      requests += 1;
      if (requests > 1) response.write("<xml>");
    });
    whenOver(stop);
    const url = `http://127.0.0.1:${port}/`;
    for (const part of ["nothing", "a beginning"]) {
      const { failure, problem, status } = await call({ url, search: "a=b", withinMs: 50 });
      expect({ failure, problem, status }, part).to.deep.equal({
        failure: "late",
        problem: "no answer within 0.05 s",
        status: 0,
      });
    }
  });
});
