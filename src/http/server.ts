import { Router, json } from "express";
import { createCallbackClient, type Transport } from "../callback-client/client.ts";
import { call } from "../callback-client/call.ts";
import { isLoopback, type Config } from "../config.ts";
import { createImportHandler } from "../console/api/import-members.ts";
import { createSessions } from "../console/auth/sessions.ts";
import { startInboxSmtp, type InboxSmtp } from "../simulator/inbox/inbox-smtp.ts";
import { readSeed, type Seed } from "../domain/seed.ts";
import { cgiRouter } from "../simulator/cgi/router.ts";
import { createWorldClock } from "../simulator/clock.ts";
import { controlRouter } from "../simulator/control.ts";
import { createPhones } from "../simulator/phones.ts";
import { createPlatform } from "../simulator/platform.ts";
import { resetWorld } from "../simulator/reset.ts";
import { createApp, type Around } from "./app.ts";
import { giveTime, type DoorLimits } from "./door.ts";
import { firstSteps } from "../simulator/first-steps.ts";
import type { Host } from "../app/context.ts";
import { listen } from "./listener.ts";
import type { Log } from "../app/log.ts";

/** The whole program, listening. */
export type Server = {
  readonly port: number;
  /** Where this machine's programs reach it, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where any bot's mail reaches the inbox, if it may. */
  readonly inboxSmtpPort: number | undefined;
  /** Answers what has begun, then stops listening; the host stays open. */
  readonly stop: () => Promise<void>;
};

const carryWithinMs = 2000;
// It lies on the disk before it is read, and must not stand still meanwhile.
const uploadWithinMs = 3_600_000;

/** Starts the server around a host. */
export async function startServer(
  config: Config & { readonly limits?: DoorLimits },
  host: Host,
  log: Log,
): Promise<Server> {
  const { metrics } = host;
  let port = config.port;
  const url = (): string => `http://${reachable(config.host)}:${port}`;
  const app = createApp({
    whyNotReady: host.whyNotReady,
    log,
    metrics,
    metricsToken: config.metricsToken,
    trustProxy: config.trustProxy,
    api: apiOf(config, host),
    around: config.simulator === "off" ? undefined : simulated(config, host, url),
  });
  const listening = await listen(config, host.callback, app);
  port = listening.port;
  const smtp = await startSmtp(config, host).catch(async (error: unknown) => {
    await listening.stop();
    throw error;
  });
  return {
    port,
    url: url(),
    inboxSmtpPort: smtp?.port,
    async stop() {
      await Promise.all([listening.stop(), smtp?.stop()]);
    },
  };
}

async function startSmtp(
  { host, inboxSmtpPort: port }: Config,
  { inbox }: Host,
): Promise<InboxSmtp | undefined> {
  return port === undefined ? undefined : startInboxSmtp({ host, port }, inbox);
}

function apiOf({ publicUrl }: Config, { store }: Host): Router {
  const api = Router();
  const sessions = createSessions({ store, realNow: Date.now, publicUrl });
  api.use(sessions.sameOrigin);
  const body = json({ limit: "100kb", inflate: false });
  api.use("/session", body, sessions.router);
  api.use(sessions.guard);
  api.post("/members/import", (request, _response, next) => {
    giveTime(request, uploadWithinMs);
    next();
  });
  api.post("/members/import", createImportHandler({ store }));
  return api;
}

/** The platform around the account: what plays it by hand, and what programs ask of it. */
function simulated(config: Config, host: Host, url: () => string): Around {
  const { store, secrets, delivery, freshSettings, inbox, worldNow } = host;
  const carryDue = (): Promise<void> => delivery.drain(carryWithinMs);
  // The port is known when the server listens.
  const transport: Transport = (push) => call({ url: `${url()}/callback`, ...push });
  const platform = createPlatform({
    store,
    callback: { client: createCallbackClient(transport, secrets), secrets },
    worldNow,
    realNow: Date.now,
    freshSettings,
  });
  const control = controlRouter({
    store,
    platform,
    phones: createPhones(store, host.assistant.phaseOf),
    clock: createWorldClock({ store, realNow: Date.now, becameDue: carryDue, freshSettings }),
    inbox,
    carryDue,
    freshSettings,
    reset: (seed) => resetTo(host, readSeed(seed)),
  });
  const corpId = secrets.receiveId;
  const cgi = cgiRouter({ store, platform, corpId, worldNow });
  const steps: Around["steps"] = (at) => firstSteps(host, at);
  return { control, cgi, steps, open: config.simulator === "public" };
}

/** Makes the host's world anew. */
export function resetTo({ store, freshSettings, freshAccount }: Host, seed: Seed): Promise<object> {
  return resetWorld(store, seed, { settings: freshSettings, account: freshAccount });
}

function reachable(host: string): string {
  if (host.includes(":")) return isLoopback(host) ? `[${host}]` : "127.0.0.1";
  return isLoopback(host) ? host : "127.0.0.1";
}
