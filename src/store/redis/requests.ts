import type { RedisClient } from "./client.ts";
import type { RedisConnection } from "./connection.ts";
import { refusalIn } from "./refusal.ts";
import { StoreAwayError, StoreRefusedError } from "../store.ts";

/** How Redis is asked: every failure is a `StoreAwayError` with its cause. */
export type RedisRequests = {
  readonly ask: <T>(send: (client: RedisClient) => Promise<T>) => Promise<T>;
  /** Runs a Lua script by its name, and by its text where Redis does not know it yet. */
  readonly run: (lua: string, KEYS: readonly string[], ARGV: RedisArguments) => Promise<unknown>;
  /** Waits for what was begun, then ends the connection; later calls throw `StoreAwayError`. */
  readonly close: () => Promise<void>;
};

type RedisArguments = readonly (string | number)[];

/** Makes what asks Redis over a connection. */
export function createRedisRequests(connection: RedisConnection, label: string): RedisRequests {
  const { client } = connection;
  let isOpen = true;
  let underWay = 0;
  let whenIdle = (): void => undefined;
  const ask: RedisRequests["ask"] = async (send) => {
    if (!isOpen) throw new StoreAwayError(`${label} is closed`);
    underWay += 1;
    try {
      connection.gather();
      return await send(client);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const refusal = refusalIn(reason);
      if (refusal !== undefined) {
        throw new StoreRefusedError(`${label} keeps nothing now: ${refusal}`, { cause });
      }
      throw new StoreAwayError(`${label} did not answer: ${reason}`, { cause });
    } finally {
      underWay -= 1;
      if (underWay === 0) whenIdle();
    }
  };
  const shas = new Map<string, string>();
  return {
    ask,
    run: (...script) => ask(() => runScript(client, shas, ...script)),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      await connection.quit();
    },
  };
}

async function runScript(
  client: RedisClient,
  shas: Map<string, string>,
  ...[lua, KEYS, ARGV]: Parameters<RedisRequests["run"]>
): Promise<unknown> {
  const sha = shas.get(lua) ?? (await shaOf(lua));
  shas.set(lua, sha);
  try {
    return await client.evalsha(sha, KEYS.length, ...KEYS, ...ARGV);
  } catch (error) {
    // After a restart, a failover or on another node; Redis knows the script from now on.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return await client.eval(lua, KEYS.length, ...KEYS, ...ARGV);
  }
}

async function shaOf(lua: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(lua));
  return Buffer.from(digest).toString("hex");
}
