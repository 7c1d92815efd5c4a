import { AssertionError } from "node:assert";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, use } from "chai";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { findSimulator } from "../../src/targets/simulator-client.ts";
import { talkMatcher, talks, world, type TestWorld } from "../../src/testing.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { freePort } from "../support/port.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { ownTmpdir } from "../support/own-tmpdir.ts";
import { startProgram } from "../support/program.ts";

use(talkMatcher);

const failed = async (doing: Promise<unknown>): Promise<Error> => {
  const error = await doing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return error;
  throw new Error("it did not fail");
};

describe("a world in a test", () => {
  const whenOver = createEnds();
  const acme = world();
  const zhangwei = acme.follower("zhangwei");

  const prove = async (there: TestWorld): Promise<void> => {
    const somebody = there.follower("zhangwei");
    await somebody.follow();
    await somebody.hears("请回复您在企业号登记的手机号或邮箱");
    await somebody.say("13800000001");
    const { masked } = await somebody.hears("验证码已发送至 {{masked}}，10 分钟内有效");
    expect(masked).to.equal("138****0001");
    await somebody.say(await there.inbox.code("138 0000 0001"));
    await somebody.hears("验证成功，张伟");
  };

  it("plays the whole conversation, and answers what was said", async () => {
    await prove(acme);
    expect(await zhangwei.fact("userid")).to.equal("zhang.wei");
    expect(await zhangwei.say("你好")).to.equal("您已通过身份验证，张伟");
    expect(await zhangwei.unfollow()).to.equal(undefined);
    expect(await zhangwei.enter()).to.equal(undefined);
  });

  it("is another world in the next test", async () => {
    expect(await zhangwei.status()).to.equal("none");
    expect(acme.chat.toString()).to.equal("");
  });

  it("takes its clock, its settings and its seed from the test", async () => {
    await acme.set({ failureReminder: "请联系 IT", codeLength: 8 });
    await acme.clock.set("2015-06-01 23:59");
    await zhangwei.say("hello");
    await zhangwei.say("13800000001");
    expect(await acme.inbox.code("13800000001")).to.match(/^\d{8}$/);
    await acme.clock.advance("11m");
    await zhangwei.say("12345678");
    await zhangwei.hears("验证码已失效，请重新回复手机号或邮箱");
    const refused = await failed(acme.set({ codeLength: 3 }));
    expect(refused).to.be.instanceOf(BadInputError);
    expect(refused.message).to.match(/codeLength: must be a whole number from 6 to 10/);
  });

  it("says what was answered instead, and shows the callback behind it", async () => {
    await zhangwei.follow();
    const different = await failed(zhangwei.hears("您好"));
    expect(different).to.be.instanceOf(AssertionError);
    expect(different).to.include({
      actual: "请回复您在企业号登记的手机号或邮箱",
      expected: "您好",
    });
    expect(different).to.have.property("showDiff", true);
    expect(different.message).to.match(
      /followed, stranger → asking-contact, prompted; answered 200/,
    );
    expect(different.message).to.match(/<Event><!\[CDATA\[subscribe/);
    expect((await failed(zhangwei.hears(/Verified/))).message).to.match(/^something else/);
    expect((await failed(zhangwei.hears("{{"))).message).to.match(/^column 1: expected }}/);
    expect((await failed(acme.follower("li").hears("x"))).message).to.match(/^li has said/);
    expect((await failed(acme.inbox.code("13800000002"))).message).to.match(/^no code has arrived/);
  });

  it("leaves nothing behind, in a test of its own or kept until it is closed", async () => {
    const path = ownTmpdir(whenOver);
    const kept = world({ until: "closed" });
    await kept.follower("zhangwei").follow();
    expect(readdirSync(path)).to.have.lengthOf(1);
    await kept.close();
    expect(readdirSync(path)).to.deep.equal([]);
  });

  it("compares its chat with a talk, whatever else chai's match is used for", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    const written = (lines: readonly string[]): string => {
      const file = join(path, "a.talk");
      writeFileSync(file, `${lines.join("\n")}\n`);
      return file;
    };
    await prove(acme);
    const lines = acme.chat.toString().split("\n");
    expect(lines).to.have.lengthOf(7);
    expect(acme.chat).to.match(written(lines));
    const indented = lines.map((line) => `  ${line}`);
    expect(acme.chat).to.match(written(["@ set codeLength 6", "@ case right", ...indented]));
    expect(acme.chat).to.match(written(["@ repeat 1", ...indented, "? status = followed"]));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [lines.slice(0, 5), /more was said after its end/],
      [[...lines, "zhangwei > hello"], /a\.talk:8 is different/],
      [lines.map((line) => line.replace("张伟", "李娜")), /a\.talk:7 is different/],
      [lines.map((line) => line.replace("138 ", "139 ").replace("> 138", "> 139")), /a\.talk:3 is/],
    ];
    for (const [talk, why] of cases) {
      const file = written(talk);
      expect(() => {
        expect(acme.chat).to.match(file);
      }).to.throw(why);
      expect(acme.chat).not.to.match(file);
    }
    expect("chai's own").to.match(/own/);
  });

  it("is somebody's bot when it is given a URL", async () => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const there = world({ bot: { url: `${program.server.url}/callback`, wait: "5s" } });
    await prove(there);
    const nobody = world({ bot: { url: `http://127.0.0.1:${await freePort()}/` } });
    expect((await failed(nobody.follower("li").follow())).message).to.match(/ECONNREFUSED/);
    const garbled = world({ bot: { url: "nonsense" } });
    expect((await failed(garbled.follower("li").follow())).message).to.match(/http or https URL/);
    const unset = world({ bot: JSON.parse("{}") as { url: string } });
    expect((await failed(unset.follower("li").follow())).message).to.equal("a bot needs its url");
  });
});

describe("a bot in a test that only its callback URL is known of", () => {
  const whenOver = createEnds();
  // Whatever lies below `world` and is no act needs more than the URL; a new one belongs here.
  const asks: Readonly<Record<string, readonly [(there: TestWorld) => Promise<unknown>, RegExp]>> =
    {
      "clock.advance": [(there) => there.clock.advance("1d"), /^needs --hook URL/],
      "clock.set": [(there) => there.clock.set("2015-06-01 23:50"), /^needs --hook URL/],
      set: [(there) => there.set({ codeLength: 8 }), /^needs --hook URL/],
      "follower.status": [(there) => there.follower("li").status(), /^needs --hook URL/],
      "follower.fact": [(there) => there.follower("li").fact("phase"), /^needs --hook URL/],
      "inbox.messages": [(there) => there.inbox.messages(), /^needs the bot to deliver into our/],
      "inbox.code": [(there) => there.inbox.code("13800000001"), /^needs the bot to deliver into/],
      "follower.heard": [(there) => there.follower("li").heard(), /^needs the bot to send through/],
    };

  for (const [name, [ask, needs]] of Object.entries(asks)) {
    it(`says what ${name} needs, and does not pass in silence`, async function () {
      // Whoever runs a simulator where bots are looked for has the inbox that is to be missed here.
      if (needs.source.includes("the bot") && (await findSimulator("http://localhost:3000")))
        this.skip();
      const { port, stop } = await listenHttp((_request, response) => response.end());
      whenOver(stop);
      const there = world({ bot: { url: `http://127.0.0.1:${port}/` } });
      const error = await failed(ask(there));
      expect(error.message).to.match(needs);
      // Talking needs no more than the URL.
      expect(await there.follower("li").say("hello")).to.equal(undefined);
    });
  }

  it("has no seed, and takes none in silence", async () => {
    const { port, stop } = await listenHttp((_request, response) => response.end());
    whenOver(stop);
    const there = world({ seed: "fixtures/world.yaml", bot: { url: `http://127.0.0.1:${port}/` } });
    expect((await failed(there.follower("li").say("x"))).message).to.match(/^needs --hook URL/);
  });

  it("is heard of nothing in a world of our own that sends nothing by itself", async () => {
    const error = await failed(world().follower("li").heard());
    expect(error.message).to.match(/^needs messages that the account sends by itself/);
  });
});

describe("talks as tests", () => {
  talks("fixtures/mocha-example/talks");

  it("says when a folder has none", () => {
    expect(() => {
      talks("fixtures/callbacks");
    }).to.throw("fixtures/callbacks has no .talk files in it");
  });
});
