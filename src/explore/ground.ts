import { fileURLToPath } from "node:url";
import { BadInputError } from "../domain/bad-input.ts";
import { parseContact, writtenContact } from "../domain/contact.ts";
import { createBotStage, type Bot } from "../stage/bot-stage.ts";
import { createWorldStage } from "../stage/world-stage.ts";
import { defaultSettings, patchSettings, type Settings } from "../domain/settings.ts";
import { readSeedFile } from "../simulator/seed-file.ts";
import type { Stage } from "../talk/play/stage.ts";
import { invariants, type Invariant } from "./invariants/invariants.ts";
import type { Contact, Person } from "./ledger.ts";

/** Where walks are made: a world of our own, or somebody's bot. */
export type Ground = {
  /** Makes a place for one walk, with nobody in it who was met before. */
  open(): Promise<Place>;
  /** Makes the stage of a talk that lies in a file. */
  play(file: string): Stage;
  readonly people: readonly Pick<Person, "name" | "matches">[];
  readonly contacts: readonly Contact[];
  readonly seats: number;
  /** What is set from the beginning, beyond the usual. */
  readonly settings: Partial<Settings>;
  /** What is judged here. */
  readonly invariants: readonly Invariant[];
  /** The seed that a talk needs to meet the same people, if they are not the first world's. */
  readonly seedFile: string | undefined;
};

/** A place for one walk, and when it begins there: `2015-06-01 09:00:00`. */
export type Place = { readonly stage: Stage; readonly begins: string };

/** The world that walks are made in. The bundle, `dist/bin`, lies as deep as this. */
const seedFile = fileURLToPath(new URL("../../fixtures/explore.yaml", import.meta.url));

const strangers = ["13900009999", "nobody@example.com"];

/** Makes the ground of worlds in this process. */
export async function worldGround(): Promise<Ground> {
  const { members, followers, account, settings } = await readSeedFile(seedFile);
  const contacts = members.flatMap(({ userid, mobile, email }) =>
    [mobile, email].flatMap((to) => (to === undefined ? [] : contactOf(to, userid))),
  );
  const matched = followers.map(({ nickname = "", mobile }) => {
    const matches = members.find((member) => member.mobile === mobile)?.userid;
    return { name: nickname, matches };
  });
  return {
    play: createWorldStage,
    async open() {
      const stage = createWorldStage(seedFile);
      await stage.seed(seedFile);
      return { stage, begins: "2015-06-01 09:00:00" };
    },
    people: [...strangersNamed("one", "two", "three"), ...matched],
    contacts: [...contacts, ...strangers.flatMap((to) => contactOf(to, undefined))],
    seats: account.seats,
    settings: readSettings(settings),
    invariants,
    seedFile,
  };
}

/** Makes the ground of a bot; `book`: contacts that it knows. */
export function botGround(bot: Bot, book: readonly string[]): Ground {
  let day = 0;
  return {
    play: (file) => createBotStage(file, bot),
    async open() {
      const stage = createBotStage("explore", bot);
      await stage.seed(undefined);
      // A day of its own: what others said before counts for that day's limits.
      day += 1;
      const date = new Date(Date.UTC(2016, 0, day)).toISOString().slice(0, 10);
      if (stage.lacks("clock") === undefined) await stage.clock(`${date} 09:00`);
      return { stage, begins: `${date} 09:00:00` };
    },
    people: strangersNamed("one", "two", "three"),
    contacts: [
      ...book.flatMap((to) => contactOf(to, to)),
      ...strangers.flatMap((to) => contactOf(to, undefined)),
    ],
    seats: Infinity,
    settings: {},
    invariants: invariants.filter(
      ({ holds }) => holds === "anywhere" || (holds === "with-inbox" && bot.desk !== undefined),
    ),
    seedFile: undefined,
  };
}

function readSettings(patch: Readonly<Record<string, unknown>>): Settings {
  const patched = patchSettings(defaultSettings, patch);
  if ("problems" in patched) throw new BadInputError(patched.problems.join("; "));
  return patched.settings;
}

function strangersNamed(...names: readonly string[]): Ground["people"] {
  return names.map((name) => ({ name, matches: undefined }));
}

function contactOf(written: string, userid: string | undefined): readonly Contact[] {
  const contact = parseContact(written);
  return contact === undefined ? [] : [{ to: writtenContact(contact), userid }];
}
