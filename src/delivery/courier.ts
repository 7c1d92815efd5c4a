import type { Contact } from "../domain/contact.ts";
import type { Language } from "../domain/wording.ts";

/** A code with its text for a phone or mailbox; kept nowhere. */
export type Carried = {
  /** The challenge's id. A retry has the same, so a provider can tell it from a new code. */
  readonly id: string;
  /** E.164, or an e-mail address. */
  readonly to: string;
  readonly code: string;
  /** The code's whole lifetime. */
  readonly minutes: number;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
};

/** What carries codes to one kind of contact. */
export type Courier = {
  readonly channel: Contact["channel"];
  /**
   * Hands a code to the provider. Rejects with `RefusedForGoodError` when a retry cannot mend it;
   * after anything else it is tried again.
   */
  carry(message: Carried): Promise<void>;
  /** Closes idle connections. */
  readonly close?: () => void;
};

/** The provider did not take a code this time. The message names neither contact nor code. */
export class NotCarriedError extends Error {
  override readonly name: string = "NotCarriedError";
}

/** The provider will never take this code. The message names neither contact nor code. */
export class RefusedForGoodError extends NotCarriedError {
  override readonly name = "RefusedForGoodError";
}

/**
 * Says why a code was not carried, fit for logs: our own words only, since what a provider or a
 * library says may repeat the contact, or the code.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof NotCarriedError) return error.message;
  return `the courier failed unexpectedly (${error instanceof Error ? error.name : typeof error})`;
}
