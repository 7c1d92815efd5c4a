import { expect } from "chai";
import { codeAsked, minute } from "./code-asked.ts";

const phone = "13800000001";

describe("another code to the same contact", () => {
  it("has to be waited for: 60 s, then longer each time", async () => {
    const { town, say } = await codeAsked();
    for (const seconds of [60, 120]) {
      town.now += seconds * 1000 - 1;
      expect(await say(phone)).to.equal("resend-too-soon");
      expect(await say("重发")).to.equal("resend-too-soon");
      town.now += 1;
      expect(await say(phone)).to.equal("code-sent");
    }
  });

  it("is waited for no longer because the clock was set back", async () => {
    const { town, say } = await codeAsked();
    town.now -= 60 * minute;
    expect(await say(phone)).to.equal("code-sent");
    expect(await say(phone)).to.equal("resend-too-soon");
  });

  it("is waited for also where another machine's clock is a little behind", async () => {
    const { town, say } = await codeAsked();
    town.now -= minute;
    expect(await say(phone)).to.equal("resend-too-soon");
    town.now += 2 * minute;
    expect(await say(phone)).to.equal("code-sent");
  });

  it("is the last of a follower's day where the day has two, whichever contact it goes to", async () => {
    const { town, say } = await codeAsked({ sendsPerDay: 2 });
    town.now += minute;
    expect(await say(phone)).to.equal("code-sent");
    town.now += 60 * minute;
    expect(await say(phone)).to.equal("sends-used-up");
    expect(await say("13900009999")).to.equal("sends-used-up");
  });
});
