import { nameIn } from "../../domain/wording.ts";
import { readFields, textOf, type Fields } from "../../wire/loose-xml.ts";
import { writeFields } from "../../wire/write-fields.ts";
import { readOneMessage } from "../recording/messages.ts";
import { createTextDisguise } from "./disguise-text.ts";
import { createMakeUp } from "./make-up.ts";

/** Replaces in callbacks and replies whatever could identify a person. */
export type Disguise = {
  /** Throws `BadInputError` for what is no message. */
  callback(xml: string): string;
  /** Answers '' for what is no reply. */
  reply(xml: string): string;
  text(text: string): string;
};

type FieldRule = (text: string) => string;

/** Fields that are never personal and must not change, since a bot decides by them. */
const kept: ReadonlySet<string> = new Set(
  ["CreateTime MsgType Event AgentID AgentId ChangeType Format Scale Precision Status Gender Count"]
    .concat(
      "ScanType JobType ErrCode ErrMsg ArticleCount FuncFlag AppType Department ParentId Order",
    )
    .concat("MainDepartment IsLeaderInDept Id TagId AddPartyItems DelPartyItems InfoType TimeStamp")
    .flatMap((names) => names.split(" ")),
);

const ids: readonly string[] = [
  "ToUserName FromUserName UserID UserId NewUserID DirectLeader OpenId OpenID UnionId UnionID",
  "AuthCorpId SuiteId CorpId AddUserItems DelUserItems JobId KfAccount",
].flatMap((names) => names.split(" "));

/**
 * Makes what replaces, from a secret that is stored nowhere. `names` are replaced everywhere. The
 * same text always has the same replacement.
 */
export function createDisguise(secret: string, names: readonly string[]): Disguise {
  const makeUp = createMakeUp(secret);
  const { text, id, name } = createTextDisguise(makeUp);
  names.forEach(name);

  const alike =
    (kind: string): FieldRule =>
    (value) =>
      value === "" ? value : makeUp.alike(kind, value);
  const list: FieldRule = (value) => value.split(",").map(id).join(",");
  const url: FieldRule = (value) => (value === "" ? value : makeUp.url(value));
  const always =
    (made: string): FieldRule =>
    (value) =>
      value === "" ? value : made;
  const rules: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
    ...ids.map((field) => [field, list] as const),
    ...["Name", "Alias", "NickName"].map((field) => [field, name] as const),
    ["MsgId", alike("message")],
    ...["MediaId", "ThumbMediaId", "PicMd5Sum"].map((field) => [field, alike("media")] as const),
    ...["PicUrl", "Avatar"].map((field) => [field, url] as const),
    ...["Location_X", "Latitude"].map((field) => [field, always("23.134521")] as const),
    ...["Location_Y", "Longitude"].map((field) => [field, always("113.358803")] as const),
    ...["Label", "Poiname", "Address"].map((field) => [field, always("somewhere")] as const),
    ...["SuiteTicket", "AuthCode", "Ticket"].map((field) => [field, always("left-out")] as const),
  ]);
  const ofReplies = new Map(rules);
  // A bot's own pictures say nothing about people.
  ofReplies.delete("PicUrl");
  return {
    text,
    callback(xml) {
      const { fields, ends } = readOneMessage(xml, "its plaintext");
      return writeFields(disguised(fields, rules, text), ends);
    },
    reply(xml) {
      const fields = readFields(xml);
      if (fields === undefined) return "";
      const named = nameIn(textOf(fields, "Content"));
      if (named !== undefined) name(named);
      return writeFields(disguised(fields, ofReplies, text));
    },
  };
}

function disguised(fields: Fields, rules: ReadonlyMap<string, FieldRule>, text: FieldRule): Fields {
  const changed = Object.entries(fields).map(([name, values]) => {
    if (kept.has(name)) return [name, values] as const;
    const rule = rules.get(name) ?? text;
    const each = (value: string | Fields): string | Fields =>
      typeof value === "string" ? rule(value) : disguised(value, rules, text);
    // `Array.isArray` does not tell the compiler that a readonly list is none.
    return [
      name,
      Array.isArray(values) ? values.map(each) : each(values as string | Fields),
    ] as const;
  });
  return Object.fromEntries(changed);
}
