import type { Secrets } from "../wire/secrets.ts";

/** A callback URL, and what is shared with whoever answers there. */
export type CallbackUnderTest = {
  readonly url: string;
  readonly secrets: Secrets;
  /** The app that callbacks come from; an official account has none. */
  readonly agent: number | undefined;
};
