#!/usr/bin/env node
import { constants } from "node:os";
import { loadEnvFile } from "node:process";
import { admin, adminUsage } from "./commands/admin.ts";
import { called, versionOf } from "./commands/called.ts";
import { chat, chatUsage } from "./commands/chat.ts";
import { doctor, doctorUsage } from "./commands/doctor.ts";
import { explore, exploreUsage } from "./commands/explore.ts";
import { importCommand, importUsage } from "./commands/import.ts";
import { record, recordUsage } from "./commands/record.ts";
import { replay } from "./commands/replay.ts";
import { replayUsage } from "./commands/replay/options.ts";
import { complain, say } from "./commands/say.ts";
import { start, startUsage } from "./commands/start.ts";
import { talkUsage } from "./commands/talk-call.ts";
import { talk } from "./commands/talk.ts";
import { readConfig, type Config } from "./config.ts";
import { BadInputError } from "./domain/bad-input.ts";
import { reasonIn } from "./domain/reason.ts";

const usage = `usage: ${called("VERB")} …
  start  [--seed FILE]                    run the assistant, with the simulator around it
  replay FILE… [--to URL --token … --aes-key … --corp-id …]
                                          send recorded callbacks and print the conversation
  record --to URL --token … --aes-key … --corp-id … [--out recording.jsonl]
                                          pass callbacks on, and write them down
  talk FILE.talk…|FOLDER [--update] [--only NAME] [--report junit=FILE] [--format]
                                          play written conversations, each in a world of its own
  chat [--to URL …]                       talk at the terminal; /save keeps it as a test
  doctor URL|request.http --token … --aes-key … --corp-id …
                                          say why a callback fails, and what cures it
  explore [--seconds 60] [--seed N] [--out FOLDER] [--to URL …]
                                          look for a broken promise by random walks
  import FILE.csv [--check]               read an address book
  admin account|settings|followers|release|unlock|add …
                                          change the account at a terminal of the machine
each says with --help all that it takes; --version is this program's`;

type Verb = {
  readonly usage: string;
  readonly run: (args: readonly string[]) => Promise<number>;
};

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["start", { usage: startUsage, run: (args) => withConfig((config) => start(args, config)) }],
  ["replay", { usage: replayUsage, run: replay }],
  ["record", { usage: recordUsage, run: record }],
  ["talk", { usage: talkUsage, run: talk }],
  ["chat", { usage: chatUsage, run: chat }],
  ["doctor", { usage: doctorUsage, run: doctor }],
  ["explore", { usage: exploreUsage, run: explore }],
  [
    "import",
    { usage: importUsage, run: (args) => withConfig((config) => importCommand(args, config)) },
  ],
  ["admin", { usage: adminUsage, run: (args) => withConfig((config) => admin(args, config)) }],
]);

/** Runs one verb. Exit 0: all is well; 1: something differed or failed; 2: not understood. */
async function main([name = "start", ...args]: readonly string[]): Promise<number> {
  if (/^(version|--version|-v)$/i.test(name)) return told(versionOf());
  if (/^(help|--help|-h)$/.test(name)) return told(verbs.get(args[0] ?? "")?.usage ?? usage);
  const verb = verbs.get(name);
  if (verb === undefined) {
    complain(`${name} is not a verb here\n${usage}`);
    return 2;
  }
  return asksForHelp(args) ? told(verb.usage) : verb.run(args);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((arg) => /^(--help|-h)$/.test(arg));
}

function told(text: string): 0 {
  say(text);
  return 0;
}

async function withConfig(run: (config: Config) => Promise<number>): Promise<number> {
  try {
    loadEnvFile();
  } catch {
    // There need not be a .env file.
  }
  const read = readConfig(process.env);
  if ("config" in read) return run(read.config);
  for (const problem of read.problems) complain(problem);
  return 2;
}

function isOfArguments(error: unknown): error is Error {
  return (
    error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}

// Whoever read along has gone, as `| head` does. Ends as the shell has it for SIGPIPE.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(128 + constants.signals.SIGPIPE);
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof BadInputError) complain(error.message);
    else if (isOfArguments(error)) complain(error.message.split("\n", 1)[0] ?? "");
    else complain(reasonIn(error));
    process.exitCode = error instanceof BadInputError || isOfArguments(error) ? 2 : 1;
  },
);
