import { longestText, mostArticles } from "../domain/reply.ts";
import { textOf } from "../wire/loose-xml.ts";
import type { ReplyRead } from "../wire/read-reply.ts";
import type { Secrets } from "../wire/secrets.ts";
import { problem, type ProblemName, type ReplyProblem } from "./problem.ts";

/** Whom a reply must go to and come from. */
type Between = { readonly follower: string; readonly account: string };

// PROTOCOL §3.1: WeCom shows no more than eight, enterprise accounts ten.
const articlesEverywhere = 8;
// A larger number can only be milliseconds: as seconds it would be after the year 5000.
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
  { fields }: ReplyRead,
  { follower, account }: Between,
): readonly ReplyProblem[] {
  const [to, from] = [textOf(fields, "ToUserName"), textOf(fields, "FromUserName")];
  if (same(to, account) && same(from, follower) && !same(follower, account)) {
    const text =
      "ToUserName and FromUserName are the callback's own; a reply goes back, so they change places";
    return [problem("addresses-swapped", text)];
  }
  return [
    ...when(!same(to, follower), "addressee", `ToUserName is ${named(to)}, not ${named(follower)}`),
    ...when(
      !same(from, account),
      "sender",
      `FromUserName is ${named(from)}, not ${named(account)}`,
    ),
  ];
}

function when(isWrong: boolean, name: ProblemName, text: string): readonly ReplyProblem[] {
  return isWrong ? [problem(name, text)] : [];
}

// Userids are the same in capitals (PROTOCOL §4.2).
function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function named(id: string): string {
  return id.trim() === "" ? "missing" : id.slice(0, 80);
}

function timeProblems({ fields }: ReplyRead): readonly ReplyProblem[] {
  const createTime = textOf(fields, "CreateTime").trim();
  const found = `CreateTime is ${named(createTime)}`;
  if (!/^\d+$/.test(createTime))
    return [problem("create-time", `${found}, not a number of seconds`)];
  const isMilliseconds = Number(createTime) > latestSeconds;
  return when(isMilliseconds, "milliseconds", `${found}: milliseconds, not seconds`);
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
      return when(reply.mediaId.trim() === "", "no-media", `the ${reply.type} has no MediaId`);
    case "news":
      return articleProblems(reply.articles.length, textOf(fields, "ArticleCount").trim());
  }
}

function textProblems(text: string): readonly ReplyProblem[] {
  const bytes = Buffer.byteLength(text);
  const long = `the text has ${bytes} bytes of UTF-8, and the platform cuts it at ${longestText}`;
  return [
    ...when(text === "", "empty-text", "the text is empty; an empty body is no reply"),
    ...when(bytes > longestText, "text-too-long", long),
  ];
}

function articleProblems(count: number, declared: string): readonly ReplyProblem[] {
  const there = `there are ${count} articles`;
  const isTooMany = count > mostArticles;
  const isMany = !isTooMany && count > articlesEverywhere;
  const nothing = `${there}, and with more than ${mostArticles} nothing is shown`;
  const other = `ArticleCount is ${named(declared)}, and ${there}`;
  return [
    ...when(count === 0, "no-articles", "the news has no articles"),
    ...when(isTooMany, "too-many-articles", nothing),
    ...when(isMany, "many-articles", `${there}, and WeCom takes ${articlesEverywhere}`),
    ...when(declared !== String(count), "article-count", other),
  ];
}
