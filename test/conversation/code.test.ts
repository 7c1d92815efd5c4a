import { expect } from "chai";
import { asks } from "../../src/conversation/asks.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import { says } from "../support/callbacks.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { codeAsked, minute, repeated, wei } from "./code-asked.ts";
import { decide } from "./decide.ts";

describe("a code", () => {
  it("dies at its fifth wrong try, whatever the day allows", async () => {
    const { code, wrong, say } = await codeAsked({
      wrongCodesPerDay: 10,
      wrongCodesPerContactPerDay: 20,
    });
    const [right, other] = [code(), wrong()];
    expect(await repeated(5, () => say(other))).to.deep.equal(upTo(5).map(() => "code-wrong"));
    expect(await say(right)).to.equal("prompted");
  });

  it("is good at its fifth try", async () => {
    const { code, wrong, say } = await codeAsked();
    const right = code();
    await repeated(4, () => say(wrong()));
    expect(await say(right)).to.equal("bound");
  });

  it("is good until the moment of its expiry, and not at it", async () => {
    const last = await codeAsked();
    last.town.now += 10 * minute - 1;
    expect(await last.say(last.code())).to.equal("bound");
    const late = await codeAsked();
    late.town.now += 10 * minute;
    expect(await late.say(late.code())).to.equal("code-expired");
  });

  it("is told to have expired from that moment on, whatever is said", async () => {
    const { town, say, conversation } = await codeAsked();
    town.now += 10 * minute - 1;
    expect(await say("你好")).to.equal("code-awaited");
    town.now += 1;
    expect(await say("你好")).to.equal("code-expired");
    expect(conversation().phase).to.equal("asking-contact");
  });

  it("is not looked at once it has expired, and costs no try", async () => {
    const { town, conversation, code } = await codeAsked();
    const said = says("oOne", code());
    const before = conversation();
    const { settings, now, history } = town;
    const intent = intentOf(before, said, town);
    const at = (moment: number) => ({ settings, history, now: moment, intent });
    expect(asks(before, said, at(now + 10 * minute - 1))?.kind).to.equal("challenge");
    expect(asks(before, said, at(now + 10 * minute))).to.equal(undefined);
    // Even if somebody had judged it.
    const member = { userid: "wei", name: "张伟", enabled: true };
    for (const codeIsRight of [true, false]) {
      const late = { ...at(now + 10 * minute), reach: "both", challengeId: "2" } as const;
      const turn = decide(before, said, { ...late, full: new Set(), member, codeIsRight });
      expect(turn.outcome).to.equal("code-expired");
      expect(turn.effects).to.deep.equal([]);
      expect(turn.conversation).to.include({ phase: "asking-contact", wrongAt: before.wrongAt });
    }
  });

  it("is spent on binding: leaving and coming back, it is no longer one", async () => {
    const { code, say, leave, follow } = await codeAsked();
    const right = code();
    expect([await say(right), await say(right)]).to.deep.equal(["bound", "already-followed"]);
    await leave();
    expect(await follow()).to.equal("prompted");
    expect(await say(right)).to.equal("prompted");
  });

  it("is spent also where it was right and nobody could be bound", async () => {
    const full = await codeAsked({}, 0);
    const right = full.code();
    expect(await full.say(right)).to.equal("seats-full");
    expect(full.conversation().phase).to.equal("asking-contact");
    expect(await full.say(right)).to.equal("prompted");
    for (const change of [{ enabled: false }, { boundTo: "oSomebodyElse" }]) {
      const { town, code, say } = await codeAsked();
      const mine = code();
      await town.put({ ...wei, ...change });
      expect(await say(mine)).to.be.oneOf(["member-disabled", "already-bound"]);
      await town.put(wei);
      expect(await say(mine)).to.equal("prompted");
    }
  });

  it("proves nothing once its contact has moved: not the member, nor whose it is now", async () => {
    const moved = await codeAsked();
    const right = moved.code();
    await moved.town.put({ ...wei, mobile: "+8613800000009" });
    await moved.town.put({ ...wei, userid: "na", name: "李娜" });
    expect(await moved.say(right)).to.equal("code-expired");
    for (const userid of ["wei", "na"]) {
      expect(moved.town.memberOf(userid)).to.include({ userid }).and.not.have.property("boundTo");
    }

    const { town, conversation, code } = await codeAsked();
    const { settings, history } = town;
    const facts = { settings, history, reach: "both", challengeId: "2" } as const;
    const others = { userid: "na", name: "李娜", enabled: true };
    const turn = decide(conversation(), says("oOne", code()), {
      ...facts,
      now: town.now,
      full: new Set(),
      member: others,
      codeIsRight: true,
    });
    expect(turn.outcome).to.equal("code-expired");
    expect(turn.effects).to.deep.equal([]);
  });

  it("of a decoy is never right", async () => {
    const { town, conversation, code, say } = await codeAsked({ disclosure: "neutral" });
    town.now += 2 * minute;
    expect(await say("13900009999")).to.equal("code-sent");
    expect(conversation()).to.not.have.nested.property("challenge.userid");
    expect(await say(code())).to.equal("code-wrong");
  });
});
