import { Redis } from "ioredis";
import { createRequestClient, type RedisClient } from "./client.ts";
import type { RedisTarget } from "./url.ts";

/** A connection of the request path. */
export type RedisConnection = {
  readonly client: RedisClient;
  /** Lets the commands of this turn of the event loop leave in one write: a third more a second. */
  readonly gather: () => void;
  /** Lets commands under way finish, then closes. */
  readonly quit: () => Promise<void>;
};

const readyWithinMs = 5_000;

/**
 * Connects, and keeps the connection up from then on; `warn` hears once when it is lost and once
 * when it is back. Throws one line when Redis refuses, or is not ready within five seconds.
 */
export async function connectRedis(
  target: RedisTarget,
  warn: (line: string) => void,
): Promise<RedisConnection> {
  const client = createRequestClient(target);
  const nodes = new Set<Redis>(client instanceof Redis ? [client] : []);
  const presence = createPresence(target.label, warn);
  if (client instanceof Redis) presence.observe(client);
  else {
    client.on("+node", (node: Redis) => {
      nodes.add(node);
      presence.observe(node);
    });
    client.on("-node", (node: Redis) => {
      nodes.delete(node);
      presence.forget(node);
    });
  }
  try {
    await whenReady(client);
  } catch (error) {
    client.disconnect();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${target.label} cannot be used: ${reason}`, { cause: error });
  }
  return {
    client,
    gather: createGatherer(nodes),
    async quit() {
      presence.end();
      await client.quit().catch(() => {
        client.disconnect();
      });
    },
  };
}

function whenReady(client: RedisClient): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason = "no answer";
    const timer = setTimeout(() => {
      done(() => {
        reject(new Error(`${reason} (waited ${readyWithinMs / 1000} s)`));
      });
    }, readyWithinMs);
    const onError = (error: Error & { lastNodeError?: Error }): void => {
      const { name, message } = error.lastNodeError ?? error;
      if (message !== "") reason = message;
      // What Redis itself answers, as for a wrong password, does not change by waiting.
      if (name === "ReplyError" && !/^(LOADING|CLUSTERDOWN|MASTERDOWN)/.test(message)) {
        done(() => {
          reject(new Error(message));
        });
      }
    };
    const onReady = (): void => {
      done(resolve);
    };
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      client.off("ready", onReady);
      settle();
    };
    // Never removed: an 'error' without a listener would be printed.
    client.on("error", onError);
    client.once("ready", onReady);
  });
}

type NetStream = Redis["stream"];

// A corked socket collects what is written, so that all commands of one turn cost one system call.
function createGatherer(nodes: ReadonlySet<Redis>): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    isGathering = true;
    const streams: NetStream[] = [];
    for (const node of nodes) {
      if (node.status !== "ready") continue;
      node.stream.cork();
      streams.push(node.stream);
    }
    process.nextTick(() => {
      isGathering = false;
      for (const stream of streams) stream.uncork();
    });
  };
}

function createPresence(label: string, warn: (line: string) => void) {
  const away = new Set<Redis>();
  let isEnded = false;
  const gone = (node: Redis, reason: string): void => {
    if (isEnded || away.has(node)) return;
    away.add(node);
    if (away.size === 1) warn(`${label} is away (${reason}); until it is back nothing is answered`);
  };
  const back = (node: Redis): void => {
    if (!away.delete(node) || isEnded) return;
    if (away.size === 0) warn(`${label} is back`);
  };
  return {
    observe(node: Redis): void {
      let wasReady = false;
      let reason = "the connection was closed";
      node.on("error", (error: Error) => {
        if (error.message !== "") reason = error.message;
      });
      node.on("ready", () => {
        wasReady = true;
        reason = "the connection was closed";
        back(node);
      });
      node.on("close", () => {
        if (wasReady) gone(node, reason);
      });
    },
    forget: back,
    end(): void {
      isEnded = true;
    },
  };
}
