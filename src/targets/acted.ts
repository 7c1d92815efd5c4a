import type { Delivered } from "../callback-client/client.ts";
import { failureIn } from "../callback-client/verdict.ts";
import type { ActionResult, Turned } from "../talk/play/target.ts";

const longestShown = 2000;

/** Tells a talk what came of an action: the reply, and the callback behind it. */
export function actionResultOf(
  { attempts, answer, verdict }: Delivered,
  { sent, turn }: { readonly sent: string; readonly turn?: Turned | undefined },
): ActionResult {
  const { read } = verdict;
  const { status = 0, ms = 0 } = attempts[0] ?? {};
  const received = read?.xml ?? answer.body.toString("utf8").slice(0, longestShown);
  const problem = failureIn(verdict)?.text;
  return {
    replies: read?.reply === undefined ? [] : [read.reply],
    behind: { sent, received, status, ms, problem, turn },
  };
}
