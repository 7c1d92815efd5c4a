import type { Captured } from "../captured.ts";

/** A paste of a known form from which the request cannot be read without guessing. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** Makes a captured request of its parts. Throws `UnreadableError` for what no callback can be. */
export function capturedOf(method: string, target: string, body: string): Captured {
  const name = method.toUpperCase();
  if (name !== "GET" && name !== "POST") {
    throw new UnreadableError(
      `the method is ${method.slice(0, 20)}, and callbacks are GET or POST`,
    );
  }
  const mark = target.indexOf("?");
  const search = mark < 0 ? "" : (target.slice(mark + 1).split("#", 1)[0] ?? "");
  if (search.includes("{{") || body.includes("{{")) {
    throw new UnreadableError("it has a {{variable}} where a value must stand");
  }
  return { method: name, search, body: body.trim() };
}

/** The only one of several requests that may be a callback. Throws `UnreadableError` for several. */
export function onlyOf(requests: readonly Captured[]): Captured | undefined {
  const [only, ...more] = requests;
  if (more.length === 0) return only;
  const signed = requests.filter(({ search }) => /(^|&)(amp;)?(msg_)?signature=/.test(search));
  const [one, ...others] = signed;
  if (others.length === 0 && one !== undefined) return one;
  const which = `${requests.length} requests, ${signed.length} of them signed`;
  throw new UnreadableError(`it holds ${which}: leave the one that is meant`);
}
