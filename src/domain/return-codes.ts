/** Why the platform does not take something: its return code, and a line for people. */
export type Refusal = { readonly errcode: number; readonly errmsg: string };

/**
 * What a change of the address book can be refused for: our name, the platform's code and how its
 * errmsg begins. The codes are the platform's (PROTOCOL §4.11). The words of `userid-taken`,
 * `userid-unknown`, `mobile-taken`, `weixinid-invalid`, `unreachable`, `department-taken`, `tag-add-nobody`
 * and `tag-take-nobody` were seen on the wire or in the platform's own text, the others follow their
 * pattern. No code is known for a full department; 81001, too many nodes, is the nearest.
 */
export const returnCodes = {
  "userid-invalid": { errcode: 40003, errmsg: "invalid userid" },
  "tag-take-nobody": { errcode: 40031, errmsg: "all list invalid" },
  "tag-unknown": { errcode: 40068, errmsg: "invalid tagid" },
  "tag-add-nobody": { errcode: 40070, errmsg: "all list invalid " },
  "tag-taken": { errcode: 40071, errmsg: "tag existed" },
  "tag-name-length": { errcode: 40072, errmsg: "invalid tag name length" },
  "tag-name-missing": { errcode: 41018, errmsg: "tag name missing" },
  "department-name-length": { errcode: 60001, errmsg: "invalid department name length" },
  "department-depth": { errcode: 60002, errmsg: "department too deep" },
  "department-unknown": { errcode: 60003, errmsg: "department not found" },
  "parent-unknown": { errcode: 60004, errmsg: "parent department not found" },
  "department-has-members": { errcode: 60005, errmsg: "department has members" },
  "department-has-children": { errcode: 60006, errmsg: "department has children" },
  "department-root": { errcode: 60007, errmsg: "the root department cannot be moved or deleted" },
  "department-taken": { errcode: 60008, errmsg: "department existed" },
  "department-name-characters": { errcode: 60009, errmsg: "invalid department name" },
  "department-cycle": { errcode: 60010, errmsg: "department below itself" },
  "tag-not-empty": { errcode: 60016, errmsg: "tag not empty" },
  "userid-taken": { errcode: 60102, errmsg: "userid existed" },
  "mobile-invalid": { errcode: 60103, errmsg: "invalid mobile" },
  "mobile-taken": { errcode: 60104, errmsg: "mobile existed" },
  "email-invalid": { errcode: 60105, errmsg: "invalid email" },
  "email-taken": { errcode: 60106, errmsg: "email existed" },
  "weixinid-invalid": { errcode: 60107, errmsg: "invalid weixinid" },
  "weixinid-taken": { errcode: 60108, errmsg: "weixinid existed" },
  "departments-too-many": { errcode: 60110, errmsg: "too many departments" },
  "userid-unknown": { errcode: 60111, errmsg: "userid not found" },
  "name-invalid": { errcode: 60112, errmsg: "invalid name" },
  unreachable: { errcode: 60113, errmsg: "mobile/email/weixin must not be all empty" },
  "weixinid-fixed": { errcode: 60115, errmsg: "weixinid of a follower cannot change" },
  "department-id-invalid": { errcode: 60123, errmsg: "invalid department id" },
  "row-invalid": { errcode: 60128, errmsg: "invalid row" },
  "position-invalid": { errcode: 60131, errmsg: "invalid position" },
  "department-full": { errcode: 81001, errmsg: "department full" },
  "tag-too-many": { errcode: 81014, errmsg: "too many in one change of a tag" },
  "userid-missing": { errcode: 302001, errmsg: "userid is empty" },
  "userid-twice": { errcode: 302003, errmsg: "duplicate userid" },
} as const satisfies Readonly<Record<string, Refusal>>;

/** Names one way in which an address book can be refused. */
export type ReturnCode = keyof typeof returnCodes;

/** Refuses with the facts of the case, said after the platform's own words. */
export function refusal(name: ReturnCode, facts?: string): Refusal {
  const { errcode, errmsg } = returnCodes[name];
  return { errcode, errmsg: facts === undefined ? errmsg : `${errmsg}: ${facts}` };
}

/** Refuses what somebody else has; the platform names that member at once, `mobile existed:li.si`. */
export function refusalOfTaken(
  kind: "mobile" | "email" | "weixinid",
  value: string,
  owner: { readonly userid: string; readonly name: string },
): Refusal {
  const { errcode, errmsg } = returnCodes[`${kind}-taken`];
  const facts = `${value} is registered for ${owner.name}`;
  return { errcode, errmsg: `${errmsg}:${owner.userid}; ${facts}` };
}

/** Whether a reader of a field refused it. */
export function isRefusal(read: unknown): read is Refusal {
  return typeof read === "object" && read !== null && "errcode" in read;
}
