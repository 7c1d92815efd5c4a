import { inspect } from "node:util";
import { expect } from "chai";
import { createInbox, receivedPut, type Inbox } from "../../../src/simulator/inbox/inbox.ts";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { codeMessage } from "../../../src/domain/code-message.ts";
import { openDeliverySetup, type DeliverySetup } from "../../delivery/delivery-on-store.ts";

describe("the inbox", () => {
  let setup: DeliverySetup;
  let inbox: Inbox;
  beforeEach(async () => {
    setup = await openDeliverySetup();
    const { store, codes, clock } = setup;
    inbox = createInbox({ store, codes, worldNow: () => Promise.resolve(clock.world) });
  });
  afterEach(() => setup.close());

  it("is empty at first", async () => {
    expect(await inbox.list()).to.deep.equal([]);
  });

  it("shows our own codes, derived afresh", async () => {
    const { follower, challenge } = await setup.ask(1);
    await setup.deliver({ withoutCourier: receivedPut }).drain(1_000);
    const code = setup.codes.codeOf(follower, challenge);
    const words = { account: "星辰科技", code, minutes: 10, language: "zh-CN" } as const;
    expect(await inbox.list()).to.deep.equal([
      {
        id: challenge.id,
        channel: "sms",
        to: "13800000001",
        text: codeMessage(words).text,
        code,
        at: "2015-06-01T12:00:00.000Z",
      },
    ]);
  });

  it("takes other bots' messages and finds the code in them", async () => {
    const added = await inbox.add({
      channel: "sms",
      to: " +86 138-0000-0001 ",
      text: "Your code is 4821",
    });
    expect(added).to.deep.include({
      channel: "sms",
      to: "13800000001",
      text: "Your code is 4821",
      code: "4821",
      at: "2015-06-01T12:00:00.000Z",
    });
    expect(await inbox.list()).to.deep.equal([added]);
    const plain = await inbox.add({ channel: "mail", to: "Wei@Example.com", text: "hello" });
    expect(plain).to.include({ to: "wei@example.com", text: "hello" });
    expect(plain).to.not.have.property("code");
  });

  it("shows the newest first, also of one moment, and as many as asked for", async () => {
    for (let number = 1; number <= 5; number += 1) {
      await inbox.add({ channel: "mail", to: "wei@example.com", text: `early ${number}` });
    }
    setup.clock.world += 1;
    await inbox.add({ channel: "mail", to: "wei@example.com", text: "late" });
    const texts = (await inbox.list()).map(({ text }) => text);
    const expected = ["late", "early 5", "early 4", "early 3", "early 2", "early 1"];
    expect(texts).to.deep.equal(expected);
    expect((await inbox.list({ limit: 2 })).map(({ text }) => text)).to.deep.equal(
      expected.slice(0, 2),
    );
    expect(await inbox.list({ limit: 0 })).to.deep.equal([]);
  });

  for (const [to, found] of [
    ["13800000001", true],
    ["+8613800000001", true],
    ["138 0000 0001", true],
    ["１３８００００ ０００１", true],
    [" 86 138 0000 0001", true],
    ["13800000002", false],
    ["1380000000", false],
    ["wei@example.com", false],
  ] as const) {
    it(`${found ? "finds" : "does not find"} a phone's messages by ${JSON.stringify(to)}`, async () => {
      await inbox.add({ channel: "sms", to: "13800000001", text: "one" });
      expect(await inbox.list({ to })).to.have.lengthOf(found ? 1 : 0);
    });
  }

  it("finds a mailbox without regard to capitals, and any other address as it is", async () => {
    await inbox.add({ channel: "mail", to: "wei@example.com", text: "one" });
    await inbox.add({ channel: "sms", to: "on-call", text: "two" });
    expect(await inbox.list({ to: "WEI@example.COM" })).to.have.lengthOf(1);
    expect((await inbox.list({ to: "on-call" })).map(({ to }) => to)).to.deep.equal(["on-call"]);
    expect(await inbox.list({ to: "ON-CALL" })).to.deep.equal([]);
  });

  it("finds old messages behind many new ones", async () => {
    await inbox.add({ channel: "sms", to: "13912345678", text: "old" });
    setup.clock.world += 1;
    for (let number = 0; number < 450; number += 1) await setup.ask(number);
    await setup.deliver({ withoutCourier: receivedPut }).drain(5_000);
    expect(await inbox.list()).to.have.lengthOf(451);
    const found = await inbox.list({ to: "13912345678", limit: 1 });
    expect(found.map(({ text }) => text)).to.deep.equal(["old"]);
  });

  const good = { channel: "sms", to: "13800000001", text: "hello" };
  for (const [body, problem] of [
    [undefined, /the body: must be \{"channel"/],
    [null, /the body: must be/],
    ["hello", /the body: must be/],
    [[], /the body: must be/],
    [{ ...good, channel: "fax" }, /channel: must be sms or mail/],
    [{ ...good, text: undefined }, /text: must be text of 1 to 20000 characters/],
    [{ ...good, text: "" }, /text: must be/],
    [{ ...good, text: "x".repeat(20_001) }, /text: must be/],
    [{ ...good, to: undefined }, /to: must be a phone number or an e-mail address/],
    [{ ...good, to: "  " }, /to: must be/],
    [{ ...good, to: 13800000001 }, /to: must be/],
    [{ ...good, to: "on\ncall" }, /to: must be/],
    [{ ...good, to: "x".repeat(255) }, /to: must be/],
    [{ ...good, to: "wei@example.com" }, /to: is an e-mail address, which channel sms/],
    [{ ...good, channel: "mail" }, /to: is a phone number, which channel mail/],
  ] as const) {
    it(`refuses ${inspect(body).slice(0, 60)}`, async () => {
      let refused: unknown;
      await inbox.add(body).catch((error: unknown) => (refused = error));
      expect(refused).to.be.instanceOf(BadInputError);
      expect(String(refused)).to.match(problem);
      expect(await inbox.list()).to.deep.equal([]);
    });
  }
});
