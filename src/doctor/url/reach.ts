import { once } from "node:events";
import { connect } from "node:net";
import type { CallbackAnswer } from "../../callback-client/call.ts";
import { isWebPage, shownAnswer } from "../../callback-client/shown.ts";
import type { Cause } from "../causes.ts";
import { ill, well, type Finding } from "../check.ts";
import { ask, hardEcho, type ExaminedCallback } from "./examined.ts";

/** Checks that a server answers at the URL, and that it accepts GET there. */
export async function reached(examined: ExaminedCallback): Promise<Finding> {
  const called = await ask(examined, hardEcho(examined));
  const failed = await failureOf(examined, called);
  if (failed !== undefined) return failed;
  const cause = statusCauseOf(called);
  if (cause !== undefined) return ill(cause, seenOf(called));
  return well(`status ${called.status} in ${called.ms} ms`);
}

/** Checks that the answer comes within the time that the platform gives the check of a URL. */
export async function isInTime(examined: ExaminedCallback, asking = ask): Promise<Finding> {
  const { slowFromMs } = examined.limits;
  const took: number[] = [];
  // The first request may have to start something; slow three times is slow.
  while (took.length < 3) {
    const called = await asking(examined, hardEcho(examined));
    const failed = await failureOf(examined, called);
    if (failed !== undefined) return failed;
    took.push(called.ms);
    if (called.ms > slowFromMs) continue;
    const [first = 0] = took;
    const slow = `slower than ${slowFromMs} ms at first: ${first} ms`;
    return well(`${called.ms} ms`, took.length > 1 ? [slow] : []);
  }
  return ill("slow", `${Math.min(...took)} ms, the fastest of three`);
}

/** Returns why there is no complete answer; undefined: there is one. */
export async function failureOf(
  examined: ExaminedCallback,
  called: CallbackAnswer,
): Promise<Finding | undefined> {
  const { failure, problem = "" } = called;
  if (failure === undefined) return undefined;
  if (failure === "endless") return ill("endless", problem);
  if (failure === "unreachable") return ill(causeOfCode(called.code ?? ""), problem);
  if (await connects(examined)) return ill("late", `${problem}, though the connection was taken`);
  return ill("no-connection", problem);
}

/** Describes an answer in a line. */
export function seenOf({ status, headers, body }: CallbackAnswer): string {
  const { location } = headers;
  return `answered ${status}: ${location === undefined ? shownAnswer(body) : `go to ${String(location)}`}`;
}

function causeOfCode(code: string): Cause {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "dns";
  if (code === "ECONNREFUSED") return "refused";
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code)) {
    return "no-connection";
  }
  // OpenSSL's codes for faults of certificates have no prefix.
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|UNABLE_TO|HOSTNAME_MISMATCH/.test(code)) return "tls";
  return "connection-lost";
}

function statusCauseOf({ status, headers, body }: CallbackAnswer): Cause | undefined {
  // A proxy that asks for a password passes nothing on to the bot.
  if (headers["www-authenticate"] !== undefined) return "web-page";
  if (status >= 300 && status < 400) return "redirect";
  if (isWebPage(body.toString("utf8")) && (status === 200 || isChallenge(body))) return "web-page";
  if (status === 404 || status === 410) return "not-found";
  if (status === 405 || status === 501) return "method";
  if (status >= 502 && status <= 504) return "gateway";
  return undefined;
}

function isChallenge(body: Buffer): boolean {
  return /captcha|challenge|log ?in|sign ?in|登录|安全验证/i.test(body.toString("utf8"));
}

async function connects({ url, limits }: ExaminedCallback): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === "https:" ? 443 : 80;
  // An IPv6 address stands in brackets in a URL, and nowhere else.
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = connect({ host, port: port === "" ? usual : Number(port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(limits.answerWithinMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
