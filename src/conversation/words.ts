import { plainText } from "../domain/contact.ts";

/** What a person asks for in a word. */
export type Wish = "resend" | "change" | "help";

const said: Readonly<Record<Wish, readonly string[]>> = {
  resend: ["resend", "重发", "重新发送", "再发一次", "重发验证码", "重新获取"],
  change: ["change", "更换", "更改", "修改", "换一个", "换号"],
  help: ["help", "帮助", "?"],
};

const wishes = new Map<string, Wish>();
for (const wish of ["resend", "change", "help"] as const) {
  for (const word of said[wish]) wishes.set(word, wish);
}

/** Understands a word that asks for something: capitals, full width and quotes do not matter. */
export function wishOf(text: string): Wish | undefined {
  return wishes.get(
    plainText(text)
      .toLowerCase()
      .replace(/^["'“「]|["'”」。.!]$/gu, ""),
  );
}

/** Reads a message as a try at a code of that many digits; anything else is no try. */
export function triedCode(text: string, digits: number): string | undefined {
  const tried = plainText(text).replace(/\s/gu, "");
  return tried.length === digits && /^\d+$/.test(tried) ? tried : undefined;
}
