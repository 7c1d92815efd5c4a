import pLimit from "p-limit";
import type { Talk } from "./grammar/talk.ts";
import { playTalk } from "./play/play.ts";
import type { Played } from "./play/played.ts";
import { playsOf, type Play } from "./play/plays.ts";
import type { Target } from "./play/target.ts";

type RunOptions = {
  /** Makes the target of one play; it is closed after it. */
  readonly targetOf: (talk: Talk) => Target | Promise<Target>;
  /** How many are played at once. */
  readonly atOnce: number;
  /** Part of the names of what is played: a file or a case. */
  readonly only?: string | undefined;
  /** Called with each play when it is over, in the order of the talks. */
  readonly told?: (played: Played) => void;
};

/** How many worlds are played at once in this process: while one waits for the disk, others run. */
export const atOnceInProcess = 8;

/** Plays talks, each on a target of its own. Answers what came of each, in their order. */
export async function runTalks(
  talks: readonly Talk[],
  { targetOf, atOnce, only = "", told }: RunOptions,
): Promise<readonly Played[]> {
  const plays = talks.flatMap(playsOf).filter((play) => nameOf(play).includes(only));
  const limited = pLimit(atOnce);
  const playing = plays.map((play) =>
    limited(async () => playAndClose(play, await targetOf(play.talk))),
  );
  // An error is thrown below, in the order of the plays; until then it must not count as unhandled.
  for (const play of playing) play.catch(() => undefined);
  const played: Played[] = [];
  for (const play of playing) {
    const done = await play;
    played.push(done);
    told?.(done);
  }
  return played;
}

/** Plays a talk once, and closes the target that was made for it. */
export async function playAndClose(play: Play, target: Target): Promise<Played> {
  try {
    return await playTalk(play, target);
  } finally {
    await target.close();
  }
}

/** Names a play: its file, and its case. */
export function nameOf({ talk, cases }: Pick<Played, "talk" | "cases">): string {
  return [talk.file, ...cases].join(" › ");
}
