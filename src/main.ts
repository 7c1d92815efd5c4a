#!/usr/bin/env node
import { constants } from "node:os";
import { loadEnvFile } from "node:process";
import { called, versionOf } from "./commands/called.ts";
import { complain, say } from "./commands/say.ts";
import type { Config } from "./config.ts";
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

type Verb = readonly [usage: string, run: (args: readonly string[]) => Promise<number>];

type Load = () => Promise<Verb>;

// Each verb is loaded when it is called: all of them together take seconds to load.
const verbs: ReadonlyMap<string, Load> = new Map(
  Object.entries<Load>({
    start: () => import("./commands/start.ts").then((it) => [it.startUsage, withConfig(it.start)]),
    replay: async () => {
      const { replayUsage } = await import("./commands/replay/options.ts");
      return [replayUsage, (await import("./commands/replay.ts")).replay];
    },
    record: () => import("./commands/record.ts").then((it) => [it.recordUsage, it.record]),
    talk: async () => {
      const { talkUsage } = await import("./commands/talk-call.ts");
      return [talkUsage, (await import("./commands/talk.ts")).talk];
    },
    chat: () => import("./commands/chat.ts").then((it) => [it.chatUsage, it.chat]),
    doctor: () => import("./commands/doctor.ts").then((it) => [it.doctorUsage, it.doctor]),
    explore: () => import("./commands/explore.ts").then((it) => [it.exploreUsage, it.explore]),
    import: () =>
      import("./commands/import.ts").then((it) => [it.importUsage, withConfig(it.importCommand)]),
    admin: () => import("./commands/admin.ts").then((it) => [it.adminUsage, withConfig(it.admin)]),
  }),
);

/** Runs one verb. Exit 0: all is well; 1: something differed or failed; 2: not understood. */
async function main([name = "start", ...args]: readonly string[]): Promise<number> {
  if (/^(version|--version|-v)$/i.test(name)) return told(versionOf());
  const isHelp = /^(help|--help|-h)$/.test(name);
  const load = verbs.get(isHelp ? (args[0] ?? "") : name);
  if (load === undefined && !isHelp) {
    complain(`${name} is not a verb here\n${usage}`);
    return 2;
  }
  if (load === undefined) return told(usage);
  const [usageOfVerb, run] = await load();
  return isHelp || asksForHelp(args) ? told(usageOfVerb) : run(args);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((arg) => /^(--help|-h)$/.test(arg));
}

function told(text: string): 0 {
  say(text);
  return 0;
}

function withConfig(run: (args: readonly string[], config: Config) => Promise<number>): Verb[1] {
  return async (args) => {
    try {
      loadEnvFile();
    } catch {
      // There need not be a .env file.
    }
    const { readConfig } = await import("./config.ts");
    const read = readConfig(process.env);
    if ("config" in read) return run(args, read.config);
    for (const problem of read.problems) complain(problem);
    return 2;
  };
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
