import { randomBytes } from "node:crypto";
import { z } from "zod";
import { parseEmail, parseMobile, type Contact } from "../domain/contact.ts";
import { openidProblem, type Profile } from "../domain/follower.ts";
import { readAs, textField, withoutUndefined } from "../domain/read-as.ts";

const text = textField(1, 64);

const schema = z.strictObject({
  openid: text
    .superRefine((openid, context) => {
      const message = openidProblem(openid);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional(),
  nickname: text.optional(),
  weixinid: text.optional(),
  mobile: contactField(parseMobile, "a phone number").optional(),
  email: contactField(parseEmail, "an e-mail address").optional(),
});

/** Reads what `/_sim/followers` takes. A follower without an openid is given one. */
export function readProfile(body: unknown): Profile {
  const { openid = `o${randomBytes(15).toString("base64url")}`, ...given } = readAs(schema, body);
  return { ...withoutUndefined(given), openid };
}

function contactField(
  parse: (text: string) => Contact | undefined,
  kind: string,
): z.ZodType<string> {
  return text.transform((written, context) => {
    const contact = parse(written);
    if (contact !== undefined) return contact.to;
    context.addIssue({ code: "custom", message: `${written} is not ${kind}` });
    return z.NEVER;
  });
}
