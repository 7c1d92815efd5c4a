import { expect } from "chai";
import { callbackId, type FollowersCallback } from "../../src/domain/callback.ts";

const common = { follower: "oZhangWei", account: "acme", agent: 0, createTime: 1_433_173_800 };
const message = {
  ...common,
  kind: "said",
  messageId: "4561255354251345929",
  text: "你好",
} as const;
const event = { ...common, kind: "tapped", eventKey: "leave" } as const;
const changed = {
  ...common,
  kind: "contact-changed",
  eventKey: "",
  changeType: "update_user",
  fields: { UserID: "zhang.wei" },
} as const;
const job = {
  ...common,
  kind: "job-done",
  eventKey: "",
  jobId: "a",
  jobType: "sync_user",
  errcode: "0",
  errmsg: "ok",
} as const;

describe("the id of a callback", () => {
  it("is the MsgId of a message, whatever else differs", () => {
    expect(callbackId(message)).to.equal("4561255354251345929");
    expect(callbackId({ ...message, createTime: 1, text: "other" })).to.equal(callbackId(message));
  });

  it("is the same for the same event, and another for whatever tells events apart", () => {
    const unknown = {
      ...common,
      kind: "unknown-event",
      eventKey: "",
      event: "A",
      fields: {},
    } as const;
    const different: readonly FollowersCallback[] = [
      message,
      event,
      { ...event, createTime: event.createTime + 1 },
      { ...event, eventKey: "holiday" },
      { ...event, kind: "viewed" },
      { ...event, agent: 1 },
      { ...event, agent: undefined },
      changed,
      { ...changed, changeType: "delete_user" },
      { ...changed, fields: { UserID: "li.na" } },
      { ...changed, fields: { Id: "2" } },
      job,
      { ...job, jobId: "b" },
      unknown,
      { ...unknown, event: "B" },
    ];
    const ids = different.map(callbackId);
    expect(new Set(ids).size).to.equal(different.length);
    expect(different.map((each) => callbackId({ ...each }))).to.deep.equal(ids);
  });
});
