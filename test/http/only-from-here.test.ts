import { expect } from "chai";
import type { Environment } from "../../src/environment.ts";
import { startProgram, type Program } from "../support/program.ts";
import { connectRaw } from "../support/raw.ts";

// As nginx's recipes, Apache, Caddy, Traefik, Envoy, a CDN's edge and an ingress add them.
const signs = [
  "Forwarded: for=192.0.2.60;proto=https",
  "X-Forwarded-For: 192.0.2.60",
  "x-forwarded-proto: https",
  "X-Forwarded-Host: wx.example.com",
  "X-Forwarded-Port: 443",
  "X-Forwarded-Server: edge",
  "X-Forwarded-Prefix: /bot",
  "X-Forwarded-Ssl: on",
  "X-Forwarded: 1",
  "X-Real-IP: 192.0.2.60",
  "Via: 1.1 edge",
  "CDN-Loop: cloudflare",
  "CF-Connecting-IP: 192.0.2.60",
  "True-Client-IP: 192.0.2.60",
  "X-Forwarded-For:",
] as const;

const shown = [
  "/_sim/inbox",
  "/_sim/clock",
  "/_sim/nothing",
  "/cgi-bin/gettoken?corpid=x&corpsecret=y",
  "/connect/oauth2/authorize",
  "/metrics",
  "/page.css",
  "/",
] as const;

describe("what came through a proxy", function () {
  this.timeout(30_000);
  let program: Program;
  const withIt = (environment: Environment, suite: () => void): void => {
    describe(`with ${JSON.stringify(environment)}`, () => {
      before(async () => {
        program = await startProgram(environment);
      });
      after(() => program.stop());
      suite();
    });
  };
  const ask = async (
    line: string,
    headers: readonly string[] = [],
  ): Promise<{ readonly status: number; readonly body: string }> => {
    const { port } = program.server;
    const head = [line, `Host: 127.0.0.1:${port}`, "Connection: close", ...headers, "", ""];
    return (await connectRaw(port, head.join("\r\n"))).answer();
  };
  const expectRefused = async (why: RegExp): Promise<void> => {
    for (const path of shown) {
      for (const sign of signs) {
        const { status, body } = await ask(`GET ${path} HTTP/1.1`, [sign]);
        expect(status, `${path} ${sign}`).to.equal(403);
        const name = sign.split(":", 1)[0]?.toLowerCase() ?? "";
        expect(body, path).to.include(`its header ${name} says`).and.to.match(why);
      }
      const old = await ask(`GET ${path} HTTP/1.0`);
      expect(old.status, path).to.equal(403);
      expect(old.body).to.include("this came in HTTP/1.0").and.to.match(why);
    }
    for (const sign of signs) {
      const reset = await ask("POST /_sim/reset HTTP/1.1", [sign, "Content-Length: 0"]);
      expect(reset.status, sign).to.equal(403);
    }
  };
  const expectElse = async (): Promise<void> => {
    for (const sign of signs) {
      expect((await ask("GET /healthz HTTP/1.1", [sign])).status, sign).to.equal(200);
      expect((await ask("GET /readyz HTTP/1.0", [sign])).status, sign).to.equal(200);
      expect((await ask("GET /api/nothing HTTP/1.1", [sign])).status, sign).to.equal(401);
      expect((await ask("GET /callback HTTP/1.0", [sign])).status, sign).to.equal(401);
    }
  };

  withIt({}, () => {
    it("sees nothing of what is simulated, and is told what to do", () =>
      expectRefused(/; if the proxy is yours .+ set SIMULATOR=on and TRUST_PROXY=1"\}$/));
    it("gets an answer to everything else", expectElse);
  });

  // A proxy that was spoken of shows this machine's own to others all the same.
  withIt({ TRUST_PROXY: "1" }, () => {
    it("sees nothing of what is simulated", () => expectRefused(/set SIMULATOR=on/));
  });

  withIt({ SIMULATOR: "on" }, () => {
    it("sees nothing of what is simulated while no proxy was spoken of", () =>
      expectRefused(/; if the proxy is yours .+ set SIMULATOR=on and TRUST_PROXY=1"\}$/));
    it("gets an answer to everything else", expectElse);
  });

  withIt({ SIMULATOR: "on", TRUST_PROXY: "1" }, () => {
    it("sees what was opened to it", async () => {
      for (const sign of signs) {
        for (const version of ["1.0", "1.1"]) {
          expect((await ask(`GET /_sim/clock HTTP/${version}`, [sign])).status).to.equal(200);
        }
      }
    });
  });
});
