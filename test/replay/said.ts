import { replay } from "../../src/commands/replay.ts";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { runMain, type Ended } from "../support/child.ts";

/** Runs the command in this process, and answers what it said as if it had been one of its own. */
export async function replayHere(args: readonly string[]): Promise<Ended> {
  const { log, error: say } = console;
  const out: string[] = [];
  console.log = (line: string): void => void out.push(line);
  console.error = (line: string): void => {
    if (isNews(line)) say(line);
  };
  try {
    return { code: await replay(args), out, errors: [] };
  } catch (error) {
    const misunderstood = error instanceof BadInputError || error instanceof TypeError;
    const [line = ""] = error instanceof Error ? error.message.split("\n") : [];
    return { code: misunderstood ? 2 : 1, out, errors: [line] };
  } finally {
    console.log = log;
    console.error = say;
  }
}

/** Runs it in a process of its own, which takes a second. */
export async function replayThere(args: readonly string[]): Promise<Ended> {
  const ended = await runMain(["replay", ...args]);
  return { ...ended, errors: ended.errors.filter(isNews) };
}

/** Whose secrets are used is told of every call in these tests. */
function isNews(line: string): boolean {
  return !line.startsWith("# no --");
}
