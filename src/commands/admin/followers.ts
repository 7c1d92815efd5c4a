import {
  actOnFollower,
  listFollowers,
  showFollower,
  type FollowerShown,
} from "../../console/followers.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import { parseContact } from "../../domain/contact.ts";
import { statuses } from "../../domain/phase.ts";
import type { Terminal } from "./terminal.ts";

const most = 200;
const shortName = /^F-[0-9A-Z]{4}$/i;

/** Whether an argument is a follower's short name, F-4K7Q. */
export function isRef(argument: string): boolean {
  return shortName.test(argument);
}

/** Lists followers: of a status, those who have had it for longest first, or whom a text finds. */
export async function administerFollowers(
  { print, parts }: Terminal,
  who: string | undefined,
  written: string | undefined,
): Promise<0 | 1> {
  const status = statuses.find((one) => one === written);
  if (written !== undefined && status === undefined) {
    throw new BadInputError(`--status must be one of ${statuses.join(", ")}`);
  }
  const found =
    who === undefined
      ? await listFollowers(parts, { status }, { limit: most })
      : { items: await foundBy({ parts }, who) };
  for (const follower of found.items) print(lineOf(follower));
  if ("next" in found) print(`these are the first ${most}; GET /api/followers lists all`);
  if (found.items.length > 0) return 0;
  print("nobody is found");
  return 1;
}

/** Releases or unlocks the one follower that an argument finds. */
export async function administerFollower(
  terminal: Terminal,
  kind: "release" | "unlock",
  argument: string,
): Promise<0 | 1> {
  const [one, ...more] = await foundBy(terminal, argument);
  if (one === undefined) {
    terminal.complain(`no follower is found by ${argument}`);
    return 1;
  }
  if (more.length > 0) {
    for (const follower of [one, ...more]) terminal.complain(lineOf(follower));
    terminal.complain(`${argument} finds more than one: name the openid`);
    return 1;
  }
  const after = await actOnFollower(terminal.parts, terminal.who, one.openid, { kind });
  terminal.print(`${kind === "release" ? "released" : "unlocked"}: ${lineOf(after)}`);
  return 0;
}

/** Finds people by short name, contact, openid, or the beginning of the nickname. */
async function foundBy(
  { parts }: Pick<Terminal, "parts">,
  argument: string,
): Promise<readonly FollowerShown[]> {
  if (isRef(argument)) return listed(parts, { ref: argument });
  if (parseContact(argument) !== undefined) return listed(parts, { contact: argument });
  const exact = await showFollower(parts, argument).catch((error: unknown) => {
    if (error instanceof BadInputError) return undefined;
    throw error;
  });
  return exact === undefined ? listed(parts, { nickname: argument }) : [exact];
}

async function listed(
  parts: Terminal["parts"],
  filter: Parameters<typeof listFollowers>[1],
): Promise<readonly FollowerShown[]> {
  return (await listFollowers(parts, filter, { limit: most })).items;
}

function lineOf({ ref, status, since, openid, nickname, userid }: FollowerShown): string {
  return [ref, status, since ?? "-", nickname ?? "-", userid ?? "-", openid].join("\t");
}
