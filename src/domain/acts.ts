import type { Outcome } from "./outcome.ts";
import type { Reply } from "./reply.ts";

/** What others than callbacks do to a conversation: further kinds of input. */
export type Act =
  | { readonly kind: "bind"; readonly follower: string; readonly userid: string }
  | { readonly kind: "release"; readonly follower: string }
  | { readonly kind: "unlock"; readonly follower: string }
  | { readonly kind: "confirm"; readonly follower: string };

/** What an act brought about, and what the follower should now be told. */
export type Acted = { readonly outcome: Outcome; readonly replies: readonly Reply[] };

/** The acts as others ask for them: administrators, a deleted member, second verification. */
export type Acts = {
  /** Binds a follower to a member without a code. */
  bind(openid: string, userid: string): Promise<Acted>;
  /** Ends a follower's binding, as when the member is deleted; the seat is free again. */
  release(openid: string): Promise<Acted>;
  /** Forgets today's wrong codes. */
  unlock(openid: string): Promise<Acted>;
  /** Ends second verification; `ignored` when the member is not in that state (50004). */
  confirm(userid: string): Promise<Acted>;
};
