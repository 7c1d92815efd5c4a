import { openHost } from "../app/host.ts";
import { openTemporaryStore } from "../app/temporary-store.ts";
import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import { readConfig } from "../config.ts";
import { startServer } from "../http/server.ts";
import type { Seed } from "../simulator/seed.ts";

/** Runs the whole program on a free port with a store of its own, and takes it down again. */
export async function inOwnWorld<T>(
  seed: Seed,
  run: (target: CallbackUnderTest) => Promise<T>,
): Promise<T> {
  const read = readConfig({ PORT: "0", LOG_LEVEL: "silent" });
  if ("problems" in read) throw new Error(read.problems.join("; "));
  const host = await openHost(read.config, { store: await openTemporaryStore() });
  try {
    await host.simulator?.reset(seed);
    const server = await startServer(host);
    try {
      return await run({ url: `${server.url}/callback`, secrets: host.secrets, agent: 0 });
    } finally {
      await server.stop();
    }
  } finally {
    await host.close();
  }
}
