import { maskContact } from "../domain/contact.ts";
import type { Challenge } from "../domain/conversation.ts";
import { refOf } from "../domain/follower.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Reach } from "../domain/reach.ts";
import type { Reply } from "../domain/reply.ts";
import type { Settings } from "../domain/settings.ts";
import { dayOf, localOf } from "../domain/time.ts";
import { render, type Values } from "../domain/wording.ts";

/** What a reply may speak of besides the settings. */
export type About = {
  readonly follower: string;
  readonly now: number;
  readonly reach: Reach;
  readonly name?: string | undefined;
  readonly challenge?: Challenge | undefined;
  /** When the last code was sent, world clock, ms. */
  readonly sentAt?: number | undefined;
  readonly seconds?: number | undefined;
  /** Tries left today or for the code, whichever is less. */
  readonly left?: number | undefined;
};

/** Puts an outcome into words: no reply where there is nothing to say. */
export function speak(outcome: Outcome, settings: Settings, about: About): readonly Reply[] {
  const words = { ...settings, reach: about.reach };
  const text = render(outcome, words, valuesOf(settings, about));
  if (text === "") return [];
  if (outcome !== "confirm-elsewhere") return [{ type: "text", text }];
  const { url } = settings.secondVerification;
  return [{ type: "news", articles: [{ title: text, description: "", url, pictureUrl: "" }] }];
}

function valuesOf(settings: Settings, about: About): Values {
  const { challenge, now, sentAt } = about;
  const wallClock = (at: number): string => localOf(at, settings.timeZone).slice(11, 16);
  return {
    masked: challenge === undefined ? "" : maskContact(challenge.contact),
    minutes:
      challenge === undefined
        ? settings.codeLifetimeMinutes
        : Math.max(1, Math.ceil((challenge.expires - now) / 60_000)),
    seconds: about.seconds ?? 0,
    left: about.left ?? "",
    until: () => wallClock(challenge?.expires ?? dayOf(now, settings.timeZone).end),
    sent: () => (sentAt === undefined ? "" : wallClock(sentAt)),
    ref: () => refOf(about.follower),
    helpdesk: settings.helpdesk,
    failureReminder: settings.failureReminder,
    name: about.name ?? "",
  };
}
