import type { Router } from "express";
import { isLoopback } from "../domain/address.ts";
import { createImportHandler, type ImportHandler } from "../console/api/import-members.ts";
import { apiRouter } from "../console/api/router.ts";
import { callsOf } from "../console/api/calls.ts";
import { createSessions } from "../console/auth/sessions.ts";
import { startInboxSmtp, type InboxSmtp } from "../simulator/inbox/inbox-smtp.ts";
import { readSeed } from "../simulator/seed.ts";
import { cgiRouter } from "../simulator/cgi/router.ts";
import { controlRouter } from "../simulator/control.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { createApp, type Around } from "./app.ts";
import { createCallbackHandler } from "./callback.ts";
import { giveTime, type ConnectionLimits } from "./connections.ts";
import { firstSteps } from "../simulator/first-steps.ts";
import type { Host } from "../app/host.ts";
import { listen } from "./listener.ts";

/** The whole program, listening. */
export type Server = {
  readonly port: number;
  /** Where this machine's programs reach it, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The port on which the simulated mailboxes receive mail of any bot; undefined: none. */
  readonly inboxSmtpPort: number | undefined;
  /** Answers what has begun, then stops listening; the host stays open. */
  readonly stop: () => Promise<void>;
};

// It lies on the disk before it is read, and must not stand still meanwhile.
const uploadWithinMs = 3_600_000;

/** Starts the HTTP server of a host. */
export async function startServer(host: Host, limits?: ConnectionLimits): Promise<Server> {
  const { config, log, metrics } = host;
  const app = createApp({
    whyNotReady: host.whyNotReady,
    log,
    metrics,
    metricsToken: config.metricsToken,
    trustProxy: config.trustProxy,
    api: apiOf(host),
    around: host.simulator && aroundOf(host, host.simulator),
  });
  const callback = createCallbackHandler(host);
  const listening = await listen(limits ? { ...config, limits } : config, callback, app);
  const { port } = listening;
  const url = `http://${reachable(config.host)}:${port}`;
  host.servedAt(`${url}/callback`);
  const smtp = await startSmtp(host).catch(async (error: unknown) => {
    await listening.stop();
    throw error;
  });
  return {
    port,
    url,
    inboxSmtpPort: smtp?.port,
    async stop() {
      await Promise.all([listening.stop(), smtp?.stop()]);
    },
  };
}

async function startSmtp({ config, simulator }: Host): Promise<InboxSmtp | undefined> {
  const { host, inboxSmtpPort: port } = config;
  if (port === undefined || simulator === undefined) return undefined;
  return startInboxSmtp({ host, port }, simulator.inbox);
}

function apiOf(host: Host): Router {
  const { store, fresh, worldNow, assistant, config } = host;
  const realNow = Date.now;
  const sessions = createSessions({ store, realNow, publicUrl: config.publicUrl });
  const { acts } = assistant;
  const calls = callsOf({ store, acts, freshSettings: fresh.settings, realNow, worldNow });
  const importing = createImportHandler({ store, realNow });
  const importMembers: ImportHandler = (who, request, response) => {
    giveTime(request, uploadWithinMs);
    return importing(who, request, response);
  };
  return apiRouter({ sessions, calls, importMembers });
}

/** The handlers of the simulator: its control API and the platform's server API. */
function aroundOf(host: Host, simulator: Simulator): Around {
  const { config, store, secrets, fresh, worldNow } = host;
  const reset = (seed: unknown): Promise<object> => simulator.reset(readSeed(seed));
  const { platform } = simulator;
  return {
    control: controlRouter({ ...simulator, store, freshSettings: fresh.settings, reset }),
    cgi: cgiRouter({ store, platform, corpId: secrets.receiveId, worldNow }),
    steps: (at) => firstSteps(host, at),
    open: config.simulator === "public",
  };
}

function reachable(host: string): string {
  if (host.includes(":")) return isLoopback(host) ? `[${host}]` : "127.0.0.1";
  return isLoopback(host) ? host : "127.0.0.1";
}
