/** What is said of a cause: what is wrong, and what to do about it. */
export type Advice = {
  /** One sentence. */
  readonly says: string;
  /** One sentence. */
  readonly cure: string;
};
