import { longestText, mostArticles } from "../domain/reply.ts";
import { textOf } from "../wire/loose-xml.ts";
import type { ReplyRead } from "../wire/read-reply.ts";
import type { Secrets } from "../wire/secrets.ts";
import { problem, type ReplyProblem } from "./problem.ts";

/** Whom a reply must go to and come from. */
type Between = { readonly follower: string; readonly account: string };

// PROTOCOL §3.1: WeCom shows no more than eight, enterprise accounts ten.
const articlesEverywhere = 8;
// Seconds of a moment after the year 5000; before that it can only be milliseconds.
const latestSeconds = 99_999_999_999;
const officialOnly: ReadonlySet<string> = new Set(["music", "transfer_customer_service"]);

/** Lists what a reply gets wrong (PROTOCOL §3.1, §3.2). Pure; never throws. */
export function replyProblems(
  read: ReplyRead,
  kind: Secrets["kind"],
  between: Between,
): readonly ReplyProblem[] {
  return [
    ...addressProblems(read, between),
    ...timeProblems(read),
    ...typeProblems(read, kind),
    ...bodyProblems(read),
  ];
}

function addressProblems(
  { addressee: to, sender: from }: ReplyRead,
  { follower, account }: Between,
): readonly ReplyProblem[] {
  if (same(to, account) && same(from, follower) && !same(follower, account)) {
    const text =
      "ToUserName and FromUserName are the callback's own; a reply goes back, so they change places";
    return [problem("addresses-swapped", text)];
  }
  const problems: ReplyProblem[] = [];
  if (!same(to, follower)) {
    problems.push(problem("addressee", `ToUserName is ${named(to)}, not ${named(follower)}`));
  }
  if (!same(from, account)) {
    problems.push(problem("sender", `FromUserName is ${named(from)}, not ${named(account)}`));
  }
  return problems;
}

// Userids are the same in capitals (PROTOCOL §4.2).
function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function named(id: string): string {
  return id.trim() === "" ? "missing" : id.slice(0, 80);
}

function timeProblems({ createTime }: ReplyRead): readonly ReplyProblem[] {
  if (!/^\d+$/.test(createTime)) {
    const text = `CreateTime is ${named(createTime)}, not a number of seconds`;
    return [problem("create-time", text)];
  }
  if (Number(createTime) <= latestSeconds) return [];
  return [problem("milliseconds", `CreateTime is ${createTime}: milliseconds, not seconds`)];
}

function typeProblems(
  { msgtype, reply }: ReplyRead,
  kind: Secrets["kind"],
): readonly ReplyProblem[] {
  if (reply !== undefined || (kind === "official" && officialOnly.has(msgtype))) return [];
  return [problem("unknown-type", `MsgType is ${named(msgtype)}, which no reply can be here`)];
}

function bodyProblems({ reply, fields }: ReplyRead): readonly ReplyProblem[] {
  switch (reply?.type) {
    case undefined:
      return [];
    case "text":
      return textProblems(reply.text);
    case "image":
    case "voice":
    case "video":
      return reply.mediaId.trim() === ""
        ? [problem("no-media", `the ${reply.type} has no MediaId`)]
        : [];
    case "news":
      return articleProblems(reply.articles.length, textOf(fields, "ArticleCount").trim());
  }
}

function textProblems(text: string): readonly ReplyProblem[] {
  if (text === "") return [problem("empty-text", "the text is empty; an empty body is no reply")];
  const bytes = Buffer.byteLength(text);
  if (bytes <= longestText) return [];
  const advice = `the platform cuts it at ${longestText}`;
  return [problem("text-too-long", `the text has ${bytes} bytes of UTF-8, and ${advice}`)];
}

function articleProblems(count: number, declared: string): readonly ReplyProblem[] {
  const problems: ReplyProblem[] = [];
  if (count === 0) problems.push(problem("no-articles", "the news has no articles"));
  if (count > mostArticles) {
    const text = `there are ${count} articles, and with more than ${mostArticles} nothing is shown`;
    problems.push(problem("too-many-articles", text));
  } else if (count > articlesEverywhere) {
    const text = `there are ${count} articles, and WeCom takes ${articlesEverywhere}`;
    problems.push(problem("many-articles", text));
  }
  if (declared !== String(count)) {
    const text = `ArticleCount is ${named(declared)}, and there are ${count} articles`;
    problems.push(problem("article-count", text));
  }
  return problems;
}
