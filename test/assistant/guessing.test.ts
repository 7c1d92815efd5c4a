import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Contact } from "../../src/domain/contact.ts";
import { freshConversation, type Challenge } from "../../src/domain/conversation.ts";
import { putClockOffset } from "../../src/records/clock.ts";
import { createCodeMaker } from "../../src/records/codes.ts";
import { putConversation } from "../../src/records/conversations.ts";
import { follows, says, unfollows } from "../support/callbacks.ts";
import {
  createOnStore,
  fill,
  memberNumber,
  otherThan,
  phoneNumber,
  upTo,
  type AssistantOnStore,
} from "../support/assistant-on-store.ts";
import { describeOnEachEngine } from "../support/engines.ts";
import { inParallel, tally } from "../support/in-parallel.ts";
import { scaled } from "../support/sizes.ts";

const many = { level: "certified", seats: 1_000_000 } as const;

describeOnEachEngine("guessing a code", (open) => {
  const users = scaled(500);
  const guesses = 200;

  it(`is judged 5 times a day, for each of ${users} followers who guess ${guesses} times at once`, async function () {
    this.timeout(300_000);
    const instances = await twoInstances();
    await fill(instances[0].store, { account: many, members: upTo(users).map(memberNumber) });
    const results = await inParallel(users, 5, async (user) => {
      const follower = `guesser-${user}`;
      const code = await codeSent(instances[0], follower, user);
      const guessed = await Promise.all(
        upTo(guesses).map((guess) => {
          const wrong = String((Number(code) + 1 + guess) % 1_000_000).padStart(6, "0");
          return instances[guess % 2 === 0 ? 0 : 1].answer(says(follower, wrong));
        }),
      );
      const right = await instances[1].answer(says(follower, code));
      return { ...tally(guessed.map(({ outcome }) => outcome)), afterwards: right.outcome };
    });
    for (const result of results) {
      expect(result).to.deep.equal({
        "code-wrong": 5,
        "locked-today": guesses - 5,
        afterwards: "locked-today",
      });
    }
  });

  const crowd = scaled(1_000);

  it(`is judged 10 times a day for one contact, however many of ${crowd} followers guess at it`, async function () {
    this.timeout(120_000);
    const instances = await twoInstances();
    await fill(instances[0].store, { account: many, members: [memberNumber(1)] });
    // So many challenges for one contact cannot be asked for on one day: they are planted.
    const planted = await inParallel(crowd, 20, async (index) => {
      const challenge = challengeFor(`member-1`, `+86${phoneNumber(1)}`);
      await plant(instances[0], `crowd-${index}`, challenge);
      return instances[0].codeFor(`crowd-${index}`);
    });
    const guessed = await Promise.all(
      planted.flatMap((code, index) =>
        instances.map((instance) => instance.answer(says(`crowd-${index}`, otherThan(code)))),
      ),
    );
    expect(tally(guessed.map(({ outcome }) => outcome))).to.include({ "code-wrong": 10 });
    await plant(instances[0], "late", challengeFor("member-1", `+86${phoneNumber(1)}`));
    const { outcome } = await instances[0].answer(says("late", await instances[0].codeFor("late")));
    expect(outcome).to.equal("sends-used-up");
    expect(await instances[0].seatsTaken()).to.equal(0);
    // Nor is a code sent where every try would be refused.
    await instances[0].answer(follows("later"));
    const asked = await instances[0].answer(says("later", phoneNumber(1)));
    expect(asked.outcome).to.equal("sends-used-up");
    expect(await instances[0].store.scan("outbox", { limit: 1 })).to.deep.equal([]);
  });

  it("ends for a contact with its fifth code of the day, whoever asks for one", async () => {
    const [instance] = await twoInstances();
    await fill(instance.store, { account: many, members: [memberNumber(1)] });
    const answers = await Promise.all(
      upTo(100).map(async (index) => {
        await instance.answer(follows(`asker-${index}`));
        return instance.answer(says(`asker-${index}`, phoneNumber(1)));
      }),
    );
    expect(tally(answers.map(({ outcome }) => outcome))).to.deep.equal({
      "code-sent": 5,
      "sends-used-up": 95,
    });
    expect(await instance.store.scan("outbox", { limit: 100 })).to.have.lengthOf(5);
  });

  it("leaves the owner of a phone a code that a stranger who asks all morning cannot use up", async () => {
    const { instance, ask, pass } = await watched();
    await fill(instance.store, { account: many, members: [memberNumber(1)] });
    const asked: string[] = [];
    for (const _ of upTo(5)) {
      asked.push(await ask("stranger"));
      await pass(11);
    }
    expect(asked).to.deep.equal([
      ...["code-sent", "code-sent", "code-sent"],
      ...["sends-used-up", "sends-used-up"],
    ]);
    expect(await ask("owner")).to.equal("code-sent");
    const code = await instance.codeFor("owner");
    expect((await instance.answer(says("owner", code))).outcome).to.equal("bound");
  });

  it("leaves it also where a stranger leaves and comes back, or has two followers at once", async () => {
    const { instance, ask, pass } = await watched();
    await fill(instance.store, { account: many, members: [memberNumber(1)] });
    for (const _ of upTo(6)) {
      await Promise.all(
        ["one", "other"].map(async (follower) => {
          await ask(follower);
          await instance.answer(unfollows(follower));
        }),
      );
      await pass(11);
    }
    expect(await instance.store.scan("outbox", { limit: 100 })).to.have.lengthOf(4);
    expect(await ask("owner")).to.equal("code-sent");
  });

  it("never lets a contact have more codes than the day's, however many followers a stranger has", async () => {
    const { instance, ask, pass } = await watched();
    const settings = { sendsPerContactPerDay: 10 };
    await fill(instance.store, { account: many, members: [memberNumber(1)], settings });
    for (const _ of upTo(6)) {
      await Promise.all(upTo(20).map((index) => ask(`follower-${index}`)));
      await pass(11);
    }
    expect(await instance.store.scan("outbox", { limit: 100 })).to.have.lengthOf(10);
  });

  it("leaves the owner of a phone tries that one stranger who guesses, or two, cannot use up", async () => {
    const { instance, ask, guess } = await watched();
    await fill(instance.store, { account: many, members: [memberNumber(1)] });
    await ask("one");
    for (const _ of upTo(5)) expect(await guess("one")).to.equal("code-wrong");
    await ask("other");
    const wrong = otherThan(await instance.codeFor("other"));
    const guessed: string[] = [];
    for (const _ of upTo(5)) guessed.push((await instance.answer(says("other", wrong))).outcome);
    expect(guessed.slice(0, 4)).to.deep.equal([
      ...["code-wrong", "code-wrong", "code-wrong", "sends-used-up"],
    ]);
    expect(await ask("owner")).to.equal("code-sent");
    const code = await instance.codeFor("owner");
    expect((await instance.answer(says("owner", code))).outcome).to.equal("bound");
  });

  it("leaves the owner three slips when a stranger has guessed all day", async () => {
    const { instance, ask, guess } = await watched();
    await fill(instance.store, { account: many, members: [memberNumber(1)] });
    await ask("stranger");
    for (const _ of upTo(5)) await guess("stranger");
    await ask("owner");
    const code = await instance.codeFor("owner");
    for (const _ of upTo(2)) expect(await guess("owner")).to.equal("code-wrong");
    expect((await instance.answer(says("owner", code))).outcome).to.equal("bound");
  });

  it("does not say by a refusal whether the code was right", async () => {
    const ways = [4, 5].flatMap((before) => [true, false].map((isRight) => ({ before, isRight })));
    for (const { before, isRight } of ways) {
      const { instance, ask, guess } = await watched();
      await fill(instance.store, { account: many, members: [memberNumber(1)] });
      await ask("one");
      for (const _ of upTo(before)) await guess("one");
      await ask("other");
      for (const _ of upTo(3)) await guess("other");
      const code = await instance.codeFor("other");
      const tried = isRight ? code : otherThan(code);
      expect((await instance.answer(says("other", tried))).outcome).to.equal("sends-used-up");
      expect((await instance.conversationOf("other")).phase).to.equal("asking-contact");
    }
  });

  it("does not hinder somebody else from verifying with the same contact", async () => {
    const [instance] = await twoInstances();
    await fill(instance.store, { members: [memberNumber(1)] });
    const code = await codeSent(instance, "attacker", 1);
    for (const _ of upTo(6)) await instance.answer(says("attacker", otherThan(code)));
    const mine = await codeSent(instance, "victim", 1);
    expect((await instance.answer(says("victim", mine))).outcome).to.equal("bound");
  });

  const resends = scaled(500);

  it(`with a code from before a resend is wrong, ${resends} times`, async () => {
    const [instance] = await twoInstances();
    await fill(instance.store, { account: many, members: upTo(resends).map(memberNumber) });
    const outcomes = await inParallel(resends, 10, async (user) => {
      const follower = `again-${user}`;
      const old = await codeSent(instance, follower, user);
      // Sixty seconds have to pass between two codes, so the first is dated back.
      const conversation = await instance.conversationOf(follower);
      const sent = conversation.sent.map((send) => ({ ...send, at: send.at - 61_000 }));
      await put(instance, follower, { ...conversation, sent });
      expect((await instance.answer(says(follower, "重发"))).outcome).to.equal("code-sent");
      const fresh = await instance.codeFor(follower);
      return old === fresh
        ? "the same by chance"
        : (await instance.answer(says(follower, old))).outcome;
    });
    const { "the same by chance": chance = 0, ...others } = tally(outcomes);
    expect(chance).to.be.at.most(2);
    expect(others).to.deep.equal({ "code-wrong": resends - chance });
  });

  /** A instance in the morning of a day; `pass` lets minutes pass, `ask` names member 1's phone, `guess` a wrong code. */
  async function watched() {
    const [store] = await open();
    let now = Date.parse("2015-06-01T10:00:00+08:00");
    const instance = createOnStore(store);
    const pass = async (minutes: number): Promise<void> => {
      now += minutes * 60_000;
      const puts = [putClockOffset(now - Date.now())];
      await store.commit({ checks: [], puts, deletes: [], adds: [] });
    };
    await pass(0);
    return {
      instance,
      pass,
      ask: async (follower: string): Promise<string> => {
        await instance.answer(follows(follower));
        return (await instance.answer(says(follower, phoneNumber(1)))).outcome;
      },
      guess: async (follower: string): Promise<string> => {
        const wrong = otherThan(await instance.codeFor(follower));
        return (await instance.answer(says(follower, wrong))).outcome;
      },
    };
  }

  async function twoInstances() {
    const [one, other] = await open();
    return [createOnStore(one), createOnStore(other)] as const;
  }
});

describe("a code", () => {
  const pairs = scaled(100_000);

  it(`verifies no other challenge beyond chance, in ${pairs} pairs of each kind`, function () {
    this.timeout(60_000);
    const codes = createCodeMaker("a pepper for tests", "acme");
    const elsewhere = createCodeMaker("a pepper for tests", "another account");
    const peppered = createCodeMaker("another pepper for tests", "acme");
    const right = {
      another: 0,
      "of another contact": 0,
      "of another follower": 0,
      elsewhere: 0,
      peppered: 0,
    };
    for (let pair = 0; pair < pairs; pair += 1) {
      const challenge = challengeFor("member-1", "+8613800000001");
      const code = codes.codeOf("oZhangWei", challenge);
      const contact: Contact = { channel: "sms", to: "+8613800000002" };
      const other = { ...challenge, id: randomUUID() };
      if (codes.isRight("oZhangWei", other, code)) right.another += 1;
      if (codes.isRight("oZhangWei", { ...challenge, contact }, code))
        right["of another contact"] += 1;
      if (codes.isRight("oLiNa", challenge, code)) right["of another follower"] += 1;
      if (elsewhere.isRight("oZhangWei", challenge, code)) right.elsewhere += 1;
      if (peppered.isRight("oZhangWei", challenge, code)) right.peppered += 1;
    }
    // One in a million by chance: six of 100,000 would happen once in a billion runs.
    for (const [kind, count] of Object.entries(right)) expect(count, kind).to.be.at.most(5);
  });

  it("is as likely to be any other, zeros in front included", () => {
    const codes = createCodeMaker("a pepper for tests", "acme");
    const firsts = upTo(20_000).map(() =>
      codes.codeOf("oZhangWei", challengeFor("member-1", "+8613800000001")).charAt(0),
    );
    const counts = Object.values(tally(firsts));
    expect(counts).to.have.lengthOf(10);
    const chiSquared = counts.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
    // Nine degrees of freedom: beyond 50 once in ten million runs.
    expect(chiSquared).to.be.below(50);
  });
});

function challengeFor(userid: string, to: string): Challenge {
  return {
    id: randomUUID(),
    contact: { channel: "sms", to },
    digits: 6,
    expires: Date.now() + 600_000,
    triesLeft: 5,
    userid,
  };
}

async function codeSent(
  instance: AssistantOnStore,
  follower: string,
  member: number,
): Promise<string> {
  await instance.answer(follows(follower));
  await instance.answer(says(follower, phoneNumber(member)));
  return instance.codeFor(follower);
}

async function plant(
  instance: AssistantOnStore,
  follower: string,
  challenge: Challenge,
): Promise<void> {
  const asked = { ...challenge, history: instance.store.history() };
  await put(instance, follower, { ...freshConversation, phase: "asking-code", challenge: asked });
}

async function put(
  { store }: AssistantOnStore,
  follower: string,
  conversation: Parameters<typeof putConversation>[1],
): Promise<void> {
  const puts = [putConversation(follower, conversation, Date.now())];
  await store.commit({ checks: [], puts, deletes: [], adds: [] });
}
