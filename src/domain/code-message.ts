import type { Language } from "./wording.ts";

/** A code as it reaches a phone or mailbox. */
export type CodeMessage = {
  readonly subject: string;
  readonly text: string;
};

/**
 * Words a code: whose it is, how long it lives, and that nobody is to be told. `minutes` is the
 * whole lifetime, so that a retried delivery reads the same.
 */
export function codeMessage(code: {
  readonly account: string;
  readonly code: string;
  readonly minutes: number;
  readonly language: Language;
}): CodeMessage {
  const { account, minutes } = code;
  return code.language === "zh-CN"
    ? {
        subject: `${account} 验证码`,
        text: `【${account}】验证码 ${code.code}，用于关注企业号，${minutes} 分钟内有效。请勿告诉任何人。`,
      }
    : {
        subject: `${account} verification code`,
        text: `[${account}] ${code.code} is your code for following the account, valid for ${minutes} minutes. Never tell it to anyone.`,
      };
}
