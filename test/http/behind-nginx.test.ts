import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect } from "chai";
import { demoTriple } from "../../src/config/wechat.ts";
import type { Environment } from "../../src/environment.ts";
import { readReply } from "../../src/wire/read-reply.ts";
import { readKey, type Secrets } from "../../src/wire/secrets.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { freePort } from "../support/port.ts";
import { spawnMain, temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { describeWithNginx, startNginx, type RunningNginx } from "../support/nginx.ts";
import { startProgram, type Program } from "../support/program.ts";
import { eventXml, sealed, textXml } from "../support/pushes.ts";
import { until } from "../support/redis.ts";
import { openReply } from "../support/open-reply.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const blockOf = (kind: string): string => {
  const [, text] = new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\`$`, "m").exec(readme) ?? [];
  if (text === undefined) throw new Error(`README.md has no block of ${kind}`);
  return text;
};

const account = {
  WECHAT_CORP_ID: "wx0123456789abcdef",
  WECHAT_TOKEN: "tokenOfMine",
  WECHAT_ENCODING_AES_KEY: "0123456789".repeat(4) + "abc",
};
const secretsOf = (kind: Secrets["kind"], triple: Environment): Secrets => ({
  kind,
  receiveId: triple["WECHAT_CORP_ID"] ?? "",
  token: triple["WECHAT_TOKEN"] ?? "",
  key: readKey(triple["WECHAT_ENCODING_AES_KEY"] ?? ""),
});

/** What a lazy administrator writes. */
const lazy = `server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }`;

const inHttp11 = lazy.replace("proxy_pass", "proxy_http_version 1.1; proxy_pass");
const withForwarded = inHttp11.replace(
  "proxy_pass",
  "proxy_set_header X-Forwarded-For $remote_addr; proxy_pass",
);
/** Each as somebody may spell it who wants what is behind. */
const hidden = [
  "GET /_sim/inbox",
  "GET /_sim/clock",
  "GET /_sim/followers/oSomebody",
  "GET /_SIM/inbox",
  "GET //_sim/inbox",
  "GET /_sim%2finbox",
  "GET /callback/../_sim/inbox",
  "GET /callback/%2e%2e/_sim/inbox",
  "GET /callback;/_sim/inbox",
  "POST /_sim/reset",
  "POST /_sim/followers/oSomebody/follow",
  "GET /cgi-bin/gettoken?corpid=wx0123456789abcdef&corpsecret=x",
  "POST /cgi-bin/message/send?access_token=x",
  "GET /connect/oauth2/authorize",
  "GET /metrics",
  "GET /METRICS",
] as const;

describeWithNginx("behind a real nginx", function () {
  const whenOver = createEnds();
  const front = async (server: string, portBehind: number): Promise<RunningNginx> => {
    const nginx = await startNginx(server, portBehind);
    whenOver(() => nginx.stop());
    return nginx;
  };
  const started = async (environment: Environment): Promise<Program> => {
    const program = await startProgram(environment);
    whenOver(() => program.stop());
    return program;
  };
  /** Tells the callback something through nginx; answers what the phone would show. */
  const tell = async (nginx: RunningNginx, secrets: Secrets, xml: string): Promise<string> => {
    const { search, body } = sealed(xml, secrets);
    const headers = { "Content-Type": "text/xml" };
    const answer = await nginx.ask("POST", `/callback?${search}`, { headers, body });
    expect(answer.status, answer.text).to.equal(200);
    const opened = openReply(secrets, answer.text);
    const reply = opened === undefined ? undefined : readReply(opened)?.reply;
    return reply?.type === "text" ? reply.text : "";
  };
  /** Asks for each hidden path; answers the statuses that came, and all that was said. */
  const tryAll = async (nginx: RunningNginx, headers: Readonly<Record<string, string>> = {}) => {
    const statuses = new Map<string, number>();
    let said = "";
    for (const line of hidden) {
      const [method = "", path = ""] = line.split(" ");
      const { status, text } = await nginx.ask(method, path, { headers });
      statuses.set(line, status);
      said += text;
    }
    return { statuses, said };
  };

  it("README's recipe answers the platform at /callback, and nobody anywhere else", async function () {
    this.timeout(90_000);
    const texts: string[] = [];
    const phones = await listenHttp((request, response) => {
      request.on("data", (chunk: Buffer) => texts.push(chunk.toString()));
      request.once("end", () => response.end());
    });
    whenOver(() => phones.stop());
    const filled: Readonly<Record<string, string>> = {
      ...account,
      CODE_PEPPER: "a pepper for this test",
      SMS_WEBHOOK_URL: `http://127.0.0.1:${phones.port}/`,
      SMS_WEBHOOK_SECRET: "a secret for this test",
    };
    const { path: folder, remove } = temporaryFolder();
    whenOver(remove);
    const PORT = String(await freePort());
    const run = (...args: readonly string[]) => {
      const child = spawnMain(args, { PORT }, folder);
      whenOver(() => child.end("SIGKILL"));
      return child;
    };

    // As copied, it names what is empty.
    const recipe = blockOf("dotenv");
    writeFileSync(join(folder, ".env"), recipe);
    const refused = await run("start").ended;
    expect(refused.code).to.equal(2);
    const empty = Object.entries(parseEnv(recipe)).filter(([, value]) => value === "");
    expect(empty.map(([name]) => name)).to.have.members(Object.keys(filled));
    for (const name of Object.keys(filled).filter((name) => name !== "SMS_WEBHOOK_SECRET")) {
      expect(refused.errors.join("\n")).to.include(name);
    }

    writeFileSync(
      join(folder, ".env"),
      recipe.replace(/^(\w+)=$/gm, (line, name: string) => `${line}${filled[name] ?? ""}`),
    );
    writeFileSync(join(folder, "staff.csv"), "userid,name,mobile\nzhang.wei,张伟,13800000001\n");
    expect((await run("import", "staff.csv").ended).code).to.equal(0);
    const server = run("start");
    const off = "the simulator is off: NODE_ENV=production";
    await until(() => server.said.some((line) => line.includes(off)), 30_000);

    const nginx = await front(blockOf("nginx"), Number(PORT));
    const secrets = secretsOf("official", account);
    expect(await tell(nginx, secrets, eventXml("oSomebody", "subscribe", secrets))).to.match(/^请/);
    const sent = await tell(nginx, secrets, textXml("oSomebody", "13800000001", secrets));
    expect(sent).to.match(/^验证码已发送至/);
    await until(() => texts.length > 0);
    const { code = "" } = JSON.parse(texts.join("")) as { code?: string };
    expect(code).to.match(/^\d{6}$/);
    const forged = await nginx.ask("POST", "/callback", { body: "<xml></xml>" });
    expect(forged.status).to.equal(401);

    const others = ["GET /", "GET /page.css", "GET /healthz", "GET /readyz", "POST /api/session"];
    const { statuses, said } = await tryAll(nginx);
    expect([...new Set(statuses.values())]).to.deep.equal([404]);
    expect(said).to.not.include(code);
    for (const line of [...others, "GET /callback/", "GET /callbacks"]) {
      const [method = "", path = ""] = line.split(" ");
      expect((await nginx.ask(method, path)).status, line).to.equal(404);
    }
    // Nor is it there for whoever is on the machine.
    for (const path of ["/_sim/inbox", "/cgi-bin/gettoken", "/metrics"]) {
      const { status } = await fetch(`http://127.0.0.1:${PORT}${path}`);
      expect(status, path).to.equal(path === "/metrics" ? 403 : 404);
    }
    expect(await tell(nginx, secrets, textXml("oSomebody", code, secrets))).to.equal(
      "验证成功，张伟",
    );
    expect((await server.end("SIGTERM")).code).to.equal(0);
  });

  it("that was told nothing, an account of one's own shows nothing of what is simulated", async () => {
    const program = await started(account);
    for (const server of [lazy, inHttp11]) {
      const nginx = await front(server, program.server.port);
      const { statuses, said } = await tryAll(nginx);
      for (const [line, status] of statuses) {
        expect(status, line).to.equal(/metrics/i.test(line) ? 403 : 404);
      }
      expect(said).to.not.match(/"(openid|code|now|access_token)"|callback_seconds/);
      const secrets = secretsOf("enterprise", account);
      const prompt = await tell(nginx, secrets, eventXml("oSomebody", "subscribe", secrets));
      expect(prompt).to.match(/^请/);
    }
  });

  for (const SIMULATOR of ["", "on"]) {
    for (const [how, server] of [
      ["told nothing", lazy],
      ["told to forward", withForwarded],
    ] as const) {
      it(`that was ${how}, the demo's world is refused, with SIMULATOR=${SIMULATOR}`, async () => {
        const program = await started({ SIMULATOR });
        const nginx = await front(server, program.server.port);
        const { statuses, said } = await tryAll(nginx);
        for (const [line, status] of statuses) expect(status, line).to.equal(403);
        expect(said).to.include("set SIMULATOR=on and TRUST_PROXY=1");
        expect((await nginx.ask("GET", "/healthz")).status).to.equal(200);
        const { corpId, token, encodingAESKey } = demoTriple;
        const demo = secretsOf("enterprise", {
          WECHAT_CORP_ID: corpId,
          WECHAT_TOKEN: token,
          WECHAT_ENCODING_AES_KEY: encodingAESKey,
        });
        expect(await tell(nginx, demo, eventXml("oSomebody", "subscribe", demo))).to.match(/^请/);
      });
    }
  }

  it("that speaks HTTP/1.1 and adds nothing, the demo's world cannot tell it from a program of this machine", async () => {
    const program = await started({});
    const nginx = await front(inHttp11, program.server.port);
    expect((await nginx.ask("GET", "/_sim/clock")).status).to.equal(200);
    // A page of somebody else still says where it is from.
    const page = await tryAll(nginx, { Origin: "https://wx.example.com" });
    expect([...new Set(page.statuses.values())]).to.deep.equal([403]);
  });
});
