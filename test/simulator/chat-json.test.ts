import { expect } from "chai";
import type { ActionName } from "../../src/domain/action.ts";
import type { AccountMessage } from "../../src/domain/reply.ts";
import { chatLineJson, messageJson, readMessageJson } from "../../src/simulator/chat-json.ts";

const article = {
  title: "一",
  description: "二",
  url: "http://e.cn/1",
  pictureUrl: "http://e.cn/2",
};

const messages: readonly AccountMessage[] = [
  { type: "text", text: "你好" },
  { type: "text", text: "" },
  { type: "image", mediaId: "m" },
  { type: "voice", mediaId: "m" },
  { type: "video", mediaId: "m", title: "t", description: "d" },
  { type: "news", articles: [article, { ...article, title: "三" }] },
  { type: "file", mediaId: "m" },
  { type: "other", msgtype: "music" },
];

describe("what /_sim shows of a chat", () => {
  for (const message of messages) {
    it(`is read back as the whole message that it was: ${JSON.stringify(message)}`, () => {
      const through = (json: object): AccountMessage =>
        readMessageJson(JSON.parse(JSON.stringify(json)) as ReturnType<typeof messageJson>);
      expect(through(messageJson(message))).to.deep.equal(message);
      expect(through(chatLineJson({ at: 0, from: "account", message }))).to.deep.equal(message);
    });
  }

  it("says in a line what each message is", () => {
    const contents = messages.map(
      (message) => chatLineJson({ at: 0, from: "account", message }).content,
    );
    expect(contents).to.deep.equal(["你好", "", "m", "m", "m", "一 三", "m", ""]);
  });

  it("names what a person did as the platform does", () => {
    const shown = (action: ActionName, text = "") => {
      const line = chatLineJson({ at: 0, from: "follower", action: { action, text } });
      return [line.at, line.from, line.msgtype, line.content];
    };
    const began = "1970-01-01T00:00:00.000Z";
    expect(shown("follow")).to.deep.equal([began, "follower", "event", "subscribe"]);
    expect(shown("tap", "help me")).to.deep.equal([began, "follower", "event", "click help me"]);
    expect(shown("say", "你好 ")).to.deep.equal([began, "follower", "text", "你好 "]);
    expect(shown("short-video", "m")).to.deep.equal([began, "follower", "shortvideo", "m"]);
  });
});
