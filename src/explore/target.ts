import { fileURLToPath } from "node:url";
import { BadInputError } from "../domain/bad-input.ts";
import { parseContact, writtenContact } from "../domain/contact.ts";
import { createBotTarget, type Bot } from "../targets/bot-target.ts";
import { createWorldTarget } from "../targets/world-target.ts";
import type { WorldOverrides } from "../targets/world.ts";
import { defaultSettings, patchSettings, type Settings } from "../domain/settings.ts";
import { readSeedFile } from "../simulator/seed-file.ts";
import type { Target } from "../talk/play/target.ts";
import { invariants, type Invariant } from "./invariants/invariants.ts";
import type { KnownContact, Person } from "./observed.ts";

/** Where walks are made: a world of our own, or somebody's bot. */
export type ExploreTarget = {
  /** Makes a place for one walk, with nobody in it who was met before. */
  open(): Promise<WalkTarget>;
  /** Makes the target of a talk that lies in a file. */
  play(file: string): Target;
  readonly people: readonly Pick<Person, "name" | "matches">[];
  readonly contacts: readonly KnownContact[];
  readonly seats: number;
  /** What is set from the beginning, beyond the usual. */
  readonly settings: Partial<Settings>;
  /** What is judged here. */
  readonly invariants: readonly Invariant[];
  /** The seed that a talk needs to meet the same people, if they are not the first world's. */
  readonly seedFile: string | undefined;
};

/** A place for one walk, and when it begins there: `2015-06-01 09:00:00`. */
export type WalkTarget = { readonly target: Target; readonly begins: string };

/** The world that walks are made in. The bundle, `dist/bin`, lies as deep as this. */
const seedFile = fileURLToPath(new URL("../../fixtures/explore.yaml", import.meta.url));

const strangers = ["13900009999", "nobody@example.com"];

/** Explores worlds in this process; `overrides`: what tests put in them. */
export async function worldTarget(overrides: WorldOverrides = {}): Promise<ExploreTarget> {
  const { members, followers, account, settings } = await readSeedFile(seedFile);
  const contacts = members.flatMap(({ userid, mobile, email }) =>
    [mobile, email].flatMap((to) => (to === undefined ? [] : contactOf(to, userid))),
  );
  const matched = followers.map(({ nickname = "", mobile }) => {
    const matches = members.find((member) => member.mobile === mobile)?.userid;
    return { name: nickname, matches };
  });
  return {
    play: (file) => createWorldTarget(file, overrides),
    async open() {
      const target = createWorldTarget(seedFile, overrides);
      await target.seed(seedFile);
      return { target, begins: "2015-06-01 09:00:00" };
    },
    people: [...strangersNamed("one", "two", "three"), ...matched],
    contacts: [...contacts, ...strangers.flatMap((to) => contactOf(to, undefined))],
    seats: account.seats ?? Infinity,
    settings: readSettings(settings),
    invariants,
    seedFile,
  };
}

/** Explores a bot; `book`: contacts that it knows. */
export function botTarget(bot: Bot, book: readonly string[]): ExploreTarget {
  let day = 0;
  return {
    play: (file) => createBotTarget(file, bot),
    async open() {
      const target = createBotTarget("explore", bot);
      await target.seed(undefined);
      // A day of its own: what others said before counts for that day's limits.
      day += 1;
      const date = new Date(Date.UTC(2016, 0, day)).toISOString().slice(0, 10);
      if (target.lacks("clock") === undefined) await target.clock(`${date} 09:00`);
      return { target, begins: `${date} 09:00:00` };
    },
    people: strangersNamed("one", "two", "three"),
    contacts: [
      ...book.flatMap((to) => contactOf(to, to)),
      ...strangers.flatMap((to) => contactOf(to, undefined)),
    ],
    seats: Infinity,
    settings: {},
    invariants: invariants.filter(
      ({ holds }) =>
        holds === "anywhere" || (holds === "with-inbox" && bot.simulator !== undefined),
    ),
    seedFile: undefined,
  };
}

function readSettings(patch: Readonly<Record<string, unknown>>): Settings {
  const patched = patchSettings(defaultSettings, patch);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  return patched.settings;
}

function strangersNamed(...names: readonly string[]): ExploreTarget["people"] {
  return names.map((name) => ({ name, matches: undefined }));
}

function contactOf(written: string, userid: string | undefined): readonly KnownContact[] {
  const contact = parseContact(written);
  return contact === undefined ? [] : [{ to: writtenContact(contact), userid }];
}
