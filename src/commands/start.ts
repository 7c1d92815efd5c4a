import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { showAccount } from "../console/account.ts";
import { firstAdministrator } from "../console/administrators.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { firstSteps } from "../simulator/first-steps.ts";
import { openHost, type Host } from "../app/host.ts";
import { startServer, type Server } from "../http/server.ts";
import { kinds } from "../records/kinds.ts";
import type { Store } from "../store/store.ts";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import { called, fileHere } from "./called.ts";
import { untilToldToStop } from "./until-told-to-stop.ts";
import { say } from "./say.ts";

/** How the verb is called. */
export const startUsage = `usage: ${called("start")} [--seed FILE]
runs the assistant, with the simulator around it; ${fileHere(".env.example")} says what the environment sets
  --seed FILE   throws the simulated world away and makes this one`;

/** Runs the server until it is told to stop (SIGINT, SIGTERM). */
export async function start(args: readonly string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: "string" } } });
  const { seed: given } = values;
  if (given !== undefined && config.whyNotSimulated !== undefined) {
    throw new BadInputError(`--seed makes a simulated world; ${config.whyNotSimulated}`);
  }
  // Read first: if it cannot be read, a new store must stay new, so that the next start fills it.
  const seed = given === undefined ? undefined : await readSeedFile(given);
  const host = await openHost(config);
  try {
    const { simulator } = host;
    if (seed !== undefined) await simulator?.reset(seed);
    else if (host.isNew) {
      // ACCOUNT_NAME and ACCOUNT_SEATS fill a new store, also one with the world that comes along.
      await simulator?.reset({ ...(await readSeedFile(firstWorld)), account: host.fresh.account });
    }
    const password = await firstAdministrator(host, config.adminPassword);
    const server = await startServer(host);
    const offset = (await host.worldNow()) - Date.now();
    for (const line of await welcome({ host, server, password, offset })) {
      say(line);
    }
    warnOf(host);
    await untilToldToStop();
    await server.stop();
    return 0;
  } finally {
    await host.close();
  }
}

type Started = {
  readonly host: Host;
  readonly server: Server;
  readonly password: string | undefined;
  readonly offset: number;
};

async function welcome(started: Started): Promise<readonly string[]> {
  const { host, server, password } = started;
  const { wechat, whyNotSimulated } = host.config;
  const lines = [
    `Enterprise Assistant answers at ${server.url}/callback; store: ${host.store.label}`,
  ];
  if (password !== undefined) {
    lines.push(`Administrator: admin, password ${password} (made now, shown only this once)`);
  }
  if (whyNotSimulated !== undefined) {
    return [
      ...lines,
      await accountLine(host),
      `Callbacks of ${wechat.corpId} (${wechat.kind}); ${whyNotSimulated}.`,
    ];
  }
  const at = server.url.replace("http://127.0.0.1", "localhost");
  return [
    ...lines,
    await accountLine(host),
    ...simulated(started, at),
    "",
    ...(await toTry(host, at)),
    "",
  ];
}

/** Says how large the account is, and where codes go. */
async function accountLine({ store, config }: Host): Promise<string> {
  const { name, seats, seatsTaken } = await showAccount({ store });
  const members = await countOf(store, kinds.members.name);
  const room = seats === null ? "no limit of seats" : `${seats} seats`;
  const ways = [...(config.smtp ? ["SMTP"] : []), ...(config.sms ? ["SMS"] : [])];
  const inbox = config.simulator === "off" ? "codes reach nobody" : "codes stay in the inbox";
  const codes = ways.length === 0 ? inbox : `codes leave by ${ways.join(" and ")}`;
  return `Account ${name}: ${members} in the address book, ${seatsTaken} following, ${room}; ${codes}.`;
}

async function countOf(store: Store, collection: string): Promise<string> {
  const atOnce = 1_000;
  let count = 0;
  let after: string | undefined;
  // A large book is not counted to its end: the start would wait for it.
  while (count < 20 * atOnce) {
    const entries = await store.scan(collection, { limit: atOnce, ...(after && { after }) });
    count += entries.length;
    after = entries.at(-1)?.key;
    if (entries.length < atOnce) return count.toLocaleString("en");
  }
  return `more than ${count.toLocaleString("en")}`;
}

function simulated({ host, server, offset }: Started, at: string): readonly string[] {
  const { demo, corpId, token, encodingAESKey } = host.config.wechat;
  const lines = [
    "WeChat around it is simulated: nothing here reaches the platform, and no code leaves this machine unless SMTP_URL or SMS_WEBHOOK_URL is set.",
  ];
  if (Math.abs(offset) >= 1000) {
    const shown = new Date(Date.now() + offset).toISOString();
    lines.push(
      `The world's clock shows ${shown}. This sets it to the system's time, and changes nothing else:`,
      `  curl --json '{"set":"'$(date -u +%FT%TZ)'"}' ${at}/_sim/clock`,
    );
  }
  if (demo) {
    lines.push(
      `Callback triple (the demo's): corp id ${corpId}, token ${token}, EncodingAESKey ${encodingAESKey ?? ""}`,
    );
  }
  if (server.inboxSmtpPort !== undefined) {
    lines.push(
      `Mail that any bot sends to port ${server.inboxSmtpPort} by SMTP stays in the inbox.`,
    );
  }
  return lines;
}

async function toTry(host: Host, at: string): Promise<readonly string[]> {
  const steps = await firstSteps(host, at);
  const isNobodyThere = steps.every(({ lines }) => lines.length === 0);
  return [
    ...steps.flatMap(({ about, lines }) => [`${about}:`, ...lines.map((line) => `  ${line}`)]),
    ...(isNobodyThere ? [`  ${called("import")} ${fileHere("fixtures/staff.csv")}`] : []),
    "Or see a whole conversation at once, in a world of its own:",
    `  ${called("replay")} ${fileHere("fixtures/callbacks")}`,
  ];
}

function warnOf({ config, log }: Host): void {
  if (config.simulator !== "off") return;
  if (config.smtp === undefined) {
    log.warn("SMTP_URL is not set: no code can be sent to an e-mail address");
  }
  if (config.sms === undefined) {
    log.warn("SMS_WEBHOOK_URL is not set: no code can be sent to a phone");
  }
}
