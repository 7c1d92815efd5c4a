import type { Outcome } from "./outcome.ts";
import type { Reach } from "./reach.ts";

export const languages = ["zh-CN", "en"] as const;

export type Language = (typeof languages)[number];

/** An administrator's own texts, by language and outcome. */
export type Wording = Readonly<
  Partial<Record<Language, Readonly<Partial<Record<Outcome, string>>>>>
>;

/** What placeholders are replaced with; a function where the value takes time to compute. */
export type Values = Readonly<Partial<Record<Placeholder, string | number | (() => string)>>>;

/** The placeholders of every text; those of a verified follower may use `{name}` too. */
export const placeholders = [
  "masked",
  "minutes",
  "seconds",
  "left",
  "until",
  "sent",
  "ref",
  "helpdesk",
  "failureReminder",
] as const;

export type Placeholder = (typeof placeholders)[number] | "name";

type Texts = Readonly<Partial<Record<Outcome, string>>>;

const chinese: Texts = {
  prompted: "请回复您在企业号登记的手机号或邮箱",
  "code-sent": "验证码已发送至 {masked}，{minutes} 分钟内有效",
  "code-awaited":
    "验证码已于 {sent} 发送至 {masked}，{until} 前有效，请回复该验证码；没有收到请回复“重发”，要换一个请回复“更换”",
  "contact-ambiguous": "验证码发到哪一个？请只回复其中一个手机号或邮箱",
  "contact-unknown": "{failureReminder}",
  "contact-unreachable": "这里只能用手机号或邮箱接收验证码，请回复登记的手机号或邮箱",
  "code-wrong": "{failureReminder}",
  "code-expired": "验证码已失效，请重新回复手机号或邮箱",
  "resend-too-soon": "请在 {seconds} 秒后再试",
  "sends-used-up": "今日验证码发送次数已用完，请联系管理员",
  bound: "验证成功，{name}",
  followed: "验证成功，{name}",
  "confirm-elsewhere": "企业二次验证",
  "seats-full": "关注人数已达上限，请联系管理员",
  "already-bound": "该成员已绑定其他微信，请联系管理员",
  "member-disabled": "该成员已停用，请联系管理员",
  "already-followed": "您已通过身份验证，{name}",
  helped:
    "回复登记的手机号或邮箱即可收到验证码；没有收到请回复“重发”，要换一个请回复“更换”。{helpdesk}",
};

const english: Texts = {
  prompted: "Please reply with your registered phone number or e-mail",
  "code-sent": "A code is on its way to {masked}, valid for {minutes} minutes",
  "code-awaited":
    'A code was sent to {masked} at {sent}, valid until {until}; please reply with it. Say "resend" for another code, "change" to use another contact.',
  "contact-ambiguous":
    "Which one should the code go to? Please reply with just one phone number or e-mail",
  "contact-unknown": "{failureReminder}",
  "contact-unreachable":
    "Codes can only go to a registered phone or e-mail here; please reply with that",
  "code-wrong": "{failureReminder}",
  "code-expired": "That code is no longer valid; please send your phone or e-mail again",
  "resend-too-soon": "Please try again in {seconds} seconds",
  "sends-used-up": "No more codes today; please contact your administrator",
  bound: "Verified: {name}",
  followed: "Verified: {name}",
  "confirm-elsewhere": "Second verification",
  "seats-full": "The account is full; please contact your administrator",
  "already-bound":
    "Somebody has followed as that member already; please contact your administrator",
  "member-disabled": "That member is disabled; please contact your administrator",
  "already-followed": "You are already known here: {name}",
  helped:
    'Reply with your registered phone or e-mail to get a code. Say "resend" for another code, "change" to use another contact. {helpdesk}',
};

const texts: Readonly<Record<Language, Texts>> = { "zh-CN": chinese, en: english };

/** How our texts call the contacts that codes go to, and one kind of them. */
const kinds: Readonly<
  Record<Language, { readonly either: RegExp } & Readonly<Record<Exclude<Reach, "both">, string>>>
> = {
  "zh-CN": { either: /手机号或邮箱/g, sms: "手机号", mail: "邮箱" },
  en: { either: /phone(?: number)? or e-mail/g, sms: "phone number", mail: "e-mail address" },
};

/** What the platform is reported to answer to an unknown contact (PROTOCOL §5.2, F3). */
export const defaultFailureReminder =
  "该信息未在企业号登记，请确保信息的正确性重新提交，如有疑问，请联系管理员。";

/** The outcomes whose texts may use a member's name: the follower has been verified. */
const afterSuccess: ReadonlySet<Outcome> = new Set([
  "bound",
  "followed",
  "confirm-elsewhere",
  "already-followed",
]);

const placeholder = /\{(\w*)\}/g;

/** Whose words a reply takes. */
export type Words = {
  readonly language: Language;
  readonly wording: Wording;
  readonly lockedReply: string;
  readonly reach: Reach;
};

/**
 * Says what an outcome reads like: the administrator's words, or else ours, which name only the
 * kind of contact that can be reached. '' is silence.
 */
export function render(outcome: Outcome, words: Words, values: Values): string {
  const { language, wording, lockedReply, reach } = words;
  const own = outcome === "locked-today" ? lockedReply : undefined;
  const text = wording[language]?.[outcome] ?? own ?? ours(outcome, language, reach);
  return fill(text, values).trim();
}

function ours(outcome: Outcome, language: Language, reach: Reach): string {
  const text = texts[language][outcome] ?? "";
  return reach === "both" ? text : text.replace(kinds[language].either, kinds[language][reach]);
}

function fill(text: string, values: Values): string {
  if (!text.includes("{")) return text;
  return text.replace(placeholder, (_whole, name: Placeholder) => {
    const value = values[name] ?? "";
    const written = typeof value === "function" ? value() : String(value);
    if (name !== "failureReminder") return written;
    return fill(written, { ...values, failureReminder: "" });
  });
}

/** Finds the member's name in one of our own texts that say it; undefined where none does. */
export function nameIn(text: string): string | undefined {
  for (const language of languages) {
    for (const template of Object.values(texts[language])) {
      const [before = "", after] = template.split("{name}");
      if (after === undefined || !text.startsWith(before) || !text.endsWith(after)) continue;
      return text.slice(before.length, text.length - after.length);
    }
  }
  return undefined;
}

/** Says what is wrong with an administrator's text for an outcome, if anything is. */
export function wordingProblem(outcome: Outcome | undefined, text: string): string | undefined {
  for (const [whole, name = ""] of text.matchAll(placeholder)) {
    if (name === "name" && outcome !== undefined && afterSuccess.has(outcome)) continue;
    if (name === "failureReminder" && outcome === undefined)
      return "{failureReminder} would hold itself";
    if (!placeholders.some((known) => known === name)) {
      const allowed = placeholders.map((known) => `{${known}}`).join(" ");
      return `${whole} is not a placeholder here; there are ${allowed}, and {name} after success only`;
    }
  }
  return undefined;
}
