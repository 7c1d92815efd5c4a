import { expect } from "chai";
import { asks } from "../../src/conversation/asks.ts";
import { intentOf } from "../../src/conversation/intent.ts";
import { says } from "../support/callbacks.ts";
import { upTo } from "../support/assistant-on-store.ts";
import { codeAsked, minute } from "./code-asked.ts";
import { decide } from "./decide.ts";

describe("a code", () => {
  it("dies at its fifth wrong try, whatever the day allows", () => {
    const { code, wrong, say } = codeAsked({
      wrongCodesPerDay: 10,
      wrongCodesPerContactPerDay: 20,
    });
    const [right, other] = [code(), wrong()];
    expect(upTo(5).map(() => say(other))).to.deep.equal(upTo(5).map(() => "code-wrong"));
    expect(say(right)).to.equal("prompted");
  });

  it("is good at its fifth try", () => {
    const { code, wrong, say } = codeAsked();
    const right = code();
    for (const _ of upTo(4)) say(wrong());
    expect(say(right)).to.equal("bound");
  });

  it("is good until the moment of its expiry, and not at it", () => {
    const last = codeAsked();
    last.town.now += 10 * minute - 1;
    expect(last.say(last.code())).to.equal("bound");
    const late = codeAsked();
    late.town.now += 10 * minute;
    expect(late.say(late.code())).to.equal("code-expired");
  });

  it("is told to have expired from that moment on, whatever is said", () => {
    const { town, say, conversation } = codeAsked();
    town.now += 10 * minute - 1;
    expect(say("你好")).to.equal("code-awaited");
    town.now += 1;
    expect(say("你好")).to.equal("code-expired");
    expect(conversation().phase).to.equal("asking-contact");
  });

  it("is not looked at once it has expired, and costs no try", () => {
    const { town, conversation, code } = codeAsked();
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

  it("is spent on binding: leaving and coming back, it is no longer one", () => {
    const { code, say, leave, follow } = codeAsked();
    const right = code();
    expect([say(right), say(right)]).to.deep.equal(["bound", "already-followed"]);
    leave();
    expect(follow()).to.equal("prompted");
    expect(say(right)).to.equal("prompted");
  });

  it("is spent also where it was right and nobody could be bound", () => {
    const full = codeAsked({}, 0);
    const right = full.code();
    expect(full.say(right)).to.equal("seats-full");
    expect(full.conversation().phase).to.equal("asking-contact");
    expect(full.say(right)).to.equal("prompted");
    for (const change of [{ enabled: false }, { boundTo: "oSomebodyElse" }]) {
      const { town, code, say } = codeAsked();
      const mine = code();
      const wei = town.book.get("wei");
      if (wei === undefined) throw new Error("wei is in the book");
      town.book.set("wei", { ...wei, ...change });
      expect(say(mine)).to.be.oneOf(["member-disabled", "already-bound"]);
      town.book.set("wei", wei);
      expect(say(mine)).to.equal("prompted");
    }
  });

  it("proves nothing once its contact has moved: not the member, nor whose it is now", () => {
    const moved = codeAsked();
    const right = moved.code();
    const wei = moved.town.book.get("wei");
    if (wei === undefined) throw new Error("wei is in the book");
    moved.town.book.set("wei", { ...wei, mobile: "+8613800000009" });
    moved.town.book.set("na", { ...wei, userid: "na", name: "李娜" });
    expect(moved.say(right)).to.equal("code-expired");
    expect([...moved.town.book.values()].filter(({ boundTo }) => boundTo)).to.deep.equal([]);

    const { town, conversation, code } = codeAsked();
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

  it("of a decoy is never right", () => {
    const { town, conversation, code, say } = codeAsked({ disclosure: "neutral" });
    town.now += 2 * minute;
    expect(say("13900009999")).to.equal("code-sent");
    expect(conversation()).to.not.have.nested.property("challenge.userid");
    expect(say(code())).to.equal("code-wrong");
  });
});
