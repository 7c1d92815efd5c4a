import { quoted } from "../../domain/member-rules.ts";
import { refusal, type Refusal } from "../../domain/return-codes.ts";

/** Refuses a userid that no member has. */
export function refusalOfMember(userid: string): Refusal {
  return refusal("userid-unknown", `no member has the userid ${quoted(userid)}`);
}
