import type { FollowersCallback, Said } from "../../src/domain/callback.ts";

let told = 0;

const common = (follower: string) => {
  told += 1;
  return {
    follower,
    account: "wwdemo0000000000",
    agent: 0,
    createTime: 1_433_173_800 + told,
    fields: {},
  };
};

/** A follower says something: a new message each time. */
export function says(follower: string, text: string): Said {
  const sent = common(follower);
  return {
    ...sent,
    kind: "said",
    text,
    messageId: String(7_000_000_000_000_000_000n + BigInt(told)),
  };
}

/** A follower sends a picture. */
export function sendsImage(follower: string): FollowersCallback {
  const { text, ...sent } = says(follower, "media");
  return { ...sent, kind: "image", mediaId: text, pictureUrl: "" };
}

/** A follower follows the account. */
export function follows(follower: string): FollowersCallback {
  return { ...common(follower), kind: "followed", eventKey: "" };
}

/** A follower leaves the account. */
export function unfollows(follower: string): FollowersCallback {
  return { ...common(follower), kind: "unfollowed", eventKey: "" };
}

/** A follower opens the chat: nothing to answer. */
export function enters(follower: string): FollowersCallback {
  return { ...common(follower), kind: "entered", eventKey: "" };
}
