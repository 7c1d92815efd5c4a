import { expect } from "chai";
import { freshConversation, type Conversation } from "../../src/domain/conversation.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import { rememberedEvents, standingAfter, type Standing } from "../../src/domain/standing.ts";

const stranger = freshConversation;
const asking: Conversation = { ...freshConversation, phase: "asking-contact" };
const confirming: Conversation = {
  ...freshConversation,
  phase: "confirming",
  userid: "zhang.wei",
  name: "张伟",
};
const followed: Conversation = { ...confirming, phase: "followed" };
const now = 1_000;

const unverified: Standing = { status: "unverified", since: 1, events: [] };
const bound: Standing = { status: "confirming", userid: "zhang.wei", since: 1, events: [] };
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
      const after = standingAfter(before, { conversation, outcome }, now);
      expect(after?.events[0]).to.include({ became, at: 1_000 });
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
      expect(standingAfter(before, { conversation, outcome }, now)).to.equal(undefined);
    }
  });

  it("names the member whom the follower was bound to until then", () => {
    const after = standingAfter(follows, { conversation: stranger, outcome: "released" }, now);
    const released = { became: "released", at: now, userid: "zhang.wei" };
    expect(after).to.deep.equal({ status: "none", since: now, events: [released] });
  });

  it("stands in front of what became of the follower before, as far as that is remembered", () => {
    let standing: Standing | undefined;
    for (let turn = 0; turn < rememberedEvents; turn += 1) {
      standing = standingAfter(standing, { conversation: asking, outcome: "prompted" }, turn);
      standing = standingAfter(standing, { conversation: stranger, outcome: "unfollowed" }, turn);
    }
    expect(standing?.events).to.have.length(rememberedEvents);
    expect(standing?.events.slice(0, 2).map(({ became }) => became)).to.deep.equal([
      "unfollowed",
      "unverified",
    ]);
  });
});
