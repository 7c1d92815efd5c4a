import type { Input } from "../../src/conversation/turn.ts";
import type { Conversation } from "../../src/domain/conversation.ts";
import type { Member } from "../../src/domain/member.ts";
import type { Settings } from "../../src/domain/settings.ts";
import { follows, says, unfollows } from "../support/callbacks.ts";
import { createTown, type Town } from "./town.ts";

export const minute = 60_000;

/** The member whose code it is. */
export const wei: Member = {
  userid: "wei",
  name: "张伟",
  department: [1],
  mobile: "+8613800000001",
  enabled: true,
};

/** What a follower says so many times, each time what the function makes of it, and what comes of it. */
export async function repeated(
  times: number,
  once: () => Promise<string>,
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (let time = 0; time < times; time += 1) outcomes.push(await once());
  return outcomes;
}

/** A town of one member and one follower who has been sent a code; what is done answers an outcome. */
export type CodeAsked = {
  readonly town: Town;
  readonly conversation: () => Conversation;
  readonly code: () => string;
  readonly wrong: () => string;
  readonly say: (text: string) => Promise<string>;
  readonly leave: () => Promise<string>;
  readonly follow: () => Promise<string>;
  readonly does: (input: Input) => Promise<string>;
};

/** Has a code asked for in the morning of June 1. */
export async function codeAsked(settings: Partial<Settings> = {}, seats = 9): Promise<CodeAsked> {
  const profiles = [{ openid: "oOne" }];
  const town = await createTown({ members: [wei], profiles, seats, settings });
  const conversation = (): Conversation => town.conversationOf("oOne");
  const does = async (input: Input): Promise<string> =>
    (await town.step(input)).turn?.outcome ?? "repeated";
  const say = (text: string): Promise<string> => does(says("oOne", text));
  const code = (): string => {
    const now = conversation();
    if (now.phase !== "asking-code") throw new Error(`no code is asked for at ${now.phase}`);
    return town.codeOf("oOne", now.challenge);
  };
  const asked: CodeAsked = {
    town,
    conversation,
    code,
    wrong: () => (code().startsWith("9") ? "0" : "9") + code().slice(1),
    say,
    leave: () => does(unfollows("oOne")),
    follow: () => does(follows("oOne")),
    does,
  };
  await asked.follow();
  await say("13800000001");
  return asked;
}
