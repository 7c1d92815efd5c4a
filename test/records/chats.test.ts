import { expect } from "chai";
import { chatLinesOfShape1 } from "../../src/records/migrations/chat-lines.ts";
import type { Entry } from "../../src/store/store.ts";

const old = (key: string, value: object): Entry => ({
  key: `chats/o%2Fx/${key}`,
  version: "1",
  value: { ...value, v: 1 },
});

describe("lines of chats that an earlier version wrote", () => {
  it("become numbered lines that keep what was kept, one after the other", () => {
    const said = { at: 1000, order: "000000000001", from: "follower" };
    const shown = { at: 1000, order: "000000000002", from: "account" };
    const entries = [
      old("0/000000000001000-000000000001", { ...said, msgtype: "event", content: "subscribe" }),
      old("0/000000000001000-000000000002", { ...shown, msgtype: "text", content: "你好" }),
      old("0/000000000002000-000000000003", { ...said, msgtype: "event", content: "click a b" }),
      old("0/000000000003000-000000000004", { ...said, msgtype: "shortvideo", content: "m" }),
      old("7/000000000003000-000000000005", { ...shown, msgtype: "news", content: "一 二" }),
      old("7/000000000004000-000000000006", { ...shown, msgtype: "music", content: "" }),
    ];
    const { puts, deletes } = chatLinesOfShape1(entries, 2);
    expect(deletes).to.deep.equal(entries.map(({ key }) => key));
    const article = { title: "一 二", description: "", url: "", pictureUrl: "" };
    expect(puts.map(({ key, value }) => [key, value])).to.deep.equal([
      ["chats/o%2Fx/0/000000000003", acted(1000, "follow", "")],
      ["chats/o%2Fx/0/000000000004", answered(1000, { type: "text", text: "你好" })],
      ["chats/o%2Fx/0/000000000005", acted(1000, "tap", "a b")],
      ["chats/o%2Fx/0/000000000006", acted(1000, "short-video", "m")],
      ["chats/o%2Fx/7/000000000007", answered(1000, { type: "news", articles: [article] })],
      ["chats/o%2Fx/7/000000000008", answered(1000, { type: "other", msgtype: "music" })],
    ]);
  });
});

const acted = (at: number, action: string, text: string): object => ({
  at,
  from: "follower",
  action: { action, text },
  v: 2,
});
const answered = (at: number, message: object): object => ({ at, from: "account", message, v: 2 });
