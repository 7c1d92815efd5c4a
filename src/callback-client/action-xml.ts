import type { Action } from "../domain/action.ts";
import { actionFields } from "../wire/action-fields.ts";
import { writeCallback } from "../wire/write-callback.ts";
import type { CdataEnds } from "../wire/write-fields.ts";
import type { CallbackUnderTest } from "./callback-under-test.ts";
import { freshMessageId } from "./stamp.ts";

/** Who does something, and when. */
export type By = {
  readonly follower: string;
  /** Seconds. */
  readonly createTime: number;
  /** How `]]>` is written in what is said; undefined: as the platform writes what is pasted. */
  readonly ends?: CdataEnds | undefined;
};

/** Writes the callback that tells of an action; a message gets a MsgId of its own. */
export function actionXml(
  action: Action,
  { secrets, agent }: Pick<CallbackUnderTest, "secrets" | "agent">,
  { follower, createTime, ends = endsOf(action.text) }: By,
): string {
  const { msgtype, fields } = actionFields(action);
  const messageId = msgtype === "event" ? undefined : freshMessageId();
  const account = secrets.receiveId;
  return writeCallback({ follower, account, agent, createTime, msgtype, fields, ends, messageId });
}

// The platform leaves the ends of CDATA in a pasted text unescaped (docs/fidelity.md).
function endsOf(text: string): CdataEnds {
  return /<!\[CDATA\[[^]*\]\]>/.test(text) ? "bare" : "escaped";
}
