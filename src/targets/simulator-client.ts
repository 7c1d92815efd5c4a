import { askJson, type JsonAnswer } from "../callback-client/ask-json.ts";
import type { Reply } from "../domain/reply.ts";
import { readMessageJson, type ChatLineJson } from "../simulator/chat-json.ts";
import { readArrivals } from "../talk/play/arrivals.ts";
import type { Arrival } from "../talk/play/target.ts";

/**
 * A simulator that a bot delivers into: its inbox takes codes, its `/cgi-bin/message/send` what
 * the bot says by itself.
 */
export type SimulatorClient = {
  readonly url: string;
  /** Makes the follower known, so that messages reach it. */
  meet(openid: string): Promise<void>;
  /** Everything in the inbox, oldest first. */
  arrived(): Promise<readonly Arrival[]>;
  /** What was sent to a follower, oldest first. */
  heard(openid: string, agent: number): Promise<readonly Reply[]>;
};

/** Finds the simulator at an address; undefined when none answers there. */
export async function findSimulator(origin: string): Promise<SimulatorClient | undefined> {
  const sim = `${origin.replace(/\/+$/, "")}/_sim`;
  const inbox = (limit: number): Promise<JsonAnswer> =>
    askJson("GET", `${sim}/inbox?limit=${limit}`);
  if (readArrivals((await inbox(1)).json) === undefined) return undefined;
  return {
    url: origin,
    async meet(openid) {
      await askJson("POST", `${sim}/followers`, { openid });
    },
    async arrived() {
      const { json } = await inbox(500);
      return [...(readArrivals(json) ?? [])].reverse();
    },
    async heard(openid, agent) {
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
