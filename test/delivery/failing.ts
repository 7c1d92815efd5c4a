import { NotCarriedError, RefusedForGoodError } from "../../src/delivery/courier.ts";

/** Says how some carrying failed: for good or for now, and the reason; `carried` when it did not. */
export async function howItFailed(carrying: Promise<void>): Promise<string> {
  try {
    await carrying;
    return "carried";
  } catch (error) {
    if (error instanceof RefusedForGoodError) return `for good: ${error.message}`;
    if (error instanceof NotCarriedError) return `for now: ${error.message}`;
    return `unexpectedly: ${String(error)}`;
  }
}
