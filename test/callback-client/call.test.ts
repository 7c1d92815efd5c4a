import { expect } from "chai";
import { call } from "../../src/callback-client/call.ts";
import { listenBare } from "../delivery/loopback.ts";
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
});
