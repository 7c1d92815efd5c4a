import { RefusedError } from "./refusal.ts";

/** What the platform writes into a callback's URL. Whoever opens the callback knows what must be there. */
export type Query = {
  /** Unix seconds, ten digits. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly messageSignature: string | undefined;
  /** An official account's second signature, which covers neither body nor echo. */
  readonly signature: string | undefined;
  readonly encryptType: string | undefined;
  readonly echo: string | undefined;
};

const names: ReadonlySet<string> = new Set([
  "timestamp",
  "nonce",
  "msg_signature",
  "signature",
  "encrypt_type",
  "echostr",
]);

/**
 * Reads a callback's query, percent-decoding it once; refuses it as `query` when a name of the
 * platform's is repeated, empty or written as `name[…]`, or when timestamp or nonce is missing or
 * malformed. A signature without separators needs that strictness (SECURITY T17). Other names may
 * stand in the URL and are not looked at.
 */
export function readQuery(search: URLSearchParams | string): Query {
  const found = new Map<string, string>();
  for (const [name, value] of pairsOf(search)) {
    const [known = ""] = name.split("[", 1);
    if (!names.has(known)) continue;
    if (known !== name || value === "" || found.has(name)) {
      throw new RefusedError("query", `${known} must come once, with a value`);
    }
    found.set(name, value);
  }
  return {
    timestamp: matching(found, "timestamp", /^\d{10}$/),
    // 64 characters of Base64 are whole blocks of a ciphertext; fewer cannot stand in for any. No
    // narrower: the platform promises a random number and no form, its own test tool sends letters
    // too (PROTOCOL §1.2), and a genuine callback must not be refused. A nonce that was cut out of
    // the ciphertext leaves noise to decrypt, whose padding, length and receive id never all fit.
    nonce: matching(found, "nonce", /^[\w-]{1,63}$/),
    messageSignature: found.get("msg_signature"),
    signature: found.get("signature"),
    encryptType: found.get("encrypt_type"),
    echo: found.get("echostr"),
  };
}

// A callback's values need no escapes, so there is mostly nothing to decode.
function pairsOf(search: URLSearchParams | string): Iterable<readonly [string, string]> {
  if (typeof search !== "string" || /[%+?]/.test(search)) return new URLSearchParams(search);
  return search.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

/** Returns a value that this kind of callback must carry, or refuses its lack as `query`. */
export function needed(value: string | undefined, name: string): string {
  if (value === undefined) throw new RefusedError("query", `${name} is missing`);
  return value;
}

/**
 * Refuses as `timestamp-skew` what was signed more than `maxSkewSeconds` before or after now, by
 * the real clock; 0 means that it is not checked. The window is ours, the platform documents none
 * (PROTOCOL §1.8).
 */
export function checkSkew(timestamp: string, nowSeconds: number, maxSkewSeconds: number): void {
  if (maxSkewSeconds === 0) return;
  const near = Math.abs(nowSeconds - Number(timestamp)) <= maxSkewSeconds;
  if (!near) throw new RefusedError("timestamp-skew");
}

function matching(found: ReadonlyMap<string, string>, name: string, shape: RegExp): string {
  const value = needed(found.get(name), name);
  if (!shape.test(value)) throw new RefusedError("query", `${name} is malformed`);
  return value;
}
