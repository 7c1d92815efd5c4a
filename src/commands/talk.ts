import { readFile, writeFile } from "node:fs/promises";
import { coverageFile, createCoverage } from "../coverage/coverage.ts";
import { BadInputError, cannotBe } from "../domain/bad-input.ts";
import { readLines, type ReadLine } from "../replay/recording/read-recorded.ts";
import { talkOf } from "../replay/talk-of.ts";
import { tellRemark } from "./callback-under-test.ts";
import { targetsFor } from "../targets/find-bot.ts";
import { formatTalk } from "../talk/grammar/format.ts";
import { parsePlayable } from "../talk/grammar/parse.ts";
import type { Talk } from "../talk/grammar/talk.ts";
import { unreadable, type Played } from "../talk/play/played.ts";
import { jsonReport, junitReport } from "../talk/report/files.ts";
import { tellPlayed, tellTotals } from "../talk/report/spec.ts";
import { atOnceInProcess, runTalks } from "../talk/run.ts";
import { stillFails, updateTalk } from "../talk/update.ts";
import type { Secrets } from "../wire/secrets.ts";
import { findFiles } from "./files.ts";
import { readTalkCall, type TalkCall } from "./talk-call.ts";
import { complain, say, sayFile, sayJson } from "./say.ts";

/**
 * Plays talks: each in a world of its own, or against a bot. Answers 0: all passed; 1: some failed;
 * 2: some could not be played, or not understood.
 */
export async function talk(args: readonly string[]): Promise<number> {
  const call = readTalkCall(args);
  if (call.from !== undefined) return printAsTalk(call.from, call.secrets);
  const files = await findFiles(call.files, ".talk");
  if (call.format) return format(files, call.check ? "check" : "write");
  const { talks, unread } = await readAll(files, call);
  const isJson = call.report.includes("json");
  // JSON stands alone on stdout.
  const tell = isJson ? complain : say;
  if (call.bot !== undefined) tellRemark(call.bot);
  const targetOf = await targetsFor(call.bot);
  const run = await runTalks(talks, {
    targetOf: ({ file }) => targetOf(file),
    atOnce: call.bot === undefined ? atOnceInProcess : 1,
    only: call.only,
    told(one) {
      if (call.update && one.verdict === "failed") return;
      if (!isJson) for (const line of tellPlayed(one)) say(line);
    },
  });
  const played = [...unread, ...run];
  if (played.length === 0) {
    throw new BadInputError(`--only ${call.only ?? ""}: no talk and no case has this in its name`);
  }
  if (isJson) sayJson(jsonReport(played).trimEnd());
  else say(tellTotals(played));
  await writeReports(call.report, played);
  if (call.coverage !== undefined) await tellCoverage(call.coverage, run, tell);
  const exit = call.update ? await update(talks, run, tell) : exitOf(run);
  return unread.length > 0 ? 2 : exit;
}

function exitOf(played: readonly Played[]): 0 | 1 | 2 {
  if (played.some(({ verdict }) => verdict === "failed")) return 1;
  return played.some(({ verdict }) => verdict === "not-runnable") ? 2 : 0;
}

async function printAsTalk(recording: string, secrets: Secrets): Promise<number> {
  const lines: ReadLine[] = [];
  for await (const line of readLines(recording, secrets)) lines.push(line);
  const [first] = lines;
  if (first !== undefined && "why" in first && lines.every((line) => "why" in line)) {
    throw new BadInputError(first.why);
  }
  sayFile(talkOf(lines));
  return 0;
}

async function tellCoverage(
  file: string,
  all: readonly Played[],
  tell: (line: string) => void,
): Promise<void> {
  const coverage = createCoverage();
  for (const played of all) coverage.add(played);
  if (file === "") tell(coverage.text().trimEnd());
  else await writeOut(file, coverageFile(coverage, file), `--coverage ${file}`);
}

async function writeOut(file: string, text: string, option = file): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw cannotBe("written", option, error);
  });
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw cannotBe("read", file, error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadInputError(`${file} is not UTF-8`);
  }
}

/** Reads every talk; of one that cannot be read says why, and answers it as it stands in reports. */
async function readAll(
  files: readonly string[],
  { update: updates }: TalkCall,
): Promise<{ readonly talks: readonly Talk[]; readonly unread: readonly Played[] }> {
  const talks: Talk[] = [];
  const unread: Played[] = [];
  for (const file of files) {
    try {
      talks.push(parsePlayable(file, await readText(file), updates ? { open: "answers" } : {}));
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      complain(error.message);
      unread.push(unreadable(file, error.message));
    }
  }
  return { talks, unread };
}

async function format(files: readonly string[], how: "write" | "check"): Promise<number> {
  let differing = 0;
  let unread = 0;
  for (const file of files) {
    try {
      const text = await readText(file);
      const formatted = formatTalk(file, text);
      if (formatted === text) continue;
      differing += 1;
      if (how === "write") await writeOut(file, formatted);
      say(how === "write" ? `formatted ${file}` : `${file} is not formatted`);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      complain(error.message);
      unread += 1;
    }
  }
  if (unread > 0) return 2;
  return how === "check" && differing > 0 ? 1 : 0;
}

async function writeReports(reports: readonly string[], played: readonly Played[]): Promise<void> {
  for (const report of reports) {
    const [, kind, file] = /^(json|junit)=(.+)$/.exec(report) ?? [];
    if (file === undefined) continue;
    const text = kind === "json" ? jsonReport(played) : junitReport(played);
    await writeOut(file, text, `--report ${report}`);
  }
}

async function update(
  talks: readonly Talk[],
  played: readonly Played[],
  tell: (line: string) => void,
): Promise<number> {
  const left: Played[] = [];
  for (const one of talks) {
    const plays = played.filter(({ talk }) => talk === one);
    const updated = updateTalk(one, plays);
    const others = plays.filter((play) => stillFails(play, updated));
    left.push(...others, ...plays.filter(({ verdict }) => verdict === "not-runnable"));
    for (const play of others) for (const line of tellPlayed(play)) tell(line);
    for (const { line, why } of updated.left) tell(`${one.file}:${line} ${why}`);
    const { size } = updated.changed;
    if (size === 0) continue;
    await writeOut(one.file, updated.text);
    tell(`updated ${one.file}: ${size} ${size === 1 ? "line" : "lines"}`);
  }
  return exitOf(left);
}
