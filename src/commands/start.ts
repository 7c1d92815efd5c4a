import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { hashPassword, isPassword, newPassword } from "../console/passwords.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { openHost, type Host } from "../http/host.ts";
import { createLog, type Log } from "../http/log.ts";
import { resetTo, startServer, type Server } from "../http/server.ts";
import {
  administratorKey,
  putAdministrator,
  readAdministrator,
} from "../records/administrators.ts";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import { called, fileHere } from "./called.ts";
import { untilToldToStop } from "./until-told-to-stop.ts";

/** How the verb is called. */
export const startUsage = `usage: ${called("start")} [--seed FILE]
runs the assistant, with the simulator around it; ${fileHere(".env.example")} says what the environment sets
  --seed FILE   throws the simulated world away and makes this one`;

/** Runs the server until it is told to stop (SIGINT, SIGTERM). */
export async function start(args: readonly string[], config: Config): Promise<number> {
  const given = optionsOf(args, config).seed;
  // Read before a store is filled: a new one would count as old afterwards, and stay without a world.
  const seed = given === undefined ? undefined : await readSeedFile(given);
  const log = createLog(config.logLevel);
  const host = await openHost(config, log);
  try {
    if (config.simulator !== "off") {
      if (seed !== undefined) await resetTo(host, seed);
      else if (host.isNew) await resetTo(host, await readSeedFile(firstWorld));
    }
    const password = await administratorOf(config, host);
    const server = await startServer(config, host, log);
    const offset = (await host.worldNow()) - Date.now();
    for (const line of welcome({ config, host, server, password, offset })) console.log(line);
    warnOf(config, log);
    await untilToldToStop();
    await server.stop();
    return 0;
  } finally {
    await host.close();
  }
}

function optionsOf(args: readonly string[], config: Config): { readonly seed: string | undefined } {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: "string" } } });
  if (values.seed !== undefined && config.whyNotSimulated !== undefined) {
    throw new BadInputError(`--seed makes a simulated world; ${config.whyNotSimulated}`);
  }
  return { seed: values.seed };
}

/** Makes the administrator at the first start. Answers the password when it is a new, made one. */
async function administratorOf(
  { adminPassword }: Config,
  { store }: Host,
): Promise<string | undefined> {
  const [entry] = await store.read([administratorKey("admin")]);
  const kept = readAdministrator(entry);
  if (kept !== undefined && adminPassword === undefined) return undefined;
  if (kept !== undefined && (await isPassword(adminPassword ?? "", kept.password)))
    return undefined;
  const password = adminPassword ?? newPassword();
  const administrator = { name: "admin", password: await hashPassword(password) };
  const committed = await store.commit({
    checks: [{ key: administratorKey("admin"), version: entry?.version ?? "" }],
    puts: [putAdministrator(administrator)],
    deletes: [],
    adds: [],
  });
  return committed === "done" && adminPassword === undefined ? password : undefined;
}

type Started = {
  readonly config: Config;
  readonly host: Host;
  readonly server: Server;
  readonly password: string | undefined;
  readonly offset: number;
};

function welcome({ config, host, server, password, offset }: Started): readonly string[] {
  const { wechat } = config;
  const lines = [
    `Enterprise Assistant answers at ${server.url}/callback; store: ${host.store.label}`,
  ];
  if (password !== undefined) {
    lines.push(`Administrator: admin, password ${password} (made now, shown only this once)`);
  }
  if (config.whyNotSimulated !== undefined) {
    return [...lines, `Account: ${wechat.corpId} (${wechat.kind}); ${config.whyNotSimulated}.`];
  }
  lines.push(
    "WeChat around it is simulated: nothing here reaches the platform, and no code leaves this machine unless SMTP_URL or SMS_WEBHOOK_URL is set.",
  );
  if (Math.abs(offset) >= 1000) {
    const shown = new Date(Date.now() + offset).toISOString();
    lines.push(`The world's clock shows ${shown}; POST /_sim/reset sets it back.`);
  }
  if (wechat.demo) {
    lines.push(
      `Callback triple (the demo's): corp id ${wechat.corpId}, token ${wechat.token}, EncodingAESKey ${wechat.encodingAESKey ?? ""}`,
    );
  }
  if (server.inboxSmtpPort !== undefined) {
    lines.push(
      `Mail that any bot sends to port ${server.inboxSmtpPort} by SMTP stays in the inbox.`,
    );
  }
  const at = server.url.replace("http://127.0.0.1", "localhost");
  lines.push(
    "",
    "Follow the account, as the follower oZhangWei:",
    `  curl -X POST ${at}/_sim/followers/oZhangWei/follow`,
    "then reply, read the code, and reply with it:",
    `  curl --json '{"content":"13800000001"}' ${at}/_sim/followers/oZhangWei/messages`,
    `  curl ${at}/_sim/inbox`,
    "or see the whole conversation at once: npm run replay -- fixtures/callbacks/*.xml",
    "",
  );
  return lines;
}

function warnOf(config: Config, log: Log): void {
  if (config.simulator !== "off") return;
  if (config.smtp === undefined) {
    log.warn("SMTP_URL is not set: no code can be sent to an e-mail address");
  }
  if (config.sms === undefined) {
    log.warn("SMS_WEBHOOK_URL is not set: no code can be sent to a phone");
  }
}
