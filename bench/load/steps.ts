import type { Outcome } from "../../src/domain/outcome.ts";
import type { Told } from "../../src/wire/write-callback.ts";

/** One callback of a person, and what our server makes of it. */
export type Step = {
  readonly told: Pick<Told, "msgtype" | "fields">;
  readonly outcome: Outcome;
};

/** What the reply to an outcome begins with, in the default words; '' is silence. */
export const answers: Readonly<Partial<Record<Outcome, string>>> = {
  prompted: "请回复您在企业号登记的手机号或邮箱",
  "code-sent": "验证码已发送至 ",
  "code-awaited": "验证码已于 ",
  "contact-unknown": "该信息未在企业号登记",
  "code-wrong": "该信息未在企业号登记",
  bound: "验证成功，",
  followed: "验证成功，",
  "already-followed": "您已通过身份验证，",
  "locked-today": "",
  unfollowed: "",
  ignored: "",
};

/** A person writes a text. */
export function says(text: string, outcome: Outcome): Step {
  return { told: { msgtype: "text", fields: { Content: text } }, outcome };
}

/** A person sends a picture. */
export function shows(outcome: Outcome): Step {
  const fields = { PicUrl: "http://example.com/1.jpg", MediaId: "media-1" };
  return { told: { msgtype: "image", fields }, outcome };
}

/** A person follows, leaves, opens the chat or taps the menu. */
export function does(
  event: "subscribe" | "unsubscribe" | "enter_agent" | "click",
  outcome: Outcome,
): Step {
  return { told: { msgtype: "event", fields: { Event: event, EventKey: "" } }, outcome };
}
