import { z } from "zod";
import { BadInputError } from "../domain/bad-input.ts";
import type { Action } from "../domain/action.ts";
import { oneOf, readAs, wholeNumber } from "../domain/read-as.ts";
import { messageAction, messageTypes } from "../wire/action-fields.ts";
import type { Pushing } from "./platform.ts";

const longest = "must be text of at most 8000 characters";

const schema = z.object({
  agentid: z.unknown().default(0),
  msgtype: oneOf(messageTypes).default("text"),
  content: z.string({ error: longest }).max(8000, { error: longest }),
  copies: wholeNumber(1, 100).default(1),
  /** How the ends of CDATA in the content are written. */
  ends: oneOf(["escaped", "bare"]).default("escaped"),
});

/** Reads a message as `/_sim` takes it: `{agentid?, msgtype?, content, copies?, ends?}`. */
export function readFollowersMessage(body: unknown): {
  readonly action: Action;
  readonly pushing: Pushing;
} {
  const { agentid, msgtype, content, ...pushing } = readAs(schema, body);
  if (agentid !== 0) {
    throw new BadInputError("only agentid 0, the assistant, can be talked to yet", "not-yet");
  }
  const action = messageAction(msgtype, content);
  if (action === undefined) throw new RangeError(`no message is a ${msgtype}`);
  return { action, pushing };
}
