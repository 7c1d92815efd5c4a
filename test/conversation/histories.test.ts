import { expect } from "chai";
import fc from "fast-check";
import type { Member } from "../../src/domain/member.ts";
import { follows, says, unfollows } from "../support/callbacks.ts";
import { scaled } from "../support/sizes.ts";
import { codeAsked, minute } from "./code-asked.ts";
import { createTown, type Town } from "./town.ts";

describe("a code in another history of the data", () => {
  it("has expired, right or wrong, and costs no try", async () => {
    for (const which of ["code", "wrong"] as const) {
      const asked = await codeAsked();
      const tried = asked[which]();
      asked.town.history = "after a restart";
      expect(await asked.say(tried)).to.equal("code-expired");
      expect(asked.conversation()).to.include({ phase: "asking-contact" });
      expect(asked.conversation().wrongAt).to.deep.equal([]);
    }
  });

  it("has expired whatever is said, but another one can be sent to its contact", async () => {
    const asked = await codeAsked();
    asked.town.history = "after a restart";
    expect(await asked.say("你好")).to.equal("code-expired");
    const again = await codeAsked();
    again.town.history = "after a restart";
    again.town.now += 2 * minute;
    expect(await again.say("重发")).to.equal("code-sent");
    expect(await again.say(again.code())).to.equal("bound");
  });

  const walks = scaled(2_000);

  it(`is accepted once, however often what was kept is forgotten, in ${walks} walks`, async () => {
    const accepted = { times: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40, size: "max" }),
        async (steps) => {
          accepted.times += await walkThrough(steps);
        },
      ),
      { numRuns: walks },
    );
    expect(accepted.times).to.be.above(walks / 10);
  });
});

const step = fc.constantFrom(
  ...(["follow", "leave", "contact", "right", "right", "keep", "forget"] as const),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const members: readonly Member[] = ["1", "2"].map((digit) => ({
  userid: `member-${digit}`,
  name: "员工",
  department: [1],
  mobile: `+861380000000${digit}`,
  enabled: true,
}));

/** Has one follower go through steps; answers how many codes were accepted, none of them twice. */
async function walkThrough(steps: readonly Step[]): Promise<number> {
  const town = await createTown({ members, profiles: [{ openid: "oOne" }], seats: 9 });
  const accepted = new Set<string>();
  let putBack = town.snapshot();
  for (const [index, wanted] of steps.entries()) {
    town.now += 2 * minute;
    if (wanted === "keep") putBack = town.snapshot();
    else if (wanted === "forget") {
      putBack();
      town.history = `after ${index}`;
    } else {
      const { turn, judged } = await town.step(inputOf(town, wanted, index));
      if (turn?.outcome !== "bound" || judged === undefined) continue;
      expect(accepted.has(judged.challenge.id), "a code works once").to.equal(false);
      accepted.add(judged.challenge.id);
    }
  }
  return accepted.size;
}

function inputOf(town: Town, wanted: Step, index: number) {
  if (wanted === "follow") return follows("oOne");
  if (wanted === "leave") return unfollows("oOne");
  if (wanted === "contact") return says("oOne", `1380000000${1 + (index % 2)}`);
  const conversation = town.conversationOf("oOne");
  const isAsked = conversation.phase === "asking-code";
  return says("oOne", isAsked ? town.codeOf("oOne", conversation.challenge) : "000000");
}
