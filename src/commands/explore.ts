import { copyFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { parseContact } from "../domain/contact.ts";
import { BadInputError, cannotBe } from "../domain/bad-input.ts";
import { outcomes } from "../domain/outcome.ts";
import {
  exploreTarget as search,
  unansweredBy,
  type FoundWalk,
  type SoFar,
} from "../explore/explore.ts";
import { botTarget, worldTarget, type ExploreTarget } from "../explore/target.ts";
import { writeFound } from "../explore/write-talk.ts";
import { findBot } from "../targets/find-bot.ts";
import { makeFolder } from "../store/make-folder.ts";
import { parseTalk } from "../talk/grammar/parse.ts";
import { playsOf } from "../talk/play/plays.ts";
import { LackError } from "../talk/play/target.ts";
import { playAndClose } from "../talk/run.ts";
import { called } from "./called.ts";
import { tellRemark } from "./callback-under-test.ts";
import { botOptions, readBotCall } from "./talk-call.ts";
import { say } from "./say.ts";

/** How the verb is called. */
export const exploreUsage = `usage: ${called("explore")} [--seconds 60] [--seed N] [--out FOLDER] [--to URL …]
  --seconds N       how long to walk (default 60)
  --seed N          walks the same walks again; without it, other ones each time
  --out FOLDER      where the talk of a broken promise is written (default .)
  --to URL …        walks with a bot, as talk does (--token, --aes-key, --inbox, --hook …)
  --contact TO      a phone or e-mail that the bot's book knows; may be given several times`;

/** Looks for a broken promise by random walks. Answers 0: none was found; 1: one was. */
export async function explore(args: readonly string[]): Promise<number> {
  const call = readCall(args);
  if (call.bot !== undefined) tellRemark(call.bot);
  const explored =
    call.bot === undefined ? await worldTarget() : botTarget(await findBot(call.bot), call.book);
  const where = call.bot === undefined ? "in worlds of our own" : `at ${call.bot.url}`;
  say(`# walking ${where}, --seed ${call.seed}`);
  const closed = await unansweredBy(explored);
  if (closed !== undefined) throw new BadInputError(`${where}: ${closed}`);
  const judged = new Set(explored.invariants.map(({ name }) => name));
  say(`# judged: ${[...judged].join(", ")}`);
  const { soFar, found } = await search(explored, {
    seed: call.seed,
    forMs: call.seconds * 1000,
    told: (now) => {
      say(`# ${counted(now)}`);
    },
  }).catch((error: unknown) => {
    throw error instanceof LackError ? new BadInputError(`this ${error.message}`) : error;
  });
  if (found === undefined) {
    say(`nothing found: ${counted(soFar)}`);
    return 0;
  }
  await keep(found, explored, call);
  return 1;
}

type ExploreCall = ReturnType<typeof readCall>;

function readCall(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...botOptions,
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      out: { type: "string", default: "." },
      contact: { type: "string", multiple: true, default: ["13800000001", "wei@example.com"] },
    },
  });
  if (positionals.length > 0) throw new BadInputError(`explore takes no files\n${exploreUsage}`);
  const { contact: book, out } = values;
  const unread = book.find((to) => parseContact(to) === undefined);
  if (unread !== undefined) {
    throw new BadInputError(`--contact ${unread}: this is no phone number and no e-mail`);
  }
  return {
    seconds: readNumber("--seconds", values.seconds, 1),
    seed: readNumber("--seed", values.seed, 0),
    out,
    bot: readBotCall(values),
    book,
  };
}

function readNumber(option: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new BadInputError(`${option} takes a whole number from ${least} on`);
}

function counted({ walks, steps, outcomes: met }: SoFar): string {
  const seen = met.size === 0 ? "" : `; met ${met.size} of ${outcomes.length} outcomes`;
  const never = outcomes.filter((outcome) => !met.has(outcome));
  const missing = met.size === 0 || never.length === 0 ? "" : `, not ${never.join(", ")}`;
  return `${walks} ${walks === 1 ? "walk" : "walks"}, ${steps} steps${seen}${missing}`;
}

/** Writes what was found as a talk, and says whether it fails when it is played. */
async function keep(found: FoundWalk, explored: ExploreTarget, call: ExploreCall): Promise<void> {
  const { name, promise, instead } = found.walked.violation;
  const { seedFile } = explored;
  const seedName = seedFile === undefined ? undefined : basename(seedFile);
  const { text, needsSeed } = writeFound(found, { searchSeed: call.seed, seedName });
  const file = join(call.out, `${name}.talk`);
  try {
    await makeFolder(call.out);
    await writeFile(file, text);
    if (seedFile !== undefined && needsSeed) {
      await copyFile(seedFile, join(call.out, basename(seedFile)));
    }
  } catch (error) {
    throw cannotBe("written", `--out ${call.out}`, error);
  }
  say(`broken: ${promise}\n  but ${instead}\n\n${text}`);
  say(`written to ${file}; ${await playedAgain(file, text, explored)}`);
}

async function playedAgain(file: string, text: string, explored: ExploreTarget): Promise<string> {
  const [play] = playsOf(parseTalk(file, text));
  if (play === undefined) return "there is nothing to play in it";
  const { verdict, problem } = await playAndClose(play, explored.play(file));
  return verdict === "failed"
    ? `played, it fails at line ${problem?.at.line ?? 1}: ${problem?.message ?? ""}`
    : `played by itself, it ${verdict === "passed" ? "passes" : "is not runnable"}`;
}
