import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { BadInputError, cannotBe } from "../domain/bad-input.ts";
import { targetsFor } from "../targets/find-bot.ts";
import { openChat, type ChatSession, type Typed } from "../talk/chat.ts";
import { called, fileHere } from "./called.ts";
import { botOptions, readBotCall } from "./talk-call.ts";
import { say } from "./say.ts";

/** How the verb is called. */
export const chatUsage = `usage: ${called("chat")} [--actor zhangwei] [--to URL --token … --aes-key … --corp-id …]
talks to the assistant in a world of its own, or to a bot as talk does (--inbox, --hook, --as …)`;

const help = `what you type is said; ~ follow, ~ unfollow, ~ tap KEY … is done; NAME > text is said by NAME
  @ clock +15m, @ set NAME VALUE, ? status = x   as in talks (${fileHere("docs/talk.md")})
  /undo            takes the last turn back
  /save FILE.talk  writes what was said as a talk that can be played
  /quit`;

/** Talks to the assistant in a world of its own, or to a bot, at the terminal. */
export async function chat(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...botOptions, actor: { type: "string", default: "zhangwei" } },
  });
  const bot = readBotCall(values);
  const targetOf = await targetsFor(bot);
  const talking = await openChat({
    targetOf: () => targetOf("chat.talk"),
    actor: values.actor,
    canUndo: bot === undefined ? "yes" : "no",
  });
  const isWatched = process.stdin.isTTY;
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: isWatched,
  });
  const prompt = (): void => {
    lines.setPrompt(`${talking.actor()} > `);
    if (isWatched) lines.prompt();
  };
  say("# /help says what can be typed; /save keeps it as a test");
  prompt();
  try {
    for await (const line of lines) {
      const text = line.trim();
      if (text === "/quit") break;
      const { line: said, shown } = await heard(talking, text);
      // What was piped in has not been seen by anybody.
      for (const told of isWatched ? shown : [...said, ...shown]) say(told);
      prompt();
    }
    return 0;
  } finally {
    lines.close();
    await talking.close();
  }
}

async function heard(talking: ChatSession, text: string): Promise<Typed> {
  try {
    return await answered(talking, text);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    return remark(...error.message.split("\n"));
  }
}

async function answered(talking: ChatSession, text: string): Promise<Typed> {
  const [command = "", ...rest] = text.split(" ");
  switch (command) {
    case "":
      return remark();
    case "/help":
      return remark(...help.split("\n"));
    case "/undo": {
      const last = await talking.undo();
      return remark(
        last === undefined ? "there is nothing that can be taken back here" : `taken back: ${last}`,
      );
    }
    case "/save":
      return remark(await saved(talking, rest.join(" ")));
    default:
      if (!command.startsWith("/")) return talking.type(text);
      throw new BadInputError(`${command} is nothing that can be typed here; /help says what is`);
  }
}

async function saved(talking: ChatSession, file: string): Promise<string> {
  if (!file.endsWith(".talk")) throw new BadInputError("/save takes a name: /save first.talk");
  await writeFile(file, talking.save(), { flag: "wx" }).catch((error: unknown) => {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (isThere) throw new BadInputError(`${file} is there already; choose another name`);
    throw cannotBe("written", file, error);
  });
  return `saved; play it with: ${called("talk")} ${file}`;
}

function remark(...lines: readonly string[]): Typed {
  return { line: [], shown: lines.map((line) => `# ${line}`) };
}
