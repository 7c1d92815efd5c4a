/** A paste that is of a known form, but from which the request cannot surely be read. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}
