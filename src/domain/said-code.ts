import { plainText } from "./contact.ts";
import { bareText } from "./folding.ts";

const longest = 64;
const before =
  /^(?:(?:这是|我的|你的|您的|收到的|我收到的)?(?:验证码|校验码|动态码|激活码|确认码|口令|密码)|(?:the|my)?(?:verification)?code|otp|pin|its)?(?:就?是|为|is)?/;
const behind = /(?:谢谢[你您]?|多谢|thanks|thankyou|[了吗呢吧啊哦呀])?$/;

/**
 * Reads a text that says a code and nothing else: digits, spaced as people like or in even groups
 * (`482-913`), a word for it before them (`验证码482913`, `是482913`), a thank-you behind. Whatever
 * else stands there makes it no code: a room, a date, a phone.
 */
export function saidCode(text: string): string | undefined {
  const plain = plainText(text);
  if (plain.length > longest) return undefined;
  const tight = bareText(plain).toLowerCase().replace(/[\s']/g, "");
  const written = tight
    .replace(behind, "")
    .replace(before, "")
    .replace(/^[:=#]/, "");
  const groups = bareText(written).split(/[-._·,]/);
  const [first = ""] = groups;
  // Two digits each are rather a date or an hour.
  const isEven = first.length !== 2 && groups.every(({ length }) => length === first.length);
  const code = groups.join("");
  return (groups.length === 1 || isEven) && /^\d+$/.test(code) ? code : undefined;
}
