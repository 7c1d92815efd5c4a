import { BadInputError } from "../domain/bad-input.ts";
import type { Action } from "../domain/action.ts";
import { messageAction, messageTypes } from "../wire/action-fields.ts";
import type { Pushing } from "./platform.ts";

/** Reads a message as `/_sim` takes it: `{agentid?, msgtype?, content, copies?, ends?}`. */
export function readFollowersMessage(body: unknown): {
  readonly action: Action;
  readonly pushing: Pushing;
} {
  const { agentid = 0, msgtype = "text", content, copies = 1, ends = "escaped" } = fieldsOf(body);
  if (agentid !== 0) {
    throw new BadInputError("only agentid 0, the assistant, can be talked to yet", "not-yet");
  }
  if (typeof content !== "string" || content.length > 8000) {
    throw new BadInputError("content must be text of at most 8000 characters");
  }
  if (typeof copies !== "number" || !Number.isInteger(copies) || copies < 1 || copies > 100) {
    throw new BadInputError("copies must be a whole number from 1 to 100");
  }
  if (ends !== "escaped" && ends !== "bare") {
    throw new BadInputError('ends, of CDATA, must be "escaped" or "bare"');
  }
  const action = messageAction(String(msgtype), content);
  if (action === undefined) {
    throw new BadInputError(`msgtype must be one of ${messageTypes.join(", ")}`);
  }
  return { action, pushing: { copies, ends } };
}

/** Reads a JSON body as named fields. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new BadInputError("the body must be a JSON object, sent as application/json");
  }
  return { ...body };
}
