import { expect } from "chai";
import { asks } from "../../src/conversation/asks.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import { says } from "../support/callbacks.ts";
import { codeAsked, minute, repeated, type CodeAsked } from "./code-asked.ts";

const day = 24 * 60 * minute;

function guess({ say, wrong }: CodeAsked, times: number): Promise<readonly string[]> {
  return repeated(times, () => say(wrong()));
}

describe("the day's wrong codes", () => {
  it("count on when the clock is set back within the day", async () => {
    const asked = await codeAsked();
    await guess(asked, 4);
    asked.town.now -= 60 * minute;
    expect(await asked.say("13800000001")).to.equal("code-sent");
    expect(await guess(asked, 1)).to.deep.equal(["code-wrong"]);
    expect(await asked.say("你好")).to.equal("locked-today");
  });

  it("count on when the clock is set back to another day", async () => {
    const asked = await codeAsked();
    await guess(asked, 4);
    asked.town.now -= day;
    expect(await asked.say("13800000001")).to.equal("code-sent");
    expect(await guess(asked, 1)).to.deep.equal(["code-wrong"]);
    expect(await asked.say("你好")).to.equal("locked-today");
    // The morning after the day on which they were made, they are yesterday's.
    asked.town.now += 2 * day;
    expect(await asked.say("你好")).to.equal("prompted");
  });

  it("count on after unfollowing and following again", async () => {
    const asked = await codeAsked();
    await guess(asked, 4);
    expect(await asked.leave()).to.equal("unfollowed");
    expect(await asked.follow()).to.equal("prompted");
    asked.town.now += minute;
    expect(await asked.say("13800000001")).to.equal("code-sent");
    expect(await guess(asked, 1)).to.deep.equal(["code-wrong"]);
    expect(await asked.say("你好")).to.equal("locked-today");
    await asked.leave();
    expect(await asked.follow()).to.equal("locked-today");
    expect(await asked.say("13800000001")).to.equal("locked-today");
  });

  it("count on after being bound and released, until an administrator forgets them", async () => {
    const asked = await codeAsked();
    await guess(asked, 4);
    expect(await asked.say(asked.code())).to.equal("bound");
    await asked.does({ kind: "release", follower: "oOne" });
    await asked.follow();
    asked.town.now += minute;
    await asked.say("13800000001");
    await guess(asked, 1);
    expect(await asked.say("你好")).to.equal("locked-today");
    expect(await asked.does({ kind: "unlock", follower: "oOne" })).to.equal("unlocked");
    expect(await asked.say("你好")).to.equal("prompted");
  });

  it("leave nothing to be asked about whatever a locked follower says", async () => {
    const asked = await codeAsked({ wrongCodesPerDay: 3 });
    const right = asked.code();
    await guess(asked, 3);
    const locked = asked.conversation();
    const { town } = asked;
    // The code is not dead yet: it is the follower who is not heard.
    const asking = { ...(await codeAsked()).conversation(), wrongAt: locked.wrongAt };
    expect(asking.phase).to.equal("asking-code");
    for (const text of [right, "13800000001", "重发", "你好"]) {
      for (const conversation of [locked, asking]) {
        const input = says("oOne", text);
        const intent = intentOf(conversation, input, town);
        expect(asks(conversation, input, { ...town, intent }), text).to.equal(undefined);
      }
    }
  });
});
