import { writtenContact } from "../domain/contact.ts";
import { contactMeantAlone } from "../domain/contacts-in-text.ts";
import type { Reply } from "../domain/reply.ts";
import { saidCode } from "../domain/said-code.ts";

/** Reads a text as a code, however it is typed. */
export function codeIn(text: string): string | undefined {
  const code = saidCode(text);
  return code !== undefined && code.length >= 4 && code.length <= 10 ? code : undefined;
}

/** The address that a text names, as inboxes write it. */
export function addressIn(text: string): string | undefined {
  const contact = contactMeantAlone(text);
  return contact && writtenContact(contact);
}

/** Says whether an answer tells of success: the bound member's, or the way to its last step. */
export function isSuccess(reply: Reply): boolean {
  if (reply.type === "news") return true;
  return reply.type === "text" && successWords.test(reply.text);
}

/** What only success is told by, that no seat is left, and that a member is somebody else's. */
export const successWords = /成功|Verified/;
export const fullWords = /关注人数已达上限|The account is full/;
export const takenWords = /该成员已绑定其他微信|Somebody has followed as that member/;

/** Says whether an answer is a text with such words in it. */
export function says(reply: Reply | undefined, words: RegExp): boolean {
  return words.test(textOfReply(reply) ?? "");
}

/** The text of an answer, if it is one. */
export function textOfReply(reply: Reply | undefined): string | undefined {
  return reply?.type === "text" ? reply.text : undefined;
}
