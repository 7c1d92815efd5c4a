import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Redis } from "ioredis";
import { leaveOut } from "./left-out.ts";
import { freePort } from "./port.ts";

/** A real Redis that belongs to a test. */
export type RunningRedis = {
  readonly url: string;
  readonly port: number;
  /** Where it keeps its files. */
  readonly directory: string;
  /** Ends it as a crash would; the port and what is on the disk stay. */
  kill(): Promise<void>;
  /** Lets it hang: connections stay, nothing is answered until it thaws. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same port, with what is on the disk. */
  startAgain(): Promise<void>;
  /** Ends it for good and removes what it wrote. */
  stop(): Promise<void>;
};

/** A real Redis Cluster of three masters. */
export type RunningCluster = {
  readonly url: string;
  readonly nodes: readonly RunningRedis[];
  stop(): Promise<void>;
};

/** Whether redis-server is on the PATH. */
export const redisAvailable = spawnSync("redis-server", ["--version"]).status === 0;

/** Whether a run without redis-server is a failure: in CI, or when somebody asks for it. */
export const redisRequired = [process.env["CI"], process.env["REQUIRE_REDIS"]].some(Boolean);

/**
 * Describes what needs a real Redis. Without one it is left out, and the run says so at its end;
 * where Redis is required it fails.
 */
export function describeWithRedis(title: string, suite: () => void): void {
  if (redisAvailable) describe(title, suite);
  else if (!redisRequired) leaveOut(title, "redis-server on the PATH");
  else {
    describe(title, () => {
      it("needs redis-server on the PATH", () => {
        throw new Error("There is no redis-server on the PATH, and CI or REQUIRE_REDIS is set");
      });
    });
  }
}

type RedisOptions = {
  readonly appendonly?: boolean;
  readonly more?: readonly string[];
  /** What its environment has besides ours. */
  readonly environment?: Readonly<Record<string, string>>;
};

/** What a Redis in production is set to: what it has confirmed is on the disk. */
export const durable: RedisOptions = { appendonly: true, more: ["--appendfsync", "always"] };

/** Starts a Redis on a free loopback port, in a directory of its own. Nothing outlives the run. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "redis-"));
  const appendonly = options.appendonly === true ? "yes" : "no";
  const settings = ["--bind", "127.0.0.1", "--save", "", "--appendonly", appendonly];
  const all = [...settings, ...(options.more ?? [])];
  const start = () => startServer(port, directory, all, options.environment);
  let server = await start();
  const removeAll = (): void => {
    server.killNow();
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", removeAll);
  return {
    port,
    directory,
    url: `redis://127.0.0.1:${port}`,
    kill: () => server.kill(),
    freeze: () => void server.signal("SIGSTOP"),
    thaw: () => void server.signal("SIGCONT"),
    async startAgain() {
      server = await start();
    },
    async stop() {
      process.removeListener("exit", removeAll);
      await server.kill();
      removeAll();
    },
  };
}

/** Starts three masters that share all slots, and waits until each of them says it is well. */
export async function startCluster(options: RedisOptions = {}): Promise<RunningCluster> {
  const clustered = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
  const more = [...clustered, ...(options.more ?? [])];
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis({ ...options, more })));
  const clients = nodes.map(({ port }) => new Redis({ port }));
  try {
    await assignSlots(clients);
    for (const client of clients.slice(1)) {
      await client.cluster("MEET", "127.0.0.1", nodes[0]?.port ?? 0);
    }
    await until(async () => (await Promise.all(clients.map(isWell))).every(Boolean), 15_000);
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    url: nodes.map(({ url }) => url).join(","),
    nodes,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

/** Starts a Sentinel that knows a Redis as `mymaster`. */
export async function startSentinel(redis: RunningRedis): Promise<RunningRedis> {
  const sentinel = await startRedis({ more: ["--sentinel"] });
  const client = new Redis({ port: sentinel.port });
  await client.call("SENTINEL", "MONITOR", "mymaster", "127.0.0.1", String(redis.port), "1");
  client.disconnect();
  return { ...sentinel, url: `redis+sentinel://127.0.0.1:${sentinel.port}/mymaster` };
}

/** Waits until something is so; fails when it is not in time. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 5_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) expect.fail(`it did not come about within ${withinMs} ms`);
    await pause(10);
  }
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function startServer(
  port: number,
  directory: string,
  settings: readonly string[],
  environment: RedisOptions["environment"] = {},
) {
  const config = join(directory, "redis.conf");
  // A Sentinel writes down there what it learns.
  if (!existsSync(config)) writeFileSync(config, "");
  const where = ["--port", String(port), "--dir", directory];
  const env = { ...process.env, ...environment };
  const child = spawn("redis-server", [config, ...where, ...settings], { stdio: "ignore", env });
  child.unref();
  const exited = new Promise<void>(
    (resolve) =>
      void child.once("exit", () => {
        resolve();
      }),
  );
  await until(() => answers(port), 10_000);
  const killNow = (): void => void child.kill("SIGKILL");
  return {
    killNow,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    kill(): Promise<void> {
      // Who waits for its end must not be ended by having nothing else to do.
      child.ref();
      killNow();
      return exited;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const say = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (reply) => {
      say(reply.toString().startsWith("+PONG"));
    });
    socket.once("error", () => {
      say(false);
    });
  });
}

async function assignSlots(clients: readonly Redis[]): Promise<void> {
  const share = Math.ceil(slots / clients.length);
  for (const [index, client] of clients.entries()) {
    const first = index * share;
    const count = Math.min(share, slots - first);
    await client.cluster("ADDSLOTS", ...Array.from({ length: count }, (_, slot) => first + slot));
    await client.cluster("SET-CONFIG-EPOCH", index + 1);
  }
}

async function isWell(client: Redis): Promise<boolean> {
  const state = await client.cluster("INFO");
  return state.includes("cluster_state:ok") && state.includes(`cluster_slots_ok:${slots}`);
}

const slots = 16_384;
