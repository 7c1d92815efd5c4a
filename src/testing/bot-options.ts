/** A bot by its callback URL; what is left out is as in `npm run talk -- --to`. */
export type BotOptions = {
  readonly url: string;
  readonly token?: string;
  readonly encodingAESKey?: string;
  readonly corpId?: string;
  readonly kind?: "enterprise" | "official";
  readonly agentId?: number;
  /** Whom every actor speaks as, or by name. */
  readonly as?: string | Readonly<Record<string, string>>;
  /** Where its test build answers what concerns clock, settings and facts. */
  readonly hook?: string;
  /** The simulator that it delivers codes into. */
  readonly inbox?: string;
  /** How long an answer may take, and how long to wait for what it sends by itself: `5s`. */
  readonly timeout?: string;
  readonly wait?: string;
};
