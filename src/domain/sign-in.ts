/** Wrong passwords in a row. Real clock, ms. */
export type Logins = { readonly wrong: number; readonly last: number };

/** A signed-in administrator. All times are real clock, ms. */
export type Session = {
  readonly administrator: string;
  /** Digest of the password's hash: a new password ends every session. */
  readonly password: string;
  readonly since: number;
  readonly seen: number;
};

/**
 * Whether a new administrator may be called so: what stands in a URL and in a log. A path with `.`
 * or `..` in it reaches nobody: browsers take it away.
 */
export function isAdministratorName(text: string): boolean {
  return /^(?!\.{1,2}$)[^\p{C}/]{1,64}$/u.test(text);
}

/** How long (ms) wrong passwords count after the last of them. */
export const wrongCountsMs = 12 * 3_600_000;

/** How long (ms) a session may be in all, however busy it is (NIST 800-63B, AAL2). */
export const longestSessionMs = 12 * 3_600_000;

/** How long (ms) a browser is known after it has signed in. */
export const browserKnownMs = 180 * 86_400_000;

const idleMs = 30 * 60_000;
const freeTries = 5;
const freeTriesOfStrangers = 20;
const longestWaitMs = 15 * 60_000;

/**
 * Whether wrong passwords still count. Those from the future were written before a clock was set
 * back, or by a process whose clock is ahead: within the longest wait they count, beyond that they
 * would hold for no reason.
 */
export function stillCounts({ last }: Logins, now: number): boolean {
  const age = now - last;
  return age < wrongCountsMs && age >= -longestWaitMs;
}

/**
 * Says until when (ms) nobody of them may try: after 5 wrong passwords, 20 of all strangers
 * together, 1 s that doubles with each up to 15 minutes.
 */
export function waitUntil({ wrong, last }: Logins, areStrangers: boolean): number {
  const free = areStrangers ? freeTriesOfStrangers : freeTries;
  return wrong < free ? 0 : last + Math.min(longestWaitMs, 1000 * 2 ** (wrong - free));
}

/**
 * Whether a session is still good: 30 minutes idle, 12 hours in all (NIST 800-63B, AAL2). One that
 * was seen in the future is not: a clock set back lengthens none.
 */
export function isGoodSession(
  { since, seen }: Pick<Session, "since" | "seen">,
  now: number,
): boolean {
  return Math.abs(now - seen) < idleMs && now - since < longestSessionMs;
}

/** Whether a browser that signed in at a moment is still known; from the future it is not for long. */
export function isKnownSince(since: number, now: number): boolean {
  return Math.abs(now - since) < browserKnownMs;
}
