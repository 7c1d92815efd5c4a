import { readReply } from "../../src/wire/read-reply.ts";
import { secrets } from "../account.ts";
import type { Heard } from "./drive.ts";
import { answers } from "./steps.ts";
import { openReply } from "../../test/support/open-reply.ts";

/** Looks at the answers of a warm-up. */
export type Checker = {
  readonly heard: Heard;
  /** What was wrong, each kind once; how many replies could be decrypted and read. */
  readonly found: () => { readonly problems: readonly string[]; readonly replies: number };
};

/**
 * Makes a checker that decrypts every reply: of `ours` it must be the words of the step's outcome,
 * silence where there is nothing to say; of the others any text.
 */
export function createChecker(whose: "ours" | "another's"): Checker {
  const problems = new Set<string>();
  let replies = 0;
  return {
    heard({ step }, { status, body }) {
      if (status !== 200) {
        problems.add(`${step.outcome}: status ${status}`);
        return;
      }
      const said = textIn(body.toString("utf8"));
      if (said !== undefined) replies += 1;
      const wanted = whose === "ours" ? (answers[step.outcome] ?? "?") : "";
      const fits =
        wanted === "" && whose === "ours" ? said === undefined : said?.startsWith(wanted);
      if (fits !== true) problems.add(`${step.outcome}: answered ${said ?? "nothing"}`);
    },
    found: () => ({ problems: [...problems], replies }),
  };
}

function textIn(body: string): string | undefined {
  const xml = openReply(secrets, body);
  if (xml === undefined) return undefined;
  const reply = readReply(xml)?.reply;
  return reply?.type === "text" ? reply.text : reply?.type;
}
