import { randomBytes } from "node:crypto";
import { z } from "zod";
import { parseEmail, parseMobile, type Contact } from "../domain/contact.ts";
import { openidProblem, type Profile } from "../domain/follower.ts";
import { readAs, textField, withoutUndefined } from "../domain/read-as.ts";

const text = textField(1, 64);

/** What is told of a follower, as people write it: a phone has whatever is bound to it. */
export const profileFields = {
  openid: z.string().superRefine((openid, context) => {
    const message = openidProblem(openid);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
  nickname: text.optional(),
  weixinid: text.optional(),
  mobile: contactField(parseMobile, "a phone number").optional(),
  email: contactField(parseEmail, "an e-mail address").optional(),
};

const schema = z.strictObject({ ...profileFields, openid: profileFields.openid.optional() });

/** Reads what `/_sim/followers` takes. A follower without an openid is given one. */
export function readProfile(body: unknown): Profile {
  const { openid = `o${randomBytes(15).toString("base64url")}`, ...given } = readAs(schema, body);
  return { ...withoutUndefined(given), openid };
}

function contactField(parse: (written: string) => Contact | undefined, kind: string) {
  return z.string().transform((written, context): string => {
    const contact = parse(written);
    if (contact !== undefined) return contact.to;
    context.addIssue({ code: "custom", message: `is not ${kind}` });
    return z.NEVER;
  });
}
