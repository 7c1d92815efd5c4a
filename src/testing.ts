export { talkMatcher } from "./testing/matcher.ts";
export { talks } from "./testing/talks.ts";
export { world } from "./testing/world.ts";
export type { BotOptions } from "./testing/bot.ts";
export type { Follower } from "./testing/follower.ts";
export type { Chat } from "./testing/transcript.ts";
export type { Message, TestWorld, WorldOptions } from "./testing/world.ts";
