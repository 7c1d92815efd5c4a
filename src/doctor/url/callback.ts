import type { CallbackAnswer } from "../../callback-client/call.ts";
import type { Delivered } from "../../callback-client/client.ts";
import { failureIn } from "../../callback-client/verdict.ts";
import type { Reply } from "../../domain/reply.ts";
import type { Push } from "../../wire/envelope.ts";
import { isCause, type Cause } from "../causes.ts";
import { ill, well, type Finding } from "../check.ts";
import { callbackOf, deliverOnce, pushOf, textCallback } from "./deliver.ts";
import type { ExaminedCallback } from "./examined.ts";
import { seenOf } from "./reach.ts";

/** Checks that a plain text is answered 200, and that a reply, if any, is one that the platform shows. */
export async function textTaken(examined: ExaminedCallback): Promise<Finding> {
  const push = pushOf(examined, textCallback(examined, "doctor 123"));
  const delivered = await deliverOnce(examined, push);
  const { answer: called } = delivered;
  if (called.failure === "late") return ill("post-hangs", called.problem ?? "no answer");
  if (called.status === 200 || called.failure !== undefined) return judged(delivered);
  return refusedPost(examined, push, called);
}

/** Checks that the bot reads a text that is not ASCII. */
export function chineseTaken(examined: ExaminedCallback): Promise<Finding> {
  return textComesThrough(examined, "doctor 你好，世界 😀 end", "post-chinese");
}

/**
 * Checks that the bot reads a text with characters that XML must escape. A text with `]]>` that it
 * does not read is only a warning: bots on a widely used library fail there, and are in service.
 */
export async function markUpTaken(examined: ExaminedCallback): Promise<Finding> {
  const found = await textComesThrough(examined, `doctor <b>1 & 2</b> "3" end`, "post-mark-up");
  if (found.state !== "well") return found;
  const ending = await textComesThrough(examined, "doctor ]]> end", "post-mark-up");
  if (ending.state === "well" || ending.cause === "post-mark-up") return ending;
  const warning = `with ]]> in it: ${ending.seen}; whoever writes it writes into the reply's XML`;
  return well(found.seen, [...(found.warnings ?? []), warning]);
}

/** Checks that the bot reads a long text. */
export function longTaken(examined: ExaminedCallback): Promise<Finding> {
  return textComesThrough(examined, `doctor ${"长".repeat(630)} end`, "post-long");
}

/** Checks that an event is answered 200, though it has neither Content nor MsgId. */
export async function eventTaken(examined: ExaminedCallback): Promise<Finding> {
  return takenOr(examined, callbackOf(examined, { action: "follow", text: "" }), "post-event").then(
    ({ found }) => found,
  );
}

async function textComesThrough(
  examined: ExaminedCallback,
  text: string,
  cause: Cause,
): Promise<Finding> {
  const { found, delivered } = await takenOr(examined, textCallback(examined, text), cause);
  const reply = delivered.verdict.read?.reply;
  if (found.state !== "well" || reply?.type !== "text") return found;
  // Only a reply that repeats the text shows how the bot has read it.
  if (!reply.text.includes("doctor") || !reply.text.includes("end")) return found;
  if (reply.text.includes(text)) return { ...found, seen: `${found.seen}, the same to the letter` };
  return ill("text-altered", `"${cut(text)}" came back as "${cut(reply.text)}"`);
}

async function takenOr(
  examined: ExaminedCallback,
  xml: string,
  cause: Cause,
): Promise<{ readonly found: Finding; readonly delivered: Delivered }> {
  const delivered = await deliverOnce(examined, pushOf(examined, xml));
  const { answer: called } = delivered;
  const hasFailed = called.status !== 200 && called.failure !== "late";
  return { delivered, found: hasFailed ? ill(cause, seenOrProblem(called)) : judged(delivered) };
}

/** Judges a delivery that was answered 200, or not at all. */
export function judged({ answer, verdict }: Delivered): Finding {
  const error = failureIn(verdict);
  if (error !== undefined) {
    const cause = `reply-${error.name}`;
    return ill(isCause(cause) ? cause : "reply-not-xml", error.text, xmlLine(verdict.read?.xml));
  }
  const warnings = verdict.problems.map(({ text }) => text);
  return well(`200 in ${answer.ms} ms, ${replyLine(verdict.read?.reply)}`, warnings);
}

function replyLine(reply: Reply | undefined): string {
  if (reply === undefined) return "no reply";
  return reply.type === "text" ? `reply "${cut(reply.text)}"` : `reply with ${reply.type}`;
}

function xmlLine(xml: string | undefined): readonly string[] {
  return xml === undefined ? [] : [`the reply: ${xml.replace(/\s+/g, " ").slice(0, 200)}`];
}

const otherTypes = ["application/xml", "text/plain", "application/octet-stream"] as const;

async function refusedPost(
  examined: ExaminedCallback,
  push: Push,
  called: CallbackAnswer,
): Promise<Finding> {
  const { status } = called;
  const seen = seenOf(called);
  const plain = plainCauseOf(status);
  if (plain !== undefined) return ill(plain, seen);
  for (const contentType of otherTypes) {
    const other = await deliverOnce(examined, push, contentType);
    if (other.answer.status === 200) {
      return ill("post-media-type", `${seen}; with Content-Type ${contentType} it is taken`);
    }
  }
  if (status === 415) return ill("post-media-type", seen);
  const { kind, key } = examined.secrets;
  const isFirstUse = kind === "official" && key !== undefined;
  const hint = "an official account's EncodingAESKey and AppID are first used here: compare them";
  return ill(refusalCauseOf(status), seen, isFirstUse ? [hint] : []);
}

function refusalCauseOf(status: number): Cause {
  if (status === 403) return "post-forbidden";
  return status >= 500 ? "post-error" : "post-refused";
}

function plainCauseOf(status: number): Cause | undefined {
  if (status >= 300 && status < 400) return "redirect";
  if (status === 404 || status === 405 || status === 501) return "post-method";
  if (status === 413) return "post-too-large";
  if (status >= 502 && status <= 504) return "gateway";
  return undefined;
}

function seenOrProblem(called: CallbackAnswer): string {
  return called.problem ?? seenOf(called);
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
