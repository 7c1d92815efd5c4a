import { expect } from "chai";
import type { Action } from "../../src/domain/action.ts";
import {
  actionFields,
  actionIn,
  messageAction,
  messageTypes,
} from "../../src/wire/action-fields.ts";

const actions: readonly Action[] = [
  { action: "follow", text: "" },
  { action: "unfollow", text: "" },
  { action: "enter", text: "" },
  { action: "tap", text: "help" },
  { action: "view", text: "https://example.com/" },
  { action: "say", text: "你好 ]]>" },
  { action: "image", text: "badge" },
  { action: "voice", text: "v" },
  { action: "video", text: "v" },
  { action: "short-video", text: "v" },
  { action: "location", text: "23.13,113.26" },
  { action: "link", text: "https://example.com/" },
];

describe("what a person does, as the platform spells it", () => {
  for (const action of actions) {
    it(`is read back from the fields that tell of it: ${action.action}`, () => {
      const { msgtype, fields } = actionFields(action);
      expect(actionIn({ MsgType: msgtype, ...fields })).to.deep.equal(action);
      if (msgtype !== "event") expect(messageAction(msgtype, action.text)).to.deep.equal(action);
    });
  }

  it("is nothing where no person can have done it, or no callback tells of it", () => {
    expect(actionIn({ MsgType: "event", Event: "batch_job_result" })).to.equal(undefined);
    expect(actionIn({ MsgType: "wave" })).to.equal(undefined);
    expect(messageAction("event", "subscribe")).to.equal(undefined);
    expect(messageAction("toString", "")).to.equal(undefined);
    expect(() => actionFields({ action: "confirm", text: "" })).to.throw(RangeError);
  });

  it("has seven kinds of messages", () => {
    const types = ["text", "image", "voice", "video", "shortvideo", "location", "link"];
    expect(messageTypes).to.deep.equal(types);
  });
});
