/** What one input brought about. Logs, metrics, talks and the console all use these names. */
export const outcomes = [
  "prompted",
  "code-sent",
  "code-awaited",
  "contact-ambiguous",
  "contact-unknown",
  "contact-unreachable",
  "code-wrong",
  "code-expired",
  "resend-too-soon",
  "sends-used-up",
  "locked-today",
  "bound",
  "seats-full",
  "already-bound",
  "member-disabled",
  "confirm-elsewhere",
  "followed",
  "already-followed",
  "helped",
  "unfollowed",
  "released",
  "unlocked",
  "ignored",
] as const;

/** `ignored`: nothing to say and nothing to remember, so nothing is stored. */
export type Outcome = (typeof outcomes)[number];

const uneventful: ReadonlySet<Outcome> = new Set<Outcome>([
  "already-followed",
  "code-awaited",
  "contact-ambiguous",
  "helped",
  "prompted",
  "ignored",
]);

/**
 * Says whether an outcome changed nothing for the follower, who was only asked or told something.
 */
export function isUneventful(outcome: Outcome): boolean {
  return uneventful.has(outcome);
}
