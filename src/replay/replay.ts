import type { CallbackUnderTest } from "../callback-client/callback-under-test.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { contactMeantAlone } from "../domain/contacts-in-text.ts";
import type { Arrival } from "../talk/play/target.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import { differences } from "./expect/compare.ts";
import { createExpectations, type ExpectedReply } from "./expect/expected.ts";
import { inOrder } from "./in-order.ts";
import type { InboxReader } from "./inbox-reader.ts";
import { paced } from "./paced.ts";
import { readRecorded, type PassedOver } from "./recording/read-recorded.ts";
import { actorOf, actionOfCallback, type Recorded } from "./recording/recorded.ts";
import { createRestamper, hasField, type Restamping } from "./restamp.ts";
import { sendCallback, sendCheck, type SentCallback } from "./send.ts";

/** What is replayed, to whom and how. */
export type Replay = {
  readonly files: readonly string[];
  readonly target: CallbackUnderTest;
  readonly inbox: InboxReader;
  readonly restamping: Restamping;
  /** `frozen`: query and body to the byte as they came, which must have been kept. */
  readonly sending: "afresh" | "frozen";
  readonly copies: number;
  /** How many callbacks are sent at a time, but those of one follower one after the other. */
  readonly parallel: number;
  /** 1: as recorded; 10: ten times as fast; 0: one right after the other. */
  readonly speed: number;
  /** A recording or transcript to compare with. */
  readonly expect: string | undefined;
  /** Fields of a reply that are not compared. */
  readonly ignored: readonly string[];
};

/** What one callback, or check of the URL, was answered. */
export type Replayed = {
  readonly recorded: Recorded;
  /** As they were sent; a check has none. */
  readonly fields: Fields;
  readonly sent: SentCallback;
  /** Where the expected answer is written, and the lines that differ. */
  readonly expected: { readonly where: string; readonly diff: readonly string[] } | undefined;
  /** What reached phones and mailboxes meanwhile; only known when callbacks go one at a time. */
  readonly arrivals: readonly Arrival[];
};

/**
 * Replays what was recorded, and tells of each callback in the order of the recording. Returns how
 * many further callbacks were expected. Throws `BadInputError` when a file cannot be understood.
 */
export async function replayAll(
  replay: Replay,
  told: (replayed: Replayed) => void | Promise<void>,
): Promise<{ readonly stillExpected: number }> {
  const { files, target, parallel, speed, inbox, restamping, ignored } = replay;
  const expectations = createExpectations(replay.expect, target.secrets);
  const send = createSender(replay);
  const things = async function* (): AsyncGenerator<Thing> {
    for await (const recorded of paced(readRecorded(files, target.secrets), speed)) {
      yield { recorded, expected: await expectations.next(recorded) };
    }
  };
  await inOrder(things(), {
    atOnce: parallel,
    queueOf: ({ recorded }) =>
      recorded.kind === "check"
        ? ""
        : (restamping.set.get("FromUserName") ?? actorOf(recorded.fields)),
    work: async ({ recorded, expected }): Promise<Replayed> => {
      const { fields, sent } = await send(recorded);
      const arrivals = parallel === 1 && recorded.kind === "callback" ? await inbox.fresh() : [];
      const compared = expected && {
        where: expected.where,
        diff: differences(expected, sent.verdict, ignored),
      };
      return { recorded, fields, sent, arrivals, expected: compared };
    },
    settled: (_thing, replayed) => told(replayed),
  });
  return { stillExpected: await expectations.left() };
}

/**
 * Reads everything once before anything is sent, tells what will be passed over, and returns how many
 * callbacks and checks there are. Throws `BadInputError` that names what cannot be understood or
 * cannot be sent as it came, or, where nothing can be sent, the first line that is passed over.
 */
export async function survey(
  {
    files,
    target,
    sending,
    restamping: { set },
  }: Pick<Replay, "files" | "sending" | "restamping"> & {
    readonly target: Pick<CallbackUnderTest, "secrets">;
  },
  passedOver: PassedOver,
): Promise<number> {
  let count = 0;
  const remarks: string[] = [];
  const unset = new Set(set.keys());
  for await (const recorded of readRecorded(files, target.secrets, (why) => remarks.push(why))) {
    count += 1;
    if (recorded.kind === "check") continue;
    for (const path of unset) if (hasField(recorded.fields, path)) unset.delete(path);
    if (sending === "afresh" || recorded.raw !== undefined) continue;
    throw new BadInputError(
      `${recorded.where} keeps no query and body to freeze: record with --raw, put the query into NAME.query beside NAME.xml, or leave --freeze out`,
    );
  }
  const [remark] = remarks;
  if (count === 0 && remark !== undefined) throw new BadInputError(remark);
  const [first] = unset;
  if (first !== undefined) {
    throw new BadInputError(`--set ${first}: no callback has a field of that name`);
  }
  remarks.forEach(passedOver);
  return count;
}

type Thing = { readonly recorded: Recorded; readonly expected: ExpectedReply | undefined };

type Sent = Pick<Replayed, "fields" | "sent">;

function createSender({
  target,
  inbox,
  restamping,
  sending,
  copies,
}: Replay): (recorded: Recorded) => Promise<Sent> {
  const restamper = createRestamper(restamping, target.secrets);
  // What each follower named last as a phone or e-mail.
  const contacts = new Map<string, string>();

  async function withCode(fields: Fields, where: string): Promise<Fields> {
    const { sign, text } = actionOfCallback(fields);
    if (sign !== ">") return fields;
    const actor = actorOf(fields);
    const contact = contactMeantAlone(text);
    if (contact !== undefined) contacts.set(actor, contact.to);
    if (!text.includes("{{code}}")) return fields;
    const code = await inbox.lastCode(contacts.get(actor));
    if (code !== undefined) {
      return { ...fields, Content: textOf(fields, "Content").replaceAll("{{code}}", code) };
    }
    throw new BadInputError(
      `${where} says {{code}}, and no code has arrived in an inbox that can be read from here`,
    );
  }

  return async (recorded) => {
    if (recorded.kind === "check") return { fields: {}, sent: await sendCheck(target) };
    const { mode, ends, raw, where } = recorded;
    const isFrozen = sending === "frozen";
    const fields = isFrozen
      ? recorded.fields
      : await withCode(restamper.restamp(recorded, Date.now()), where);
    const outgoing = { fields, ends, mode, copies, frozen: isFrozen ? raw : undefined };
    return { fields, sent: await sendCallback(target, outgoing) };
  };
}
