import { basename, dirname, join } from "node:path";
import { expect } from "chai";
import { exploreTarget, type FoundWalk } from "../../src/explore/explore.ts";
import { worldTarget, type ExploreTarget } from "../../src/explore/target.ts";
import { writeFound } from "../../src/explore/write-talk.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import { playTalk } from "../../src/talk/play/play.ts";
import { playsOf } from "../../src/talk/play/plays.ts";
import { runMain } from "../support/child.ts";
import { scaled } from "../support/sizes.ts";
import { planted } from "./planted.ts";

const seed = 1;

describe("walks at random", () => {
  for (const { name, breaks, overrides } of planted) {
    it(`find a world that ${name}, and write a talk that shows it`, async function () {
      this.timeout(180_000);
      const broken = await worldTarget(overrides);
      const found = await searched(broken);
      expect(found?.walked.violation.name).to.equal(breaks);
      if (found === undefined) return;
      const seedName = basename(broken.seedFile ?? "");
      const { text } = writeFound(found, { searchSeed: seed, seedName });
      expect(text.split("\n")[0]).to.match(new RegExp(`^# ${breaks}: `));
      expect(text).to.contain("--seed 1 in walk");
      expect(text.trim().split("\n").length).to.be.at.most(12);
      expect(await verdictOf(text, broken), text).to.equal("failed");
      expect(await verdictOf(text, await worldTarget()), text).to.equal("passed");
    });
  }

  it("find nothing in the program as it is, and say how far they went", async function () {
    this.timeout(180_000);
    const seconds = String(scaled(30));
    const { code, out } = await runMain(["explore", "--seed", "1", "--seconds", seconds]);
    expect(code, out.join("\n")).to.equal(0);
    expect(out.at(-1)).to.match(
      /^nothing found: \d+ walks, \d+ steps; met \d+ of 23 outcomes, not .*released, unlocked$/,
    );
  });
});

async function searched(explored: ExploreTarget): Promise<FoundWalk | undefined> {
  const { found } = await exploreTarget(explored, { seed, forMs: 60_000, told: () => undefined });
  return found;
}

/** Plays a talk that lies beside the seed of the walks. */
async function verdictOf(text: string, explored: ExploreTarget): Promise<string> {
  const file = join(dirname(explored.seedFile ?? ""), "found.talk");
  const [play] = playsOf(parseTalk(file, text));
  if (play === undefined) throw new Error("there is nothing to play");
  const target = explored.play(file);
  try {
    return (await playTalk(play, target)).verdict;
  } finally {
    await target.close();
  }
}
