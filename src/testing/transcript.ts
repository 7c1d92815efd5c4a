import type { Action } from "../domain/action.ts";
import type { ActionResult, Arrival } from "../talk/play/target.ts";
import { createTalkWriter } from "../talk/writer.ts";

/** Something that happened in a chat, in its order. */
export type ChatEvent =
  | {
      readonly kind: "act";
      readonly actor: string;
      readonly act: Action;
      readonly acted: ActionResult;
    }
  | { readonly kind: "arrival"; readonly arrival: Arrival };

/** All that was said so far; `expect(chat).to.match("happy.talk")` compares it with a talk. */
export type Chat = {
  readonly happened: readonly ChatEvent[];
  /** As a talk would have it. */
  toString(): string;
};

/** Writes what happened as a talk that can be played. */
export function writeHappened(happened: readonly ChatEvent[]): readonly string[] {
  const writer = createTalkWriter();
  return happened.flatMap((one): readonly string[] => {
    if (one.kind === "arrival") return [writer.arrival(one.arrival)];
    const { turn, answer } = writer.turn(one.actor, one.act, one.acted);
    return [...turn, ...answer];
  });
}
