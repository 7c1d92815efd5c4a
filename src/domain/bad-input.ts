/** What kind of mistake a request is. */
export type Fault =
  "malformed" | "unknown" | "forbidden" | "not-signed-in" | "conflict" | "throttled" | "not-yet";

/** A request that cannot be carried out; its message is one line that says why and what to do. */
export class BadInputError extends Error {
  override readonly name = "BadInputError";
  readonly fault: Fault;

  constructor(message: string, fault: Fault = "malformed") {
    super(message);
    this.fault = fault;
  }
}

/** A request that came too often; it may be tried again after `seconds`. */
export class ThrottledError extends BadInputError {
  readonly seconds: number;

  constructor(message: string, seconds: number) {
    super(message, "throttled");
    this.seconds = seconds;
  }
}

/** Makes the error of a file that cannot be read or written, with the system's code for why. */
export function cannotBe(done: "read" | "written", file: string, error: unknown): BadInputError {
  return new BadInputError(`${file} cannot be ${done}: ${codeOf(error)}`);
}

/**
 * Returns the system's code of an error; its message is not shown, since it may repeat private
 * text.
 */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown";
}
