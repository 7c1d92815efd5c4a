import { dirname, resolve } from "node:path";
import { actionXml } from "../callback-client/action-xml.ts";
import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import { createCallbackClient, overHttp } from "../callback-client/client.ts";
import { freshOpenid, freshStamp } from "../callback-client/stamp.ts";
import type { Reply } from "../domain/reply.ts";
import { readSeedText } from "../simulator/seed-file.ts";
import type { ActionResult, Arrival, Need, Target } from "../talk/play/target.ts";
import { makePush } from "../wire/envelope.ts";
import type { SimulatorClient } from "./simulator-client.ts";
import { actionResultOf } from "./acted.ts";
import { createTestHook } from "./test-hook.ts";
import { createRedelivery } from "./redelivery.ts";

/** Somebody's bot, and what of it can be seen from here. */
export type Bot = CallbackUnderTest & {
  /** Whom actors speak as, by name; '' is for those without a name here. */
  readonly as: ReadonlyMap<string, string>;
  /** How long an answer may take, and how long to wait for what the bot sends by itself, ms. */
  readonly withinMs: number;
  readonly waitMs: number;
  readonly simulator: SimulatorClient | undefined;
  /** Where its test build answers what talks ask of a world. */
  readonly hookUrl: string | undefined;
};

// Only its CreateTime tells an event from the same one in the next talk, where `--as` is the same
// follower.
const lastStamps = new Map<string, number>();

function stampOf(openid: string): number {
  const now = Math.floor(Date.now() / 1000);
  const stamp = Math.max(now, (lastStamps.get(openid) ?? 0) + 1);
  lastStamps.set(openid, stamp);
  return stamp;
}

/** Makes a target for one talk with a bot: everybody in it is somebody new to the bot. */
export function createBotTarget(file: string, bot: Bot): Target {
  const { url, secrets, agent, withinMs, simulator, hookUrl } = bot;
  const hook = hookUrl === undefined ? undefined : createTestHook(hookUrl);
  const redelivery = createRedelivery([createCallbackClient(overHttp(url, withinMs), secrets)]);
  const openids = new Map<string, string>();
  const heardBefore = new Map<string, number>();
  const before = new Set<string>();

  const ready = (async (): Promise<void> => {
    for (const { id } of (await simulator?.arrived()) ?? []) before.add(id);
  })();

  async function openidOf(actor: string): Promise<string> {
    const known = openids.get(actor);
    if (known !== undefined) return known;
    const openid = bot.as.get(actor) ?? bot.as.get("") ?? freshOpenid();
    openids.set(actor, openid);
    await simulator?.meet(openid);
    heardBefore.set(openid, ((await simulator?.heard(openid, agent ?? 0)) ?? []).length);
    return openid;
  }

  return {
    patienceMs: bot.waitMs,
    lacks: (need) => lackOf(need, bot),
    async seed(path) {
      await ready;
      if (path !== undefined) await hook?.seed(await readSeedText(resolve(dirname(file), path)));
    },
    async act(actor, act): Promise<ActionResult> {
      const openid = await openidOf(actor);
      const by = { follower: openid, createTime: stampOf(openid) };
      const sent = actionXml(act, bot, by);
      const push = makePush(secrets, sent, { ...freshStamp(Date.now()), agent });
      const asked = { follower: openid, account: secrets.receiveId, withinMs };
      return actionResultOf(await redelivery.send(push, asked), { sent });
    },
    async arrived(): Promise<readonly Arrival[]> {
      const all = (await simulator?.arrived()) ?? [];
      return all.filter(({ id }) => !before.has(id));
    },
    async heard(actor): Promise<readonly Reply[]> {
      const openid = await openidOf(actor);
      const all = (await simulator?.heard(openid, agent ?? 0)) ?? [];
      return all.slice(heardBefore.get(openid) ?? 0);
    },
    async clock(text) {
      await hook?.clock(text);
    },
    async set(name, value) {
      await hook?.set(name, value);
    },
    faults(value) {
      redelivery.disturb(value);
    },
    fact: async (actor, name) => hook?.fact(await openidOf(actor), name),
    async close() {
      await hook?.restore();
    },
  };
}

function lackOf(need: Need, { simulator, hookUrl }: Bot): string | undefined {
  const hook = hookUrl === undefined && ofHooks.has(need) ? hookLack : undefined;
  return never[need] ?? hook ?? (simulator === undefined ? ofSimulators[need] : undefined);
}

type Lacks = Readonly<Partial<Record<Need, string>>>;

const never: Lacks = {
  app: "apps, which cannot be played yet; --agent-id says which app all of it is about",
  confirm: "second verification's page, which cannot be played yet",
};
const ofSimulators: Lacks = {
  arrival:
    "the bot to deliver into our inbox: npm start, let it send there, and say --inbox http://localhost:3000",
  later:
    "the bot to send through our /cgi-bin/message/send: npm start, point it there, and say --inbox http://localhost:3000",
};
const ofHooks: ReadonlySet<Need> = new Set<Need>(["clock", "set", "fact", "seed"]);
const hookLack = "--hook URL, where the bot's test build answers (docs/talk.md)";
