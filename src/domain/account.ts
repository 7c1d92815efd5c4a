/** How far an account is certified decides how many may follow it (PROTOCOL §5.5). */
export const levels = ["trial", "registered", "certified"] as const;

export type Level = (typeof levels)[number];

/** The enterprise account itself. */
export type Account = {
  readonly name: string;
  readonly level: Level;
  /** The most followers that can be bound at a time. */
  readonly seats: number;
};

/** Seats that come with a level; a certified account states its own. */
export const seatsOfLevel: Readonly<Record<Level, number>> = {
  trial: 10,
  registered: 50,
  certified: 1000,
};

export const defaultAccount: Account = {
  name: "Acme",
  level: "registered",
  seats: seatsOfLevel.registered,
};
