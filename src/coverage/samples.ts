import type { Counter, Input, Question } from "../conversation/turn.ts";
import type { FollowersCallback } from "../domain/callback.ts";
import type { MemberFact } from "../domain/member.ts";
import type { Reach } from "../domain/reach.ts";
import { defaultSettings, type Settings } from "../domain/settings.ts";

/** Whoever talks in the samples. */
const follower = "oSample";
const common = { follower, account: "acme", agent: 0, createTime: 1, fields: {} };
const message = { ...common, messageId: "1" };
const event = { ...common, eventKey: "" };
const media = { mediaId: "m", pictureUrl: "", format: "amr", thumbMediaId: "t" };
const place = { latitude: "23.1", longitude: "113.3", scale: "16", label: "" };

const said = (text: string): FollowersCallback => ({ ...message, kind: "said", text });

/** One callback of each kind; the compiler holds that none is missing. */
const callbacks: Readonly<Record<FollowersCallback["kind"], FollowersCallback>> = {
  said: said("你好"),
  image: { ...message, ...media, kind: "image" },
  voice: { ...message, ...media, kind: "voice" },
  video: { ...message, ...media, kind: "video" },
  "short-video": { ...message, ...media, kind: "short-video" },
  location: { ...message, ...place, kind: "location" },
  link: { ...message, ...media, kind: "link", title: "", description: "", url: "" },
  "unknown-message": { ...message, kind: "unknown-message", messageType: "new" },
  followed: { ...event, kind: "followed" },
  unfollowed: { ...event, kind: "unfollowed" },
  entered: { ...event, kind: "entered" },
  tapped: { ...event, kind: "tapped", eventKey: "key" },
  viewed: { ...event, kind: "viewed" },
  located: { ...event, ...place, kind: "located", precision: "1" },
  scanned: { ...event, kind: "scanned", waits: false, scanType: "qrcode", scanResult: "" },
  pictured: { ...event, kind: "pictured", from: "camera", count: "1", digests: [] },
  "location-picked": { ...event, ...place, kind: "location-picked", placeName: "" },
  "job-done": { ...event, kind: "job-done", jobId: "1", jobType: "", errcode: "0", errmsg: "" },
  "contact-changed": { ...event, kind: "contact-changed", changeType: "update_user" },
  "unknown-event": { ...event, kind: "unknown-event", event: "new" },
};

/** The kinds of callbacks that the assistant hears. */
export const callbackKinds: readonly string[] = Object.keys(callbacks);

/** What moves a conversation: each kind of callback and of act, and texts of each meaning. */
export const sampleInputs: readonly Input[] = [
  ...Object.values(callbacks),
  ...["13800000001", "13800000001 13800000002", "000000", "resend", "change", "help"].map(said),
  { kind: "bind", follower, userid: "wei" },
  { kind: "release", follower },
  { kind: "unlock", follower },
  { kind: "confirm", follower },
];

// Small limits bring the same about in fewer steps.
const limits = { wrongCodesPerDay: 4, sendsPerDay: 2 };
const secondVerification = { enabled: true, url: "https://example.com/" };

/** Settings, and channels that codes can be sent by, under which a conversation goes other ways. */
export const sampleRules = [
  ruled({}),
  ruled({ disclosure: "neutral" }),
  ruled({ secondVerification }, "mail"),
  ruled({ lockedReply: "明天再试", wrongCodesPerDay: 3 }),
];

function ruled(patch: Partial<Settings>, reach: Reach = "both") {
  return { settings: { ...defaultSettings, ...limits, ...patch }, reach };
}

const wei: MemberFact = { userid: "wei", name: "张伟", enabled: true };
const members: readonly (MemberFact | undefined)[] = [
  wei,
  undefined,
  { ...wei, enabled: false },
  { ...wei, boundTo: "oSomebodyElse" },
];
/** The counters that can refuse what an answer leads to. */
const counters: Readonly<Record<Question["kind"], readonly Counter[]>> = {
  contact: ["seats", "contact-sends"],
  challenge: ["seats", "contact-wrong"],
  profile: ["seats"],
  member: ["seats"],
};

/** What may be known to answer an input. */
export type SampleAnswer = {
  readonly member: MemberFact | undefined;
  readonly codeIsRight: boolean;
  readonly full: ReadonlySet<Counter>;
};

/** Lists what a question may be answered, whatever counters are full then. */
export function sampleAnswers(question: Question | undefined): readonly SampleAnswer[] {
  if (question === undefined) return [{ member: undefined, codeIsRight: false, full: new Set() }];
  const judged = question.kind === "challenge" ? [true, false] : [false];
  const filled = [[], ...counters[question.kind].map((counter) => [counter])];
  return members.flatMap((member) =>
    judged.flatMap((codeIsRight) =>
      filled.map((full) => ({ member, codeIsRight, full: new Set(full) })),
    ),
  );
}
