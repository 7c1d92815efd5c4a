import { expect } from "chai";
import { freshConversation, type Conversation } from "../../src/domain/conversation.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import { standingAfter, type Standing } from "../../src/domain/standing.ts";

const stranger = freshConversation;
const asking: Conversation = { ...freshConversation, phase: "asking-contact" };
const confirming: Conversation = {
  ...freshConversation,
  phase: "confirming",
  userid: "zhang.wei",
  name: "张伟",
};
const followed: Conversation = { ...confirming, phase: "followed" };
const clocks = { now: 1_000, realNow: 2_000 };

const unverified: Standing = { status: "unverified", since: 1, change: 7 };
const bound: Standing = { status: "confirming", userid: "zhang.wei", since: 1, change: 7 };
const follows: Standing = { ...bound, status: "followed" };

type Case = readonly [Standing | undefined, Conversation, Outcome, string];

describe("what becomes of a follower", () => {
  const cases: readonly Case[] = [
    [undefined, asking, "prompted", "unverified"],
    [undefined, followed, "bound", "bound"],
    [unverified, followed, "bound", "bound"],
    [unverified, confirming, "confirm-elsewhere", "bound"],
    [bound, followed, "followed", "followed"],
    [follows, stranger, "unfollowed", "unfollowed"],
    [follows, stranger, "released", "released"],
    [unverified, stranger, "unfollowed", "unfollowed"],
  ];
  for (const [before, conversation, outcome, became] of cases) {
    const from = before?.status ?? "nobody heard of";
    it(`is ${became} when ${from} comes to ${conversation.phase} by ${outcome}`, () => {
      const after = standingAfter(before, { conversation, outcome }, clocks);
      expect(after?.event).to.include({ became, at: 1_000 });
    });
  }

  it("is nothing while status and member stay as they are", () => {
    const same: readonly Case[] = [
      [undefined, stranger, "ignored", ""],
      [unverified, asking, "contact-unknown", ""],
      [bound, confirming, "confirm-elsewhere", ""],
      [follows, followed, "already-followed", ""],
    ];
    for (const [before, conversation, outcome] of same) {
      expect(standingAfter(before, { conversation, outcome }, clocks)).to.equal(undefined);
    }
  });

  it("names the member whom the follower was bound to until then", () => {
    const after = standingAfter(follows, { conversation: stranger, outcome: "released" }, clocks);
    expect(after?.event).to.deep.equal({ became: "released", at: 1_000, userid: "zhang.wei" });
    expect(after?.standing).to.deep.equal({ status: "none", since: 1_000, change: 8 });
  });

  it("is numbered upwards, from the moment of the first change", () => {
    const first = standingAfter(undefined, { conversation: asking, outcome: "prompted" }, clocks);
    expect(first?.standing.change).to.equal(2_000);
    const turn = { conversation: followed, outcome: "bound" } as const;
    expect(standingAfter(first?.standing, turn, clocks)?.standing.change).to.equal(2_001);
  });
});
