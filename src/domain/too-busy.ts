/**
 * A commit was tried many times, and each time the commit of another request came first. The same
 * request may be sent again.
 */
export class TooBusyError extends Error {
  override readonly name = "TooBusyError";
}
