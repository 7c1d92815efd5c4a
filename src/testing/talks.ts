import { AssertionError } from "node:assert";
import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { printable } from "../domain/printable.ts";
import { parsePlayable } from "../talk/grammar/parse.ts";
import { playsOf, type Play } from "../talk/play/plays.ts";
import { tellPlayed } from "../talk/report/spec.ts";
import { nameOf, playAndClose } from "../talk/run.ts";
import { targetOf, type BotOptions } from "./bot.ts";

/** Describes a mocha test for each talk in a folder (and for each of its cases). */
export function talks(folder: string, options: { readonly bot?: BotOptions } = {}): void {
  const files = globSync("**/*.talk", { cwd: folder }).sort();
  if (files.length === 0) throw new Error(`${folder} has no .talk files in it`);
  for (const name of files) {
    const file = `${folder.replace(/\/+$/, "")}/${name}`;
    for (const play of playsIn(file)) {
      it(nameOf(play), async () => {
        const played = await playAndClose(play, await targetOf(file, options.bot));
        if (played.verdict === "passed") return;
        throw new AssertionError({ message: printable(tellPlayed(played).join("\n")) });
      });
    }
  }
}

/** Reads what there is to play; a file that cannot be read is a test that says why. */
function playsIn(file: string): readonly Play[] {
  try {
    return playsOf(parsePlayable(file, readFileSync(file, "utf8")));
  } catch (error) {
    it(file, () => {
      throw error;
    });
    return [];
  }
}
