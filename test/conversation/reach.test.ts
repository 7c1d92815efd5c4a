import { expect } from "chai";
import type { Context } from "../../src/conversation/turn.ts";
import { parseContact } from "../../src/domain/contact.ts";
import { freshConversation, type Conversation } from "../../src/domain/conversation.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { says } from "../support/callbacks.ts";
import { decide } from "./decide.ts";

const now = Date.parse("2015-06-01T10:00:00+08:00");
const member = { userid: "wei", name: "张伟", enabled: true };
const phone = parseContact("13800000001");
if (phone === undefined) throw new Error("that is a phone");
const asked: Conversation = {
  ...freshConversation,
  phase: "asking-code",
  sent: [{ contact: `sms:${phone.to}`, at: now - 120_000 }],
  challenge: { id: "1", contact: phone, digits: 6, expires: now + 480_000, triesLeft: 5 },
};

function context(given: Partial<Context>): Omit<Context, "intent"> {
  const always = {
    now,
    history: "",
    settings: defaultSettings,
    challengeId: "2",
    full: new Set<never>(),
  };
  return { ...always, reach: "mail", ...given };
}

describe("a contact that no courier carries codes to", () => {
  const facts = {
    "nobody's": undefined,
    "a member's": member,
    "a disabled member's": { ...member, enabled: false },
    "somebody else's": { ...member, boundTo: "oSomebodyElse" },
  };
  for (const disclosure of ["faithful", "neutral"] as const) {
    it(`is answered alike whosever it is, and counts nothing, with ${disclosure} answers`, () => {
      const settings = { ...defaultSettings, disclosure, sendsPerDay: 1 };
      for (const conversation of [
        { ...freshConversation, phase: "asking-contact" },
        asked,
      ] as const) {
        for (const [whose, fact] of Object.entries(facts)) {
          const turn = decide(
            conversation,
            says("oOne", "13800000001"),
            context({ settings, member: fact }),
          );
          expect(turn, whose).to.deep.equal({
            conversation,
            outcome: "contact-unreachable",
            replies: [{ type: "text", text: "这里只能用邮箱接收验证码，请回复登记的邮箱" }],
            effects: [],
          });
        }
      }
    });
  }

  it("gets no other code by asking again, and the one that went there is still good", () => {
    const again = decide(asked, says("oOne", "重发"), context({ member }));
    expect(again.outcome).to.equal("contact-unreachable");
    expect(again.conversation).to.equal(asked);
  });

  it("leaves the other kind as it is", () => {
    const turn = decide(asked, says("oOne", "wei@example.com"), context({ member }));
    expect(turn.outcome).to.equal("code-sent");
  });
});
