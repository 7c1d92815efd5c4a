import { plainText } from "../domain/contact.ts";
import { bareText } from "../domain/folding.ts";
import { saidCode } from "../domain/said-code.ts";

/** What a text can ask for in words, besides a code or a contact. */
export type Wish = "resend" | "change" | "help";

const said: Readonly<Record<Exclude<Wish, "resend">, readonly string[]>> = {
  change: ["change", "更换", "更改", "修改", "换一个", "换号"],
  help: ["help", "帮助", "?"],
};

const wishes = new Map<string, Wish>();
for (const wish of ["change", "help"] as const) {
  for (const word of said[wish]) wishes.set(word, wish);
}

const longest = 40;

/** Texts, without spaces, that ask for another code or say that none has come. */
const askingAgain: ReadonlySet<string> = new Set(
  [
    ["重发", "重新发", "重新发送", "再发", "再发送", "重新获取", "再获取", "再来", "重新来"],
    ["没收到", "没有收到", "未收到", "没能收到", "收不到", "没接到", "接不到", "没看到"],
    ["没来", "没有来", "没到", "没有到", "未到"],
    ["resend", "send again", "again", "another", "send another", "new", "send new", "get new"],
    ["not received", "did not receive", "didnt receive", "have not received", "havent received"],
    ["never received", "cannot receive", "cant receive", "did not get", "didnt get"],
    ["have not got", "havent got", "never got", "did not arrive", "didnt arrive", "never arrived"],
    ["did not come", "didnt come", "never came", "nothing came", "nothing arrived"],
  ].flatMap((kind) => kind.map((words) => words.replaceAll(" ", ""))),
);
// What may stand beside it: who, what, please.
const beside =
  /验证码|校验码|动态码|激活码|短信|信息|消息|邮件|码|请|麻烦|帮我|给我|我|你的|您的|你好|您好|怎么|为什么|还是|还|一直|都|仍然|可以|一[次遍下条个]|[过啊呀呢了吗吧哦]|谢谢|\b(?:i|me|my|it|a|the|any|verification|code|sms|message|e-?mail|please|pls|still|yet|thanks|hi|hello)\b/g;

/**
 * Returns the wish that a text says in words; undefined when it says none, or anything besides.
 * Capitals, full-width letters, quotes and words of politeness do not matter.
 */
export function wishOf(text: string): Wish | undefined {
  const plain = plainText(text);
  if (plain.length > longest) return undefined;
  const word = plain.toLowerCase();
  return wishes.get(word) ?? wishes.get(bareText(word)) ?? (asksAgain(word) ? "resend" : undefined);
}

/** Returns the code that a message says, if it has that many digits; undefined: it is no try. */
export function triedCode(text: string, digits: number): string | undefined {
  const code = saidCode(text);
  return code?.length === digits ? code : undefined;
}

function asksAgain(word: string): boolean {
  const clauses = word.replace(/['’‘`]/g, "").split(/[.。,、;:!?~"“”「」]/);
  const asked = clauses.map((clause) => clause.replace(beside, "").replace(/\s/g, ""));
  const told = asked.filter((clause) => clause !== "");
  return told.length > 0 && told.every((clause) => askingAgain.has(clause));
}
