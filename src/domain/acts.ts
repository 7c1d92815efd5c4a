import type { Outcome } from "./outcome.ts";
import type { Reply } from "./reply.ts";

/** What others than callbacks do to a conversation: further kinds of input. */
export type Act =
  | { readonly kind: "bind"; readonly follower: string; readonly userid: string }
  | { readonly kind: "release" | "unlock" | "confirm"; readonly follower: string };

/** What an act brought about, and what the follower should now be told. */
export type Acted = {
  /** `stale`: what the change alongside rests on has changed, and nothing was done; read again. */
  readonly outcome: Outcome | "stale";
  readonly replies: readonly Reply[];
};

/**
 * The acts as others ask for them: administrators, a deleted member, second verification.
 * `alongside` is a change that is committed together with the act, as an audit record is, and not
 * when the act is refused or there is nothing to do (`ignored`); but with `release` in any case.
 */
export type Acts<Alongside> = {
  /** Binds a follower to a member without a code. */
  bind(openid: string, userid: string, alongside?: Alongside): Promise<Acted>;
  /**
   * Ends a follower's binding, as when the member is deleted; the seat is free again. Where the
   * change alongside writes or deletes the member, its record is left to that change.
   */
  release(openid: string, alongside?: Alongside): Promise<Acted>;
  /** Forgets today's wrong codes. */
  unlock(openid: string, alongside?: Alongside): Promise<Acted>;
  /** Ends second verification; `ignored` when the member is not in that state (50004). */
  confirm(userid: string): Promise<Acted>;
};
