import { expect } from "chai";
import { createWorldTarget } from "../../src/targets/world-target.ts";
import type { WorldOverrides } from "../../src/targets/world.ts";
import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Played } from "../../src/talk/play/played.ts";
import { playTalk } from "../../src/talk/play/play.ts";
import { playsOf } from "../../src/talk/play/plays.ts";

const file = "again.talk";

async function played(text: string, overrides: WorldOverrides = {}): Promise<Played> {
  const [play] = playsOf(parseTalk(file, text));
  if (play === undefined) throw new Error("there is nothing to play");
  const target = createWorldTarget(file, overrides);
  try {
    return await playTalk(play, target);
  } finally {
    await target.close();
  }
}

let answers = 0;

/** An assistant that answers each delivery in other words, whichever side it comes to. */
const wordy: WorldOverrides["disturb"] = (assistant) => ({
  ...assistant,
  async answer(callback) {
    const answer = await assistant.answer(callback);
    answers += 1;
    return { ...answer, replies: [{ type: "text", text: `nr ${answers}` }] };
  },
});

describe("callbacks that are delivered again", () => {
  for (const faults of [
    '{"duplicate": 2}',
    '{"duplicate": 5}',
    '{"duplicate": 2, "at": "once"}',
    '{"duplicate": 3, "after": 1}',
  ]) {
    it(`bring one code about, and one that works, with ${faults}`, async () => {
      const { verdict, problem } = await played(
        `a ~ follow\n@ faults ${faults}\na > 13800000001\n! sms 13800000001 {{code}}\n` +
          "! sms 13800000001 (nothing)\na > 你好\n! sms 13800000001 (nothing)\n" +
          "a > {{code}}\na < 验证成功，张伟\n",
      );
      expect(problem).to.equal(undefined);
      expect(verdict).to.equal("passed");
    });

    it(`fail the talk when copies are answered differently, with ${faults}`, async () => {
      const { verdict, problem } = await played(`@ faults ${faults}\na > 你好\na > 你好\n`, {
        disturb: wordy,
      });
      expect(verdict).to.equal("failed");
      expect(problem?.message).to.match(/^copy \d was answered otherwise than the first$/);
    });
  }

  it("are so many callbacks as `times` says", async () => {
    const { turns } = await played('@ faults {"duplicate": 2, "times": 2}\na > 1\na > 2\na > 3\n', {
      disturb: wordy,
    });
    expect(turns.map(({ problem }) => problem === undefined)).to.deep.equal([false, false, true]);
  });

  it("say what is wrong with other faults", async () => {
    const bad = await played('@ faults {"duplicate": 1}\na > 1\n');
    expect(bad).to.include({ verdict: "failed" });
    expect(bad.problem?.message).to.match(/^faults read \{"duplicate": 2\}/);
    const unknown = await played('@ faults {"slow": "6s"}\na > 1\n');
    expect(unknown).to.include({ verdict: "not-runnable" });
    expect(unknown.problem?.message).to.equal(
      "line 1 needs the fault slow, which cannot be played yet",
    );
  });
});

describe("a line that nothing arrives", () => {
  it("is about the last act only", async () => {
    const { problem } = await played(
      "a ~ follow\na > 13800000001\na > 你好\n! sms 13800000001 (nothing)\n",
    );
    expect(problem).to.equal(undefined);
  });

  it("fails when something did, and shows it", async () => {
    const { verdict, problem } = await played(
      "a ~ follow\na > 13800000001\n! sms 13800000001 (nothing)\n",
    );
    expect(verdict).to.equal("failed");
    expect(problem).to.include({ message: "something arrived at 13800000001" });
  });
});
