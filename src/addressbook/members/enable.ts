import type { Command } from "../command.ts";
import { updateMember } from "./update.ts";

/** Lets a member be verified again. */
export const enableMember: Command<{ readonly userid: string }> = setEnabled(true);

/** Keeps a member from being verified; whoever is bound already stays so. */
export const disableMember: Command<{ readonly userid: string }> = setEnabled(false);

function setEnabled(enabled: boolean): Command<{ readonly userid: string }> {
  return {
    gather: updateMember.gather,
    decide: (facts, { userid }) => updateMember.decide(facts, { userid, enabled }),
  };
}
