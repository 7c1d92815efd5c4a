import { askJson, type JsonAnswer } from "../callback-client/ask-json.ts";
import type { Reply } from "../domain/reply.ts";
import { readMessageJson, type ChatLineJson } from "../simulator/chat-json.ts";
import { readArrivals } from "../talk/play/arrivals.ts";
import type { Arrival } from "../talk/play/target.ts";

/**
 * A simulator that a bot delivers into: its inbox takes codes, its `/cgi-bin/message/send` what
 * the bot says by itself.
 */
export type SimulatorClient = NonNullable<Awaited<ReturnType<typeof findSimulator>>>;

/** Finds the simulator at an address; undefined when none answers there. */
export async function findSimulator(origin: string) {
  const sim = `${origin.replace(/\/+$/, "")}/_sim`;
  const inbox = (limit: number): Promise<JsonAnswer> =>
    askJson("GET", `${sim}/inbox?limit=${limit}`);
  if (readArrivals((await inbox(1)).json) === undefined) return undefined;
  return {
    /** Makes the follower known, so that messages reach it. */
    async meet(openid: string): Promise<void> {
      await askJson("POST", `${sim}/followers`, { openid });
    },
    /** Everything in the inbox, oldest first. */
    async arrived(): Promise<readonly Arrival[]> {
      const { json } = await inbox(500);
      return [...(readArrivals(json) ?? [])].reverse();
    },
    /** What was sent to a follower, oldest first. */
    async heard(openid: string, agent: number): Promise<readonly Reply[]> {
      const path = `followers/${encodeURIComponent(openid)}/messages?agentid=${agent}`;
      const { json } = await askJson("GET", `${sim}/${path}`);
      const lines = Array.isArray(json) ? (json as readonly ChatLineJson[]) : [];
      return lines.filter(({ from }) => from === "account").map(replyOf);
    },
  };
}

/** What talks have no words for is told as a text that names it. */
function replyOf(line: ChatLineJson): Reply {
  const message = readMessageJson(line);
  if (message.type !== "file" && message.type !== "other") return message;
  return { type: "text", text: `[${line.msgtype}] ${line.content}` };
}
