/** What is wrong with what somebody asked for. */
export type Fault =
  "malformed" | "unknown" | "forbidden" | "not-signed-in" | "throttled" | "not-yet";

/** Somebody asked for what cannot be done; the message is one line that says why and what to do. */
export class BadInputError extends Error {
  override readonly name = "BadInputError";
  readonly fault: Fault;

  constructor(message: string, fault: Fault = "malformed") {
    super(message);
    this.fault = fault;
  }
}

/** Somebody asked too often; `seconds` from now on it may be worth asking again. */
export class ThrottledError extends BadInputError {
  readonly seconds: number;

  constructor(message: string, seconds: number) {
    super(message, "throttled");
    this.seconds = seconds;
  }
}

/** Says that a file cannot be read or written, and the system's word for why, to whoever named it. */
export function cannotBe(done: "read" | "written", file: string, error: unknown): BadInputError {
  return new BadInputError(`${file} cannot be ${done}: ${codeOf(error)}`);
}

/** Returns the system's word for an error, whose own words may hold what somebody wrote. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
