import { makePush } from "../../src/wire/envelope.ts";
import { writeCallback } from "../../src/wire/write-callback.ts";
import { secrets } from "../account.ts";
import { castOf, stepsOf, type Plan } from "./cast.ts";
import { seeded, shuffled, type Draw } from "./random.ts";
import type { Step } from "./steps.ts";

/** One callback, ready to be written to a connection, and what our server makes of it. */
export type Request = { readonly bytes: Buffer; readonly step: Step };

/** What one connection sends, one after another's answer; a follower belongs to one lane. */
export type Lane = readonly Request[];

/**
 * Builds a round: every message written, encrypted and signed as of now, with an id that no other
 * round has. The same bytes go to every contender.
 */
export function buildRound(plan: Plan, round: number, connections: number): readonly Lane[] {
  const draw = seeded(round + 1);
  const people = shuffled(castOf(plan, round), draw).map((player) => ({
    openid: player.person.openid,
    steps: stepsOf(player, plan.now),
  }));
  let serial = round * 10_000_000;
  const build = (openid: string, step: Step): Request => {
    serial += 1;
    return { bytes: bytesOf(openid, step, serial, draw), step };
  };
  return Array.from({ length: connections }, (_, lane) => {
    const mine = people.filter((_person, at) => at % connections === lane);
    return inTurns(mine, draw).map(({ openid, step }) => build(openid, step));
  });
}

type Sender = { readonly openid: string; readonly steps: readonly Step[] };

// Everybody's own steps stay in order, between them come those of others.
function inTurns(
  senders: readonly Sender[],
  draw: Draw,
): readonly { readonly openid: string; readonly step: Step }[] {
  const order = shuffled(
    senders.flatMap((sender) => sender.steps.map(() => sender)),
    draw,
  );
  const taken = new Map<Sender, number>();
  return order.flatMap((sender) => {
    const at = taken.get(sender) ?? 0;
    taken.set(sender, at + 1);
    const step = sender.steps[at];
    return step === undefined ? [] : [{ openid: sender.openid, step }];
  });
}

function bytesOf(openid: string, { told }: Step, serial: number, draw: Draw): Buffer {
  const xml = writeCallback({
    ...told,
    follower: openid,
    account: secrets.receiveId,
    agent: 0,
    createTime: 1_433_173_800 + serial,
    messageId:
      told.msgtype === "event" ? undefined : String(6_000_000_000_000_000_000n + BigInt(serial)),
  });
  const { search, body } = makePush(secrets, xml, {
    timestamp: Math.floor(Date.now() / 1000),
    nonce: String(Math.floor(draw() * 1e10)),
    random: String(Math.floor(draw() * 1e15)).padStart(16, "0"),
    agent: 0,
  });
  // The `wechat` package decrypts only what says so; the others do not look at it.
  const head =
    `POST /callback?encrypt_type=aes&${search} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    `Content-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}
