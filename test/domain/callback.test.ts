import { expect } from "chai";
import fc from "fast-check";
import { callbackId, type Callback } from "../../src/domain/callback.ts";
import { readCallback } from "../../src/wire/read-callback.ts";
import { writeCallback } from "../../src/wire/write-callback.ts";
import { demoSecrets } from "../support/pushes.ts";

const common = {
  follower: "oZhangWei",
  account: "acme",
  agent: 0,
  createTime: 1_433_173_800,
  fields: {},
};
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
    } as const;
    const different: readonly Callback[] = [
      message,
      event,
      { ...event, createTime: event.createTime + 1 },
      { ...event, eventKey: "holiday" },
      { ...event, kind: "viewed" },
      { ...event, agent: 1 },
      { ...event, agent: undefined },
      { ...event, fields: { TaskId: "1" } },
      { ...event, fields: { TaskId: "2" } },
      changed,
      { ...changed, changeType: "delete_user" },
      { ...changed, fields: { UserID: "li.na" } },
      { ...changed, fields: { Id: "2" } },
      job,
      { ...job, jobId: "b" },
      unknown,
      { ...unknown, event: "B" },
      { ...unknown, fields: { ChatId: "B" } },
      { ...message, messageId: "" },
      { ...message, messageId: "", text: "other" },
      { ...message, messageId: "", createTime: message.createTime + 1 },
      { kind: "unreadable", why: "it is not well-formed XML", xml: "a" },
      { kind: "unreadable", why: "it is not well-formed XML", xml: "b" },
      { kind: "suite", suiteId: "s", infoType: "suite_ticket", time: 1, fields: {} },
      { kind: "suite", suiteId: "s", infoType: "change_auth", time: 1, fields: {} },
      { kind: "suite", suiteId: "s", infoType: "change_auth", time: 1, fields: { Seq: "1" } },
    ];
    const ids = different.map(callbackId);
    expect(new Set(ids).size).to.equal(different.length);
    expect(different.map((each) => callbackId({ ...each }))).to.deep.equal(ids);
  });

  it("stays short, however much is said", () => {
    const fields = { Essay: "企".repeat(20_000) };
    expect(callbackId({ ...event, fields })).to.have.lengthOf.below(20);
  });

  it("is another for any two events that differ in any field, and the same for the same message", () => {
    const events = fc.constantFrom(
      ...["subscribe", "click", "LOCATION", "scancode_push"],
      "change_contact",
      "change_external_chat",
      "open_approval_change",
    );
    const names = fc.constantFrom(
      ...["EventKey", "Latitude", "ChangeType", "UserID", "ExternalUserID", "ChatId"],
      ...["TaskId", "SpNo", "Ticket"],
    );
    const fields = fc.dictionary(names, fc.stringMatching(/^[a-z1 :]{1,3}$/), { maxKeys: 4 });
    const said = fc.record({ Event: events, fields, second: fc.integer({ min: 1, max: 2 }) });
    fc.assert(
      fc.property(said, said, (one, other) => {
        const isSame = JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
        expect(idOf(one)).to.equal(idOf(structuredClone(one)));
        expect(idOf(one) === idOf(other)).to.equal(isSame);
      }),
      { numRuns: 1000 },
    );
  });
});

type Written = { Event: string; fields: Record<string, string>; second: number };

function idOf({ Event, fields, second }: Written): string {
  const xml = writeCallback({
    follower: "oWei",
    account: demoSecrets.receiveId,
    agent: 0,
    createTime: second,
    msgtype: "event",
    fields: { Event, ...fields },
  });
  return callbackId(readCallback(xml, demoSecrets));
}

function canonical({ Event, fields, second }: Written): unknown {
  return [Event, second, Object.entries(fields).sort()];
}
