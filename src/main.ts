#!/usr/bin/env node
import { constants } from "node:os";
import { loadEnvFile } from "node:process";
import { chat } from "./commands/chat.ts";
import { doctor } from "./commands/doctor.ts";
import { explore } from "./commands/explore.ts";
import { importCommand } from "./commands/import.ts";
import { record } from "./commands/record.ts";
import { replay } from "./commands/replay.ts";
import { start } from "./commands/start.ts";
import { talk } from "./commands/talk.ts";
import { readConfig, type Config } from "./config.ts";
import { BadInputError } from "./domain/bad-input.ts";

const usage = `usage: enterprise-assistant VERB …
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
  import FILE.csv [--check]               read an address book`;

/** Runs one verb. Exit 0: all is well; 1: something differed or failed; 2: not understood. */
async function main([verb = "start", ...args]: readonly string[]): Promise<number> {
  switch (verb) {
    case "start":
      return withConfig((config) => start(args, config));
    case "replay":
      return replay(args);
    case "record":
      return record(args);
    case "chat":
      return chat(args);
    case "talk":
      return talk(args);
    case "doctor":
      return doctor(args);
    case "explore":
      return explore(args);
    case "import":
      return withConfig((config) => importCommand(args, config));
    case "help":
    case "--help":
      console.log(usage);
      return 0;
    default:
      console.error(`${verb} is not a verb here\n${usage}`);
      return 2;
  }
}

async function withConfig(run: (config: Config) => Promise<number>): Promise<number> {
  try {
    loadEnvFile();
  } catch {
    // There need not be a .env file.
  }
  const read = readConfig(process.env);
  if ("config" in read) return run(read.config);
  for (const problem of read.problems) console.error(problem);
  return 2;
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
    const message = error instanceof Error ? error.message : String(error);
    const isAdvice = error instanceof BadInputError;
    console.error(isAdvice ? message : message.split("\n", 1)[0]);
    const misunderstood =
      error instanceof BadInputError ||
      (error instanceof Error &&
        "code" in error &&
        String(error.code).startsWith("ERR_PARSE_ARGS"));
    process.exitCode = misunderstood ? 2 : 1;
  },
);
