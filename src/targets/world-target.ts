import { dirname, resolve } from "node:path";
import { openidProblem } from "../domain/follower.ts";
import type { Seed } from "../simulator/seed.ts";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import type { Arrival, Need, Target } from "../talk/play/target.ts";
import { actionResultOf } from "./acted.ts";
import { factOf } from "./facts.ts";
import { openWorld, type World, type WorldOverrides } from "./world.ts";

const notYet: Readonly<Partial<Record<Need, string>>> = {
  later: "messages that the account sends by itself, and this assistant sends none",
  app: "apps, which cannot be played yet",
  confirm: "second verification's page, which cannot be played yet",
};

/** Makes a target in this process for the talk of a file; a seed's path counts from its folder. */
export function createWorldTarget(
  file: string,
  overrides: WorldOverrides = {},
): Target & { readonly world: () => World | undefined } {
  let world: World | undefined;
  let openidOf = createActors([]);
  const opened = (): World => {
    if (world === undefined) throw new Error("the world was never made");
    return world;
  };
  return {
    world: () => world,
    patienceMs: 0,
    lacks: (need) => notYet[need],
    async seed(path) {
      const seed = await readSeedFile(
        path === undefined ? firstWorld : resolve(dirname(file), path),
      );
      await world?.close();
      world = await openWorld(seed, overrides);
      openidOf = createActors(seed.followers);
    },
    async act(actor, act) {
      const pushed = await opened().act(openidOf(actor), act);
      return actionResultOf(pushed.delivery, pushed);
    },
    async arrived(): Promise<readonly Arrival[]> {
      await opened().carry();
      return [...(await opened().inbox.list())].reverse();
    },
    heard: () => Promise.resolve([]),
    clock: (text) => opened().clock(text),
    async set(name, value) {
      await opened().set({ [name]: value });
    },
    faults(value) {
      opened().disturb(value);
    },
    async fact(actor, name) {
      const { phones } = opened();
      // Whoever the world does not know is a stranger.
      const { openid } = await phones.known(openidOf(actor));
      return factOf(await phones.get(openid), name);
    },
    async close() {
      await world?.close();
    },
  };
}

/** Finds the openid of an actor by nickname or openid; any other name is a stranger with one of its own. */
function createActors(known: Seed["followers"]): (name: string) => string {
  const openids = new Map<string, string>();
  for (const { openid, nickname = openid } of known) openids.set(nickname, openid);
  for (const { openid } of known) openids.set(openid, openid);
  return (name) => {
    const stranger = openidProblem(name) === undefined ? name : `oStranger${openids.size + 1}`;
    const openid = openids.get(name) ?? stranger;
    openids.set(name, openid);
    return openid;
  };
}
