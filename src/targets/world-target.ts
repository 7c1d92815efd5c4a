import { dirname, resolve } from "node:path";
import { firstWorld, readSeedFile } from "../simulator/seed-file.ts";
import type { Arrival, Need, Target } from "../talk/play/target.ts";
import { actionResultOf } from "./acted.ts";
import { createActors } from "./actors.ts";
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
  let actors = createActors([]);
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
      actors = createActors(seed.followers);
    },
    async act(actor, act) {
      const openid = actors.openidOf(actor);
      const pushed = await opened().act(openid, act);
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
      const { openid } = await phones.known(actors.openidOf(actor));
      return factOf(await phones.get(openid), name);
    },
    async close() {
      await world?.close();
    },
  };
}
