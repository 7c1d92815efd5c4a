import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request as requestPlain } from "node:http";
import { request as requestOverTls } from "node:https";
import { join } from "node:path";
import { temporaryFolder } from "./child.ts";
import { leaveOut } from "./left-out.ts";
import { accepts, freePort } from "./port.ts";
import { until } from "./redis.ts";

/** A real nginx in front of something. */
export type RunningNginx = {
  /** Asks it for a path, as it stands; answers what comes back. */
  ask(method: string, path: string, sent?: Sent): Promise<Asked>;
  stop(): Promise<void>;
};

export type Sent = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type Asked = { readonly status: number; readonly text: string };

const isThere = (program: string, version: string): boolean =>
  spawnSync(program, [version]).status === 0;
const hasAll = isThere("nginx", "-v") && isThere("openssl", "version");

/** Describes what needs a real nginx. Without one it is left out, and fails in CI. */
export function describeWithNginx(title: string, suite: () => void): void {
  if (hasAll) describe(title, suite);
  else if (process.env["CI"] === undefined) leaveOut(title, "nginx and openssl on the PATH");
  else {
    describe(title, () => {
      it("needs nginx and openssl on the PATH", () => {
        throw new Error("There is no nginx or no openssl on the PATH, and CI is set");
      });
    });
  }
}

/**
 * Runs nginx with one server as written, but for where things are on this machine: the port that it
 * listens on, its certificate, and the port of what stands behind it (3000 as written).
 */
export async function startNginx(server: string, portBehind: number): Promise<RunningNginx> {
  const folder = temporaryFolder();
  const port = await freePort();
  const inFolder = (name: string): string => join(folder.path, name);
  const isTls = server.includes("ssl_certificate");
  if (isTls) makeCertificate(inFolder("crt"), inFolder("key"));
  const here = server
    .replace(/listen \d+/, `listen 127.0.0.1:${port}`)
    .replace(/ssl_certificate \S+;/, `ssl_certificate ${inFolder("crt")};`)
    .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${inFolder("key")};`)
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${portBehind}`);
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${inFolder(kind)};`).join(" ");
  // One process of the user who runs the tests: root's workers would be somebody else.
  const config = `daemon off; master_process off; pid ${inFolder("pid")}; error_log stderr;
events { }
http { access_log off; ${temporary}
${here} }
`;
  writeFileSync(inFolder("nginx.conf"), config);
  const child = spawn("nginx", ["-p", folder.path, "-e", "stderr", "-c", inFolder("nginx.conf")]);
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = once(child, "close").then(folder.remove);
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  await until(async () => {
    if (child.exitCode !== null) throw new Error(Buffer.concat(said).toString());
    return accepts(port);
  }, 10_000);
  return {
    ask: (method, path, sent = {}) => ask({ isTls, port, method, path }, sent),
    async stop() {
      process.removeListener("exit", killNow);
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function makeCertificate(certificate: string, key: string): void {
  const made = spawnSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(" "),
    ...["-subj", "/CN=wx.example.com", "-out", certificate, "-keyout", key],
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`);
}

type Target = {
  readonly isTls: boolean;
  readonly port: number;
  readonly method: string;
  readonly path: string;
};

function ask({ isTls, ...to }: Target, { headers = {}, body = "" }: Sent): Promise<Asked> {
  const options = {
    ...to,
    host: "127.0.0.1",
    agent: false,
    headers: { Host: "wx.example.com", "Content-Length": Buffer.byteLength(body), ...headers },
  };
  return new Promise((resolve, reject) => {
    const asked = isTls
      ? requestOverTls({ ...options, rejectUnauthorized: false })
      : requestPlain(options);
    asked.once("error", reject);
    asked.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    asked.end(body);
  });
}
