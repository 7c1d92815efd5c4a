import { openidProblem } from "../domain/follower.ts";

/** Who the actors of a talk are on the wire. */
export type Actors = {
  /** The openid of whoever is called so; a new name is a stranger, and keeps its openid. */
  openidOf(name: string): string;
};

/** Casts a talk in a world whose followers have nicknames. */
export function createActors(
  known: readonly { readonly openid: string; readonly nickname?: string }[],
): Actors {
  const openids = new Map<string, string>();
  for (const { openid, nickname } of known) {
    if (nickname !== undefined) openids.set(nickname, openid);
  }
  for (const { openid } of known) openids.set(openid, openid);
  return {
    openidOf(name) {
      const openid =
        openids.get(name) ??
        (openidProblem(name) === undefined ? name : `oStranger${openids.size + 1}`);
      openids.set(name, openid);
      return openid;
    },
  };
}
