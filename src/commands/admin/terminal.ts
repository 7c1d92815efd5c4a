import { userInfo } from "node:os";
import { createContext } from "../../app/context.ts";
import { openAccountStore } from "../../app/open-account-store.ts";
import type { Config } from "../../config.ts";
import type { AdminParts } from "../../console/parts.ts";
import type { Who } from "../../domain/administration.ts";
import { pepperOf } from "../../records/secrets.ts";
import type { VerbOutput } from "../say.ts";

/** An administrator at a terminal of the machine, and the account that is administered. */
export type Terminal = VerbOutput & {
  readonly config: Config;
  readonly parts: AdminParts;
  readonly who: Who;
};

/** Opens the account's store for a command, also while the server runs, and closes it afterwards. */
export async function atTerminal<T>(
  config: Config,
  output: VerbOutput,
  run: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  // What is wrong with how Redis is set up concerns whoever starts the server.
  const store = await openAccountStore(
    { ...config, redisDurability: "unchecked" },
    () => undefined,
  );
  try {
    const codePepper = config.codePepper ?? (await pepperOf(store));
    const { assistant, fresh, worldNow } = createContext({
      config: { ...config, codePepper },
      store,
    });
    const { acts } = assistant;
    return await run({
      ...output,
      config,
      parts: { store, acts, freshSettings: fresh.settings, realNow: Date.now, worldNow },
      who: whoAtTerminal(),
    });
  } finally {
    await store.close();
  }
}

/** Says who is at the terminal: the system's user, or its number where the user has no name. */
export function whoAtTerminal(): Who {
  try {
    return { via: "terminal", name: userInfo().username };
  } catch {
    // A container may run as a user that its /etc/passwd does not know.
    return { via: "terminal", name: `uid ${process.getuid?.() ?? "unknown"}` };
  }
}
