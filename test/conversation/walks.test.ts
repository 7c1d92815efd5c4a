import { expect } from "chai";
import { deleteMember } from "../../src/addressbook/members/delete.ts";
import { disableMember, enableMember } from "../../src/addressbook/members/enable.ts";
import { updateMember } from "../../src/addressbook/members/update.ts";
import { broughtToToday } from "../../src/conversation/limits.ts";
import { rememberedCalls } from "../../src/conversation/memory.ts";
import fc from "fast-check";
import { converse } from "../../src/conversation/converse.ts";
import type { Input } from "../../src/conversation/turn.ts";
import { contactKey } from "../../src/domain/contact.ts";
import { outcomes } from "../../src/domain/outcome.ts";
import { memberOf } from "../../src/domain/conversation.ts";
import type { Profile } from "../../src/domain/follower.ts";
import type { Member } from "../../src/domain/member.ts";
import { statusOf } from "../../src/domain/phase.ts";
import { isReached, type Reach } from "../../src/domain/reach.ts";
import type { Settings } from "../../src/domain/settings.ts";
import { dayOf } from "../../src/domain/time.ts";
import type { Outgoing } from "../../src/records/outbox.ts";
import { scaled } from "../support/sizes.ts";
import { createTown, type Step, type Town } from "./town.ts";

const walks = scaled(5_000);
const seats = 2;

const members: readonly Member[] = [
  {
    userid: "wei",
    name: "张伟",
    department: [1],
    mobile: "+8613800000001",
    email: "wei@example.com",
    enabled: true,
  },
  { userid: "na", name: "李娜", department: [1], mobile: "+8613800000002", enabled: true },
  { userid: "qiang", name: "王强", department: [1], email: "qiang@example.com", enabled: true },
  { userid: "gone", name: "离职", department: [1], mobile: "+8613800000004", enabled: false },
];
const profiles: readonly Profile[] = [
  { openid: "oMatched", mobile: "+8613800000002" },
  { openid: "oOne" },
  { openid: "oTwo" },
  { openid: "oThree" },
];
const contacts = [
  "13800000001",
  "138 0000 0002",
  "QIANG@example.com",
  "13800000004",
  "13900009999",
  "wei@example.com",
  "13800000001 或 wei@example.com",
];

type Simple =
  "follow" | "unfollow" | "enter" | "tap" | "picture" | "chat" | "resend" | "change" | "help";

type Command =
  | { readonly do: Simple }
  | { readonly do: "contact"; readonly index: number }
  | { readonly do: "code"; readonly which: "right" | "wrong" | "old" | "others" | "full-width" }
  | { readonly do: "again"; readonly back: number }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "settings"; readonly patch: Partial<Settings> }
  | { readonly do: "reach"; readonly reach: Reach }
  | {
      readonly do: "act";
      readonly act: "bind" | "release" | "unlock" | "confirm";
      readonly index: number;
    }
  | { readonly do: "book"; readonly change: "disable" | "delete" | "move"; readonly index: number };

function simple(...names: Simple[]): fc.Arbitrary<Command> {
  return fc.constantFrom(...names).map((name) => ({ do: name }));
}

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: simple("follow") },
  {
    weight: 4,
    arbitrary: simple("unfollow", "enter", "tap", "picture", "chat", "resend", "change", "help"),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("contact" as const),
      index: fc.nat(contacts.length - 1),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("code" as const),
      which: fc.constantFrom("right", "wrong", "wrong", "old", "others", "full-width"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("again" as const), back: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 61_000, 599_000, 600_000, 3_600_000, 86_400_000, -7_200_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Partial<Settings>>(
        { wrongCodesPerDay: 3 },
        { wrongCodesPerDay: 10 },
        { codeLength: 8 },
        { disclosure: "neutral" },
        { disclosure: "faithful" },
        { lockedReply: "明天再试" },
        { lockedReply: "" },
        { autoMatch: "off" },
        { language: "en" },
        { timeZone: "America/New_York" },
        { secondVerification: { enabled: true, url: "https://example.com/" } },
        { secondVerification: { enabled: false, url: "" } },
        { wrongCodesPerContactPerDay: 5 },
        { sendsPerDay: 10 },
      )
      .map((patch) => ({ do: "settings" as const, patch })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("reach" as const),
      reach: fc.constantFrom<Reach>("both", "both", "sms", "mail"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("act" as const),
      act: fc.constantFrom("bind", "release", "unlock", "confirm", "confirm"),
      index: fc.nat(3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("book" as const),
      change: fc.constantFrom("disable", "delete", "move"),
      index: fc.nat(3),
    }),
  },
);

const walk = fc.array(fc.tuple(fc.constantFrom(0, 1, 1, 1, 1, 2, 3), command), {
  minLength: 20,
  maxLength: 60,
  size: "max",
});

type Walk = [commands: [who: number, Command][], secondVerification: boolean];

const [matched, one, two] = [0, 1, 2];
const times = (count: number, ...steps: [number, Command][]): [number, Command][] =>
  Array.from({ length: count }, () => steps).flat();
const gives = (who: number, index: number): [number, Command] => [who, { do: "contact", index }];
const tries = (who: number, which: "right" | "wrong"): [number, Command] => [
  who,
  { do: "code", which },
];

/** Walks to what chance seldom comes by; every run has them, so every outcome is met. */
const seldom: readonly Walk[] = [
  // sends-used-up
  [
    [[one, { do: "follow" }], ...times(6, gives(one, 0), [one, { do: "wait", ms: 3_600_000 }])],
    false,
  ],
  // seats-full
  [
    [
      [matched, { do: "follow" }],
      [one, { do: "follow" }],
      gives(one, 0),
      tries(one, "right"),
      [two, { do: "follow" }],
      gives(two, 2),
      tries(two, "right"),
    ],
    false,
  ],
  // locked-today, unlocked
  [
    [
      [one, { do: "follow" }],
      gives(one, 0),
      ...times(5, tries(one, "wrong")),
      [one, { do: "chat" }],
      [one, { do: "act", act: "unlock", index: 0 }],
    ],
    false,
  ],
  // confirm-elsewhere, followed
  [
    [
      [matched, { do: "follow" }],
      [matched, { do: "act", act: "confirm", index: 0 }],
    ],
    true,
  ],
];

describe(`random walks over the conversation (${walks} of them)`, () => {
  it("hold every invariant at every step", async function () {
    this.timeout(120_000);
    let steps = 0;
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(walk, fc.boolean(), async (commands, enabled) => {
        const settings = { secondVerification: { enabled, url: "https://e.cn/" } };
        const town = await createTown({ members, profiles, seats, settings });
        const observed = createObserved(town);
        for (const [index, wanted] of commands) {
          const step = await observed.perform(profiles[index]?.openid ?? "", wanted);
          steps += 1;
          if (step?.turn !== undefined) met.add(step.turn.outcome);
        }
      }),
      { numRuns: walks, examples: [...seldom] },
    );
    const never = outcomes.filter((outcome) => !met.has(outcome));
    expect(never, "outcomes that no walk met").to.deep.equal([]);
    console.log(`      ${steps} steps met all ${met.size} outcomes`);
  });
});

/** Walks through a town and checks after each step what must always hold. */
function createObserved(town: Town) {
  const accepted = new Set<string>();
  const wrong = new Map<string, number>();
  const wrongOfContact = new Map<string, number>();
  const delivered: Input[] = [];
  let moment = 0;

  async function perform(follower: string, wanted: Command): Promise<Step | undefined> {
    if (wanted.do === "wait") town.now += wanted.ms;
    else if (wanted.do === "settings") await town.set(wanted.patch);
    else if (wanted.do === "reach") town.reach = wanted.reach;
    else if (wanted.do === "book") await changeBook(wanted);
    else {
      town.now += 1000;
      const input =
        wanted.do === "again" ? delivered.at(-1 - wanted.back) : inputOf(follower, wanted);
      if (input === undefined) return undefined;
      if ("createTime" in input) delivered.push(input);
      const step = await town.step(input);
      if (wanted.do === "again") redelivered(step);
      if (step.turn !== undefined) settled(step, input);
      return step;
    }
    return undefined;
  }

  async function changeBook({ change, index }: Extract<Command, { do: "book" }>): Promise<void> {
    const member = town.memberOf(members[index]?.userid ?? "");
    if (member === undefined) return;
    const { userid, enabled, boundTo } = member;
    const step = await town.changeBook((book) => {
      if (change === "delete") return book.carryOut(deleteMember, { userid });
      if (change === "move")
        return book.carryOut(updateMember, { userid, mobile: "+8613800000009" });
      return book.carryOut(enabled ? disableMember : enableMember, { userid });
    });
    expect(step !== undefined, "whoever is bound is released").to.equal(
      change === "delete" && boundTo !== undefined,
    );
    if (step !== undefined) settled(step, { kind: "release", follower: boundTo ?? "" });
  }

  function inputOf(follower: string, wanted: Command): Input | undefined {
    moment += 1;
    const common = { follower, account: "acme", agent: 0, createTime: moment, fields: {} };
    const happened = { ...common, eventKey: "" };
    const said = (text: string): Input => ({
      ...common,
      kind: "said",
      text,
      messageId: String(moment),
    });
    switch (wanted.do) {
      case "follow":
        return { ...happened, kind: "followed" };
      case "unfollow":
        return { ...happened, kind: "unfollowed" };
      case "enter":
        return { ...happened, kind: "entered" };
      case "tap":
        return { ...happened, kind: "tapped", eventKey: "help" };
      case "picture":
        return {
          ...common,
          kind: "image",
          messageId: String(moment),
          mediaId: "m",
          pictureUrl: "",
        };
      case "chat":
        return said("你好 12345");
      case "contact":
        return said(contacts[wanted.index] ?? "");
      case "code":
        return said(codeFor(follower, wanted.which));
      case "act":
        return actOf(follower, wanted);
      case "resend":
      case "change":
      case "help":
        return said(wanted.do);
      default:
        return undefined;
    }
  }

  function actOf(follower: string, { act, index }: Extract<Command, { do: "act" }>): Input {
    return act === "bind"
      ? { kind: act, follower, userid: members[index]?.userid ?? "" }
      : { kind: act, follower };
  }

  function codeFor(follower: string, which: string): string {
    const conversation = town.conversationOf(follower);
    const mine = town.sent().filter((send) => send.follower === follower);
    const others = town.sent().filter((send) => send.follower !== follower);
    const of = (send: Outgoing | undefined): string =>
      send === undefined ? "000000" : town.codeOf(send.follower, send.challenge);
    if (which === "old") return of(mine.at(-2));
    if (which === "others") return of(others.at(-1));
    if (conversation.phase !== "asking-code" || which === "wrong") return "000000";
    const right = town.codeOf(follower, conversation.challenge);
    if (which === "right") return right;
    return Array.from(right, (digit) => String.fromCharCode(0xff10 + Number(digit))).join(" ");
  }

  function redelivered({ turn, before, after }: Step): void {
    // Whatever was answered or changed something is remembered; the rest changed nothing then.
    if (turn === undefined) expect(after).to.equal(before);
  }

  function settled({ before, after, turn, judged, context }: Step, input: Input): void {
    if (turn === undefined || context === undefined) return;
    judgedOnce(judged, turn.outcome, input.follower);
    if (turn.outcome === "unlocked") forgetWrong(input.follower);
    pure(before, input, context, turn);
    for (const effect of turn.effects) {
      if (effect.type !== "send-code") continue;
      expect(isReached(effect.challenge.contact, town.reach), "a courier").to.equal(true);
    }
    const bound = town.bound();
    expect(bound.length, "seats").to.equal(town.seatsTaken()).and.at.most(seats);
    const userids = new Set(bound.map(([, userid]) => userid));
    expect(userids.size, "one follower a member").to.equal(bound.length);
    for (const [openid, userid] of bound) {
      const member = town.memberOf(userid);
      if (member !== undefined) expect(member.boundTo).to.equal(openid);
    }
    const isBound = ["confirming", "followed"].includes(statusOf(after.phase));
    expect(memberOf(after) !== undefined, "a member, if one has been proved").to.equal(isBound);
    if (
      turn.outcome === "locked-today" &&
      turn.replies.length === 0 &&
      before.phase !== "stranger" &&
      // What lies on a later day is brought to today, once.
      broughtToToday(before, town.settings, town.now) === before
    ) {
      expect(after, "a locked follower costs no message").to.equal(before);
    }
    const reads = turn.replies.map((reply) => (reply.type === "text" ? reply.text : "")).join();
    expect(turn.replies.length).to.be.at.most(1);
    if (/成功|Verified/.test(reads)) expect(turn.outcome).to.be.oneOf(["bound", "followed"]);
    expect(rememberedCalls(after.memory)).to.be.at.most(32);
    expect(Buffer.byteLength(JSON.stringify(after.memory))).to.be.at.most(8192);
  }

  function judgedOnce(judged: Step["judged"], outcome: string, follower: string): void {
    if (judged === undefined) return;
    const { challenge, right } = judged;
    const { date } = dayOf(town.now, town.settings.timeZone);
    if (right && ["bound", "confirm-elsewhere"].includes(outcome)) {
      expect(accepted.has(challenge.id), "a code works once").to.equal(false);
      accepted.add(challenge.id);
      const issued = town.sent().find((send) => send.challenge.id === challenge.id);
      expect(issued?.follower, "and for the follower it was made for").to.equal(follower);
      expect(town.now).to.be.below(challenge.expires);
    }
    if (outcome !== "code-wrong") return;
    const mine = `${follower} ${date} ${town.settings.timeZone}`;
    const contact = `${contactKey(challenge.contact)} ${date}`;
    wrong.set(mine, (wrong.get(mine) ?? 0) + 1);
    expect(wrong.get(mine), "wrong codes a follower and day").to.be.at.most(10);
    wrongOfContact.set(contact, (wrongOfContact.get(contact) ?? 0) + 1);
    expect(wrongOfContact.get(contact), "wrong codes a contact and day").to.be.at.most(10);
    expect(right && challenge.userid !== undefined).to.equal(false);
  }

  function forgetWrong(follower: string): void {
    for (const name of wrong.keys()) if (name.startsWith(`${follower} `)) wrong.delete(name);
  }

  function pure(
    before: Step["before"],
    input: Input,
    context: NonNullable<Step["context"]>,
    turn: NonNullable<Step["turn"]>,
  ): void {
    const copy = JSON.parse(JSON.stringify(before)) as Step["before"];
    const again = converse(deepFreeze(copy), input, context);
    expect(JSON.stringify(again), "a JSON round trip changes nothing").to.equal(
      JSON.stringify(turn),
    );
  }
  return { perform };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

describe("the day's limit", () => {
  it("is exact: whatever is tried, no more wrong codes are judged than the limit says", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 10 }),
        fc.integer({ min: 1, max: 40 }),
        async (limit, tries) => {
          const settings = { wrongCodesPerDay: limit, sendsPerDay: 10 };
          const town = await createTown({ members, profiles, seats, settings });
          const said = (text: string, moment: number): Promise<Step> => {
            town.now += 61_000;
            return town.step({
              kind: "said",
              follower: "oOne",
              account: "a",
              agent: 0,
              createTime: moment,
              messageId: String(moment),
              text,
              fields: {},
            });
          };
          await said("hello", 0);
          let judged = 0;
          for (let attempt = 1; attempt <= tries; attempt += 1) {
            if (town.conversationOf("oOne").phase === "asking-contact")
              await said(contacts[attempt % 2] ?? "", attempt * 2);
            if ((await said("000000", attempt * 2 + 1)).judged !== undefined) judged += 1;
          }
          expect(judged).to.be.at.most(limit);
        },
      ),
    );
  });
});
