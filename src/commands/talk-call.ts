import { parseArgs } from "node:util";
import { BadInputError } from "../domain/bad-input.ts";
import { parseDuration } from "../domain/time.ts";
import type { BotCall } from "../targets/find-bot.ts";
import { called } from "./called.ts";
import {
  callbackOptions,
  readCallbackUnderTest,
  readSecrets,
  readWebUrl,
  type GivenCallback,
  type OptionValues,
} from "./callback-under-test.ts";

/** How the verb is called. */
export const talkUsage = `usage: ${called("talk")} FILE.talk|FOLDER|'GLOB'…
  --only NAME               only talks and cases whose name has this in it
  --update                  rewrites the bot's lines to what was answered; holes and remarks stay
  --report spec|json        what is printed; json=FILE and junit=FILE write files
  --format [--check]        writes the files the one way talks are written, or says which are not
  --coverage [FILE.md|json] what the talks met of the conversation, and what they never did
  --from recording.jsonl    writes a recording as a talk, to standard output
  --timeout 5s              how long an answer may take
against a bot:
  --to URL --token … --aes-key … --corp-id … [--kind official] [--agent-id 1000002]
  --as USERID|ACTOR=USERID  whom actors speak as; otherwise each is somebody new to the bot
  --inbox URL               the simulator that the bot delivers into (default http://localhost:3000)
  --hook URL                where the bot's test build answers @ clock, @ set and ?
  --wait 30s                how long to wait for codes, and for what the bot sends by itself`;

/** What somebody asks of `talk`: `coverage` is '' where it is to be printed. */
export type TalkCall = ReturnType<typeof readTalkCall>;

/** The options that say how a bot is talked to, beyond where it is. */
export const botOptions = {
  ...callbackOptions,
  as: { type: "string", multiple: true, default: [] as string[] },
  hook: { type: "string" },
  inbox: { type: "string" },
  timeout: { type: "string", default: "5s" },
  wait: { type: "string", default: "30s" },
} as const;

/** Reads the call. Throws `BadInputError` that says what is wrong with it. */
export function readTalkCall(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: withValues(args),
    allowPositionals: true,
    options: {
      ...botOptions,
      coverage: { type: "string" },
      from: { type: "string" },
      only: { type: "string" },
      update: { type: "boolean", default: false },
      report: { type: "string", multiple: true, default: ["spec"] },
      format: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0 && values.from === undefined)
    throw new BadInputError(`talk needs files\n${talkUsage}`);
  const unknown = values.report.find((name) => !/^(spec|json|(json|junit)=.+)$/.test(name));
  if (unknown !== undefined) {
    throw new BadInputError(`--report ${unknown}: there are spec, json, json=FILE and junit=FILE`);
  }
  if (values.check && !values.format) throw new BadInputError("--check goes with --format");
  const bot = readBotCall(values);
  return { ...values, files: positionals, bot, secrets: readSecrets(values) };
}

// `--coverage` stands alone too, and `parseArgs` knows no option that may have a value.
function withValues(args: readonly string[]): string[] {
  return args.map((arg, index) =>
    arg === "--coverage" && !/\.(md|json)$/.test(args[index + 1] ?? "") ? "--coverage=" : arg,
  );
}

/** Reads how a bot is talked to; undefined without `--to`. Throws `BadInputError`. */
export function readBotCall(
  values: OptionValues<typeof botOptions>,
): (BotCall & Pick<GivenCallback, "remark">) | undefined {
  const underTest = readCallbackUnderTest(values);
  const isForBots = values.hook ?? values.inbox ?? values.as[0];
  if (underTest === undefined && isForBots !== undefined) {
    throw new BadInputError("--hook, --inbox and --as go with --to URL, the bot they are about");
  }
  const withinMs = readDuration("--timeout", values.timeout);
  const waitMs = readDuration("--wait", values.wait);
  const hookUrl = values.hook === undefined ? undefined : readWebUrl("--hook", values.hook);
  const inboxUrl = values.inbox === undefined ? undefined : readWebUrl("--inbox", values.inbox);
  const as = new Map(values.as.map(readAlias));
  return underTest && { ...underTest, as, withinMs, waitMs, hookUrl, inboxUrl };
}

function readAlias(text: string): readonly [string, string] {
  const equals = text.indexOf("=");
  const [actor, id] = equals < 0 ? ["", text] : [text.slice(0, equals), text.slice(equals + 1)];
  if (id !== "") return [actor, id];
  throw new BadInputError("--as takes USERID, or ACTOR=USERID");
}

function readDuration(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new BadInputError(`${option} takes a length of time: 5s, 2m`);
}
