import { z } from "zod";
import { identifierKinds, type Identifier } from "./member.ts";
import { outcomes, type Outcome } from "./outcome.ts";
import { oneOf, tryAs, wholeNumber } from "./read-as.ts";
import { isTimeZone } from "./time.ts";
import { defaultFailureReminder, languages, wordingProblem, type Wording } from "./wording.ts";

const text = (most: number): z.ZodString =>
  z.string({ error: "must be text" }).max(most, { error: `must be at most ${most} characters` });

const wordingOf = (outcome: Outcome | undefined): z.ZodString =>
  text(600).superRefine((value, context) => {
    const problem = wordingProblem(outcome, value);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });

const reminder = wordingOf(undefined);

const wordingOfLanguage = z.strictObject(
  Object.fromEntries(
    outcomes.map((outcome) => [outcome, wordingOf(outcome).nullable().optional()]),
  ),
);

const webUrl = text(1024).refine(
  (value) => value === "" || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  { error: "must be an http or https URL" },
);

const resendSteps = "must be 1 to 10 whole numbers from 60 to 3600";

/** What each setting may be: the range stands once, here. */
const shape = {
  failureReminder: reminder,
  wording: z.strictObject(
    Object.fromEntries(languages.map((language) => [language, wordingOfLanguage.optional()])),
  ) as z.ZodType<Wording>,
  /** Who helps followers: the text that `{helpdesk}` is replaced with. */
  helpdesk: text(200),
  language: oneOf(languages),
  timeZone: text(64).refine(isTimeZone, { error: "must be a time zone such as Asia/Shanghai" }),
  /** `weixinid+mobile+email`, any part of it, or `off`. */
  autoMatch: text(64).refine(
    (value) =>
      value === "off" ||
      value.split("+").every((part) => identifierKinds.some((kind) => kind === part)),
    { error: "must be off, or weixinid, mobile and email joined by +" },
  ),
  codeLength: wholeNumber(6, 10),
  codeLifetimeMinutes: wholeNumber(2, 10),
  wrongCodesPerDay: wholeNumber(3, 10),
  wrongCodesPerContactPerDay: wholeNumber(5, 20),
  resendAfterSeconds: z
    .array(wholeNumber(60, 3600), { error: resendSteps })
    .min(1, { error: resendSteps })
    .max(10, { error: resendSteps })
    .readonly(),
  sendsPerDay: wholeNumber(1, 10),
  sendsPerContactPerDay: wholeNumber(2, 10),
  /** Answered once to a locked follower; '': no answer, as on the platform. */
  lockedReply: reminder,
  /** Whether an unknown contact is told so (`faithful`, the platform's way) or not (`neutral`). */
  disclosure: oneOf(["faithful", "neutral"]),
  secondVerification: z.strictObject({
    enabled: z.boolean({ error: "must be true or false" }),
    url: webUrl,
  }),
  /** The simulator's: how often a callback is delivered in all while it is not answered 200. */
  deliveries: wholeNumber(1, 10),
};

/** What an administrator decides about the conversation, and a tester about the platform. */
export type Settings = Readonly<z.infer<z.ZodObject<typeof shape>>>;

/** A code dies at this wrong try, whatever the day's limit (NIST 800-63B; Twilio, Kratos). */
export const triesPerCode = 5;

/** The settings of a simulated world that says nothing of its own. */
export const defaultSettings: Settings = {
  failureReminder: defaultFailureReminder,
  wording: {},
  helpdesk: "",
  language: "zh-CN",
  timeZone: "Asia/Shanghai",
  autoMatch: "weixinid+mobile+email",
  codeLength: 6,
  codeLifetimeMinutes: 10,
  wrongCodesPerDay: 5,
  wrongCodesPerContactPerDay: 10,
  resendAfterSeconds: [60, 120, 300, 600],
  sendsPerDay: 5,
  sendsPerContactPerDay: 5,
  lockedReply: "",
  disclosure: "faithful",
  secondVerification: { enabled: false, url: "" },
  deliveries: 3,
};

/** Reads `autoMatch` as the kinds of identifier that may bind without a code. */
export function matchedBy(settings: Settings): readonly Identifier["kind"][] {
  const parts = settings.autoMatch.split("+");
  return identifierKinds.filter((kind) => parts.includes(kind));
}

const patchSchema = z.strictObject(
  Object.fromEntries(
    Object.entries({ ...shape, secondVerification: shape.secondVerification.partial() }).map(
      ([name, schema]) => [name, schema.nullable().optional()],
    ),
  ),
);

/**
 * Changes settings by a JSON merge patch: names left out stay, null goes back to the default.
 * Answers the new settings, or every problem, each naming its setting and the range.
 */
export function patchSettings(
  settings: Settings,
  patch: unknown,
  defaults: Settings = defaultSettings,
): { readonly settings: Settings } | { readonly problems: readonly string[] } {
  const read = tryAs(patchSchema, patch, { whole: "settings", name: "setting" });
  if ("problems" in read) return read;
  const merged = merge({ ...settings }, read.value, { ...defaults });
  // The patch has just been checked name by name, and what it was merged into were settings.
  const patched = merged as Settings;
  if (patched.secondVerification.enabled && patched.secondVerification.url === "") {
    return { problems: ["secondVerification.url: must be given when it is enabled"] };
  }
  return { settings: patched };
}

type Tree = Readonly<Record<string, unknown>>;

function merge(into: Tree, patch: Tree, defaults: Tree): Tree {
  const merged: Record<string, unknown> = { ...into };
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value !== null) {
      merged[name] = isTree(value)
        ? merge(asTree(into[name]), value, asTree(defaults[name]))
        : value;
    } else if (name in defaults) merged[name] = defaults[name];
    else Reflect.deleteProperty(merged, name);
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asTree(value: unknown): Tree {
  return isTree(value) ? value : {};
}
