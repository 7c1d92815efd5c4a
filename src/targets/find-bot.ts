import { askJson } from "../callback-client/ask-json.ts";
import { BadInputError } from "../domain/bad-input.ts";
import type { Target } from "../talk/play/target.ts";
import { createBotTarget, type Bot } from "./bot-target.ts";
import { findSimulator } from "./simulator-client.ts";
import { clockAnswer } from "./test-hook.ts";
import { createWorldTarget } from "./world-target.ts";

/** A bot as somebody has named it. */
export type BotCall = Omit<Bot, "simulator"> & {
  /** The simulator that the bot delivers into; undefined: look where it usually is. */
  readonly inboxUrl: string | undefined;
};

/** Makes a target for each talk, by its file: a world of its own, or a bot, which is found once. */
export async function targetsFor(bot: BotCall | undefined): Promise<(file: string) => Target> {
  if (bot === undefined) return (file) => createWorldTarget(file);
  const found = await findBot(bot);
  return (file) => createBotTarget(file, found);
}

const usualSimulator = "http://localhost:3000";

/**
 * Finds the test hook and the simulator of a bot. A server of this program has both itself; any other
 * bot delivers into a simulator. Throws `BadInputError` for an inbox that was
 * named and does not answer.
 */
export async function findBot({ inboxUrl, ...bot }: BotCall): Promise<Bot> {
  const { origin } = new URL(bot.url);
  const { json } = await askJson("GET", `${origin}/_sim/clock`);
  const isOurs = clockAnswer.safeParse(json).success;
  const hookUrl = bot.hookUrl ?? (isOurs ? `${origin}/_sim` : undefined);
  const simulator = await findSimulator(inboxUrl ?? (isOurs ? origin : usualSimulator));
  if (simulator === undefined && inboxUrl !== undefined) {
    throw new BadInputError(`--inbox ${inboxUrl}: no simulator answers there; npm start runs one`);
  }
  return { ...bot, hookUrl, simulator };
}
