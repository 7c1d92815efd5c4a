import { open, type FileHandle } from "node:fs/promises";
import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import type { ReplyProblem } from "../callback-client/problem.ts";
import { cannotBe } from "../domain/bad-input.ts";
import { createInboxReader } from "../replay/inbox-reader.ts";
import { withoutReplies } from "../replay/recording/read-xml-file.ts";
import { recordedLineOf, writeReplayed, writeVerdict } from "../replay/print.ts";
import { replayAll, survey, type Replayed } from "../replay/replay.ts";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import { tellRemark } from "./callback-under-test.ts";
import { findFiles } from "./files.ts";
import { createProgress, rewriteOfProcess } from "./progress.ts";
import { readReplayCall, type ReplayCall } from "./replay/options.ts";
import { createScore } from "./replay/score.ts";
import { complain, say, sayJson } from "./say.ts";

/**
 * Replays recorded callbacks to the assistant in a world of its own, or to any URL. Answers 1 when
 * an answer was wrong or differed from what was expected.
 */
export async function replay(args: readonly string[]): Promise<0 | 1> {
  const call = readReplayCall(args);
  const files = withoutReplies(await findFiles(call.files, ".{xml,jsonl}"));
  const { underTest, secrets } = call;
  let passedOver = 0;
  const total = await survey({ ...call, files, target: { secrets } }, (remark) => {
    passedOver += 1;
    if (call.show === "json") complain(`passed over: ${remark}`);
    else say(`# passed over: ${remark}`);
  });
  const surveyed = { total, passedOver };
  const played = (target: CallbackUnderTest): Promise<0 | 1> =>
    play({ ...call, files }, target, surveyed);
  if (underTest !== undefined) {
    tellRemark(underTest);
    return played(underTest);
  }
  // Loaded only here: it takes longer to load than all that a replay to somebody's bot needs.
  const { inOwnWorld } = await import("./own-world.ts");
  return inOwnWorld(await readSeedFile(call.seed ?? firstWorld), played);
}

type Surveyed = { readonly total: number; readonly passedOver: number };

async function play(
  call: ReplayCall,
  target: CallbackUnderTest,
  { total, passedOver }: Surveyed,
): Promise<0 | 1> {
  const out = call.out === undefined ? undefined : await createFile(call.out);
  const score = createScore(call.allowed);
  const progress = createProgress(rewriteOfProcess(), complain);
  const inbox = await createInboxReader(new URL(call.inboxAt ?? target.url).origin);
  try {
    const { stillExpected } = await replayAll({ ...call, target, inbox }, async (replayed) => {
      const wrong = score.count(replayed);
      const lines = linesOf(replayed, { wrong, show: call.show, copies: call.copies });
      if (lines.length > 0) progress.clear();
      for (const line of lines) (call.show === "json" ? sayJson : say)(line);
      await out?.write(`${JSON.stringify(recordedLineOf(replayed, call.copies))}\n`);
      if (score.callbacks() < total) progress.at(() => score.soFar(total));
    });
    progress.clear();
    if (call.show !== "json") {
      for (const line of score.summary({ stillExpected, passedOver })) say(line);
    }
    return score.isGood() && stillExpected === 0 ? 0 : 1;
  } finally {
    progress.clear();
    await out?.close();
  }
}

function createFile(path: string): Promise<FileHandle> {
  return open(path, "w").catch((error: unknown) => {
    throw cannotBe("written", path, error);
  });
}

type Shown = {
  readonly wrong: readonly ReplyProblem[];
  readonly show: ReplayCall["show"];
  readonly copies: number;
};

function linesOf(replayed: Replayed, { wrong, show, copies }: Shown): readonly string[] {
  const diff = replayed.expected?.diff ?? [];
  if (show === "json") {
    const line = recordedLineOf(replayed, copies);
    const { where } = replayed.recorded;
    return [JSON.stringify({ where, ...line, ...(diff.length > 0 && { diff }) })];
  }
  if (show === "all") return writeReplayed(replayed);
  return wrong.length > 0 || diff.length > 0 ? writeVerdict(replayed) : [];
}
