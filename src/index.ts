import { readConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { openHost, type Host } from "./app/host.ts";
import { createCallbackHandler, type CallbackHandler } from "./http/callback.ts";

/** An assistant to be mounted in a server of your own. */
export type MountedAssistant = Pick<Host, "close" | "delivery"> & {
  /** Answers the platform. */
  readonly callback: CallbackHandler;
};

/**
 * Opens an assistant as the environment says, `app.use('/wechat', assistant.callback)`, before any
 * body parser. Throws with a line for every problem of the environment: without an account's own
 * token and key it opens only with `SIMULATOR=on`, outside production.
 */
export async function openAssistant(environment: Environment): Promise<MountedAssistant> {
  const read = readConfig(environment, "mounted");
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const host = await openHost(read.config);
  return { ...host, callback: createCallbackHandler(host) };
}
