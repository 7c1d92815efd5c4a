import { expect } from "chai";
import fc from "fast-check";
import { isGood, type Conversation } from "../../src/domain/conversation.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { dayOf } from "../../src/domain/time.ts";
import { codeAsked, minute } from "./code-asked.ts";

const phone = "13800000001";
const hour = 60 * minute;

describe("a clock that is set back", () => {
  it("does not bring a code back: asked for at 12:00, it is no good at 9:00", async () => {
    const { town, code, say, conversation } = await codeAsked();
    const right = code();
    town.now -= 3 * hour;
    expect(await say(right)).to.equal("code-expired");
    expect(conversation().phase).to.equal("asking-contact");
    town.now += 3 * hour;
    expect(await say(right)).to.equal("prompted");
  });

  it("leaves a code good at the very moment at which it was asked for, and not before", async () => {
    const same = await codeAsked();
    expect(await same.say(same.code())).to.equal("bound");
    const before = await codeAsked();
    before.town.now -= 1;
    expect(await before.say("你好")).to.equal("code-expired");
  });

  it("cannot be seen by a code that an earlier version asked for: that one has its end alone", () => {
    const challenge = { expires: 1_000 };
    expect([0, 999, 1_000].map((now) => isGood(challenge, { now, history: "" }))).to.deep.equal([
      true,
      true,
      false,
    ]);
  });
});

describe("the days of a clock that was ahead and was set back", () => {
  const day = 24 * hour;

  it("lock nobody for longer than until midnight", async () => {
    const { town, say, code, wrong, conversation } = await codeAsked();
    const [right, other] = [code(), wrong()];
    town.now += 3 * day;
    expect(await say(right)).to.equal("code-expired");
    expect(await say(phone)).to.equal("code-sent");
    for (let tries = 0; tries < 5; tries += 1) expect(await say(other)).to.equal("code-wrong");
    town.now -= 3 * day;
    expect(await say(phone)).to.equal("locked-today");
    const told = conversation();
    expect(await say(phone)).to.equal("locked-today");
    expect(conversation(), "what was brought back once costs nothing more").to.deep.equal(told);
    town.now += day;
    expect(await say(phone)).to.equal("code-sent");
  });

  it("give no tries again when the clock goes back over midnight for a moment", async () => {
    const { town, say, wrong } = await codeAsked();
    const other = wrong();
    town.now = dayOf(town.now, defaultSettings.timeZone).end;
    expect(await say("你好")).to.equal("code-expired");
    expect(await say(phone)).to.equal("code-sent");
    for (let tries = 0; tries < 5; tries += 1) expect(await say(other)).to.equal("code-wrong");
    town.now -= 1_000;
    expect(await say(phone)).to.equal("locked-today");
    town.now += 1_000;
    expect(await say(phone)).to.equal("locked-today");
  });

  it("use up no other day's codes, and those of that day are today's", async () => {
    const { town, say } = await codeAsked({ sendsPerDay: 2 });
    town.now += 3 * day;
    for (const _ of [1, 2]) {
      expect(await say(phone)).to.equal("code-sent");
      town.now += hour;
    }
    town.now -= 3 * day;
    expect(await say(phone)).to.equal("sends-used-up");
    town.now += day;
    expect(await say(phone)).to.equal("code-sent");
  });

  it("say the lock's words once more for a lock of its own", async () => {
    const { town, say, wrong, conversation } = await codeAsked({ lockedReply: "明天再试" });
    const other = wrong();
    const told = () => conversation().memory.calls.split("\n").length;
    town.now += 3 * day;
    await say(phone);
    for (let tries = 0; tries < 5; tries += 1) await say(other);
    expect(await say("你好")).to.equal("locked-today");
    town.now -= 3 * day;
    await say("你好");
    town.now += day;
    expect(await say(phone)).to.equal("code-sent");
    for (let tries = 0; tries < 5; tries += 1) await say(wrong());
    const before = told();
    expect(await say("你好")).to.equal("locked-today");
    expect(told()).to.equal(before + 1);
  });
});

type ActionName = "ask" | "right" | "resend" | "chat" | "leave";

const jump = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 1_000, minute, 10 * minute - 1, 10 * minute) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -minute, -3 * hour, -24 * hour, 24 * hour) },
  { weight: 1, arbitrary: fc.integer({ min: -48 * hour, max: 48 * hour }) },
);
const action = fc.constantFrom<ActionName>(
  "ask",
  "ask",
  "right",
  "right",
  "right",
  "resend",
  "chat",
  "leave",
);

describe("whatever a clock shows", () => {
  it("a code is accepted only from when it was asked for until it expires", async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(jump, action), { maxLength: 40 }), async (steps) => {
        const { town, say, code, conversation, leave, follow } = await codeAsked({
          sendsPerDay: 20,
        });
        const issuedAt = new Map<string, number>();
        const note = (told: Conversation): void => {
          if (told.phase !== "asking-code" || issuedAt.has(told.challenge.id)) return;
          issuedAt.set(told.challenge.id, town.now);
        };
        note(conversation());
        for (const [ms, does] of steps) {
          town.now += ms;
          const before = conversation();
          if (does === "leave") {
            await leave();
            await follow();
          } else if (does !== "right") {
            await say({ ask: phone, resend: "重发", chat: "你好" }[does]);
          } else if (before.phase === "asking-code") {
            const { id, expires } = before.challenge;
            const outcome = await say(code());
            const isGood = (issuedAt.get(id) ?? NaN) <= town.now && town.now < expires;
            expect(outcome === "bound", `${outcome} at ${town.now}`).to.equal(isGood);
            if (isGood) accepted += 1;
            else refused += 1;
          }
          note(conversation());
        }
      }),
      { numRuns: 300 },
    );
    expect([accepted > 50, refused > 50]).to.deep.equal([true, true]);
  });
});
