/** Where a conversation stands, from the first follow to the last step of verification. */
export const phases = [
  "stranger",
  "asking-contact",
  "asking-code",
  "confirming",
  "followed",
] as const;

export type Phase = (typeof phases)[number];

/** What the world calls the follower; administrators and bots see this. */
export const statuses = ["none", "unverified", "confirming", "followed"] as const;

export type Status = (typeof statuses)[number];

/** Says what the world sees of a phase. */
export function statusOf(phase: Phase): Status {
  switch (phase) {
    case "stranger":
      return "none";
    case "asking-contact":
    case "asking-code":
      return "unverified";
    case "confirming":
    case "followed":
      return phase;
  }
}
