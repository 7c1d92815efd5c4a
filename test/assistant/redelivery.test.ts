import { expect } from "chai";
import { rememberedCalls } from "../../src/conversation/memory.ts";
import { dayOf } from "../../src/domain/time.ts";
import { conversationKey } from "../../src/records/conversations.ts";
import { contactCounterKey } from "../../src/records/counters.ts";
import { readCounter } from "../../src/records/record.ts";
import { serveCallbacks } from "../support/callback-server.ts";
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
import { inParallel } from "../support/in-parallel.ts";
import {
  callbackXml,
  deliver,
  eventXml,
  sealed,
  textXml,
  demoSecrets,
  type Answered,
} from "../support/pushes.ts";
import { scaled } from "../support/sizes.ts";

const steps = 11;
const followers = Math.ceil(scaled(1_000) / steps);

describeOnEachEngine(
  `${followers * steps} callbacks of every phase, each delivered three times to two nodes`,
  (open) => {
    for (const manner of ["at once", "in turn"] as const) {
      for (const second of ["without", "with"] as const) {
        it(`have one effect and get the same bytes, ${manner}, ${second} second verification`, async function () {
          this.timeout(120_000);
          const { instance, urls, stop } = await twoNodes(second === "with");
          try {
            await inParallel(followers, 10, (index) => walk(instance, urls, index, manner, second));
            expect(await instance.store.scan("outbox", { limit: 10_000 })).to.have.lengthOf(
              followers,
            );
            expect(await instance.seatsTaken()).to.equal(0);
          } finally {
            await stop();
          }
        });
      }
    }

    async function twoNodes(secondVerification: boolean) {
      const stores = await open();
      // Each look at the clock shows another second: only what is remembered can read the same.
      let looks = 0;
      const restless = (): number => Date.now() + 1_000 * looks++;
      const instances = [
        createOnStore(stores[0], { realNow: restless }),
        createOnStore(stores[1], { realNow: restless }),
      ] as const;
      const [instance] = instances;
      await fill(instance.store, {
        account: { level: "certified", seats: 1_000_000 },
        settings: {
          secondVerification: { enabled: secondVerification, url: "https://acme.test/2" },
        },
        members: upTo(followers).map(memberNumber),
      });
      const nodes = await Promise.all(instances.map((each) => serveCallbacks(each)));
      return {
        instance,
        urls: nodes.map(({ url }) => url),
        stop: () => Promise.all(nodes.map((node) => node.stop())),
      };
    }
  },
);

/** Takes one follower from the first follow to the last goodbye and looks at every answer. */
async function walk(
  instance: AssistantOnStore,
  urls: readonly string[],
  index: number,
  manner: "at once" | "in turn",
  second: "with" | "without",
): Promise<void> {
  const follower = `walker-${index}`;
  const said: { readonly xml: string; readonly first: Answered }[] = [];
  const tell = async (xml: string): Promise<string | undefined> => {
    const push = sealed(xml);
    const copies =
      manner === "at once"
        ? await Promise.all(upTo(3).map((copy) => deliver(urls[copy % 2] ?? "", push)))
        : await inParallel(3, 1, (copy) => deliver(urls[copy % 2] ?? "", push));
    for (const { status } of copies) expect(status).to.equal(200);
    expect(new Set(copies.map(({ body }) => body))).to.have.lengthOf(1);
    const [first] = copies;
    if (first === undefined) throw new Error("nothing was delivered");
    said.push({ xml, first });
    return first.text ?? first.xml;
  };
  const picture = { msgtype: "image", fields: { MediaId: "m", PicUrl: "http://a.test/p" } };

  expect(await tell(eventXml(follower, "subscribe"))).to.match(/^请回复您/);
  expect(await tell(textXml(follower, "你好"))).to.match(/^请回复您/);
  expect(await tell(textXml(follower, "13900000000"))).to.match(/^该信息未在/);
  expect(await tell(textXml(follower, phoneNumber(index)))).to.match(/^验证码已发送至/);
  expect(await tell(textXml(follower, "帮助"))).to.match(/^回复登记的手机号/);
  expect(
    await tell(callbackXml(demoSecrets, follower, { ...picture, messageId: `${index + 1}` })),
  ).to.match(/^验证码已于 \d\d:\d\d 发送至/);
  const code = await instance.codeFor(follower);
  expect(await tell(textXml(follower, otherThan(code)))).to.match(/^该信息未在/);
  expect(await tell(textXml(follower, code))).to.match(
    second === "with" ? /企业二次验证/ : /^验证成功/,
  );
  expect(await tell(textXml(follower, code))).to.match(
    second === "with" ? /企业二次验证/ : /^您已通过/,
  );
  expect(await tell(eventXml(follower, "subscribe"))).to.match(
    second === "with" ? /企业二次验证/ : /^您已通过/,
  );
  const { wrongAt, sent, memory } = await instance.conversationOf(follower);
  expect([wrongAt.length, sent.length, rememberedCalls(memory)]).to.deep.equal([1, 1, steps - 1]);
  expect(await countedOf(instance, index)).to.deep.equal([1, 1]);
  expect(await tell(eventXml(follower, "unsubscribe"))).to.equal(undefined);
  expect(said).to.have.lengthOf(steps);

  // Long after, in another order, signed afresh: the reply itself is the same to the letter.
  const before = await instance.store.read([conversationKey(follower)]);
  for (const [turn, { xml, first }] of said.toReversed().entries()) {
    const again = await deliver(urls[turn % 2] ?? "", sealed(xml));
    expect(again.xml).to.equal(first.xml);
  }
  expect(await instance.store.read([conversationKey(follower)])).to.deep.equal(before);
}

/** The codes sent to a member's phone today, and the wrong ones. */
async function countedOf({ store }: AssistantOnStore, member: number): Promise<readonly number[]> {
  const { date } = dayOf(Date.now(), "Asia/Shanghai");
  const contact = { channel: "sms", to: `+86${phoneNumber(member)}` } as const;
  const keys = (["contact-sends", "contact-wrong"] as const).map((counter) =>
    contactCounterKey(counter, date, contact),
  );
  return (await store.read(keys)).map(readCounter);
}
