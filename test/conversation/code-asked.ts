import type { Input } from "../../src/conversation/turn.ts";
import type { Conversation } from "../../src/domain/conversation.ts";
import type { Member } from "../../src/domain/member.ts";
import type { Settings } from "../../src/domain/settings.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { follows, says, unfollows } from "../support/callbacks.ts";
import { createTown, type Town } from "./town.ts";

export const minute = 60_000;

const wei: Member = {
  userid: "wei",
  name: "张伟",
  department: [1],
  mobile: "+8613800000001",
  enabled: true,
};

/** A town of one member and one follower who has been sent a code; what is done answers an outcome. */
export type CodeAsked = {
  readonly town: Town;
  readonly conversation: () => Conversation;
  readonly code: () => string;
  readonly wrong: () => string;
  readonly say: (text: string) => string;
  readonly leave: () => string;
  readonly follow: () => string;
  readonly does: (input: Input) => string;
};

/** Has a code asked for in the morning of June 1. */
export function codeAsked(settings: Partial<Settings> = {}, seats = 9): CodeAsked {
  const town = createTown([wei], [{ openid: "oOne" }], seats);
  town.settings = { ...defaultSettings, ...settings };
  const conversation = (): Conversation => town.conversationOf("oOne");
  const does = (input: Input): string => town.step(input).turn?.outcome ?? "repeated";
  const say = (text: string): string => does(says("oOne", text));
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
  asked.follow();
  say("13800000001");
  return asked;
}
