import { Builder } from "xml2js";
import type { Played } from "../play/played.ts";
import { differenceOf } from "./difference.ts";
import { nameOf } from "../run.ts";

/** Writes all plays as JSON: those that passed, too. */
export function jsonReport(all: readonly Played[]): string {
  const talks = all.map((played) => {
    const { talk, cases, verdict, problem, acts, ms } = played;
    return {
      file: talk.file,
      cases,
      verdict,
      line: problem?.at.line,
      message: problem?.message,
      turns: acts,
      ms,
      difference: verdict === "failed" ? differenceOf(played) : undefined,
    };
  });
  return `${JSON.stringify({ talks }, null, 2)}\n`;
}

/** Writes all plays as the XML that CI servers read; what could not be run is an error there. */
export function junitReport(all: readonly Played[]): string {
  const of = (verdict: Played["verdict"]): number =>
    all.filter((played) => played.verdict === verdict).length;
  const testcase = all.map((played) => ({
    $: {
      classname: plain(played.talk.file),
      name: plain(nameOf(played)),
      file: plain(played.talk.file),
      time: seconds([played]),
    },
    ...verdictOf(played),
  }));
  const suite = {
    $: {
      name: "talks",
      tests: all.length,
      failures: of("failed"),
      errors: of("not-runnable") + of("unreadable"),
      skipped: 0,
      time: seconds(all),
    },
    testcase,
  };
  const builder = new Builder();
  return `${builder.buildObject({ testsuites: { testsuite: suite } })}\n`;
}

function seconds(all: readonly Played[]): string {
  return (all.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(3);
}

function verdictOf(played: Played): object {
  const { talk, verdict, problem } = played;
  if (verdict === "passed") return {};
  if (verdict === "unreadable") {
    return { error: { $: { message: plain(problem?.message ?? ""), type: verdict } } };
  }
  const message = plain(`${talk.file}:${problem?.at.line ?? 1} ${problem?.message ?? ""}`);
  if (verdict === "not-runnable") return { error: { $: { message, type: "not-runnable" } } };
  const _ = plain([message, ...differenceOf(played)].join("\n"));
  return { failure: { $: { message, type: "differs" }, _ } };
}

/** What XML cannot hold is shown as a blank. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the ones that XML 1.0 forbids
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, " ").toWellFormed();
}
