import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { addAdministrator } from "../console/administrators.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { administerAccount, administerSettings } from "./admin/account.ts";
import { administerFollower, administerFollowers, isRef } from "./admin/followers.ts";
import { atTerminal, type Terminal } from "./admin/terminal.ts";
import { unlockSignIn } from "./admin/unlock.ts";
import { called } from "./called.ts";
import { ofTheProcess } from "./say.ts";

/** How the verb is called. */
export const adminUsage = `usage: ${called("admin")} WHAT …
changes the account from a terminal of the machine, also while the server runs; what is changed stands
in the audit log under the name of the system's user
  account [name|level|seats VALUE]   shows the account, or changes it; seats null: no limit
  settings [NAME [VALUE]]            shows settings, or changes one: text as it is, all else as JSON,
                                     null: what a new store has
  followers [WHO] [--status STATUS]  lists followers: short name, status, since, nickname, userid, openid
  release WHO                        ends a follower's binding; the seat is free again
  unlock F-4K7Q                      forgets today's wrong codes of a follower
  unlock [NAME] [--cookie]           lifts the waits after wrong passwords, of NAME or of everybody
    --cookie    prints a cookie that makes a browser known as NAME's: it is held up by no wrong
                passwords but its own; for when somebody goes on trying, and it needs the password too
  add NAME                           adds an administrator, and prints the password this once
WHO is a short name (F-4K7Q), a phone number or e-mail that was tried, an openid, or how a nickname begins`;

/** Does what is asked. Answers 0: done; 1: there is nobody of that name. Throws `BadInputError`. */
export async function admin(
  args: readonly string[],
  config: Config,
  output = ofTheProcess,
): Promise<0 | 1> {
  const call = readCall(args);
  return atTerminal(config, output, (terminal) => carriedOut(terminal, call));
}

type Call = ReturnType<typeof readCall>;

function carriedOut(terminal: Terminal, { what, args, cookie, status }: Call): Promise<0 | 1> {
  const [first] = args;
  switch (what) {
    case "account":
      return administerAccount(terminal, args);
    case "settings":
      return administerSettings(terminal, args);
    case "followers":
      return administerFollowers(terminal, first, status);
    case "release":
      return administerFollower(terminal, "release", first ?? "");
    case "unlock":
      return first !== undefined && isRef(first)
        ? administerFollower(terminal, "unlock", first)
        : unlockSignIn(terminal, first, cookie);
    default:
      return added(terminal, first ?? "");
  }
}

/** How many arguments each takes, at least and at most. */
const counts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  account: [0, 2],
  settings: [0, 2],
  followers: [0, 1],
  release: [1, 1],
  unlock: [0, 1],
  add: [1, 1],
};

function readCall(given: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { cookie: { type: "boolean", default: false }, status: { type: "string" } },
  });
  const [what = "", ...args] = positionals;
  const [least, most] = counts[what] ?? [0, -1];
  if (args.length < least || args.length > most) {
    throw new BadInputError(
      `admin takes ${Object.keys(counts).join(", ")}; ${called("admin")} --help says how`,
    );
  }
  const { cookie, status } = values;
  if (cookie && (what !== "unlock" || args.length === 0)) {
    throw new BadInputError(`--cookie is for unlock NAME: ${called("admin")} unlock NAME --cookie`);
  }
  if (status !== undefined && (what !== "followers" || args.length > 0)) {
    throw new BadInputError("--status lists followers of a status, and goes with no WHO");
  }
  return { what, args, cookie, status };
}

async function added({ parts, who, print }: Terminal, name: string): Promise<0> {
  const { password = "" } = await addAdministrator(parts, who, { name });
  print(`administrator ${name}, password ${password} (made now, shown only this once)`);
  return 0;
}
