import type { Said, Sent } from "../domain/callback.ts";
import type { Input } from "./turn.ts";

/** Whether an input is something that a person sent, text or not. */
export function isMessage(input: Input): input is Said | Sent {
  return "messageId" in input;
}
