/** What a refusal means to others: the official library's return code, the HTTP status, a hint. */
export type RefusalFacts = {
  readonly code: number;
  /** 401: signature and cipher, answered by one and the same body; 400: anybody could see it. */
  readonly status: 401 | 400;
  readonly advice: string;
};

/** Lists every way a callback can be wrong; codes as in the official libraries (PROTOCOL §1.7). */
export const refusals = {
  key: {
    code: -40004,
    status: 401,
    advice:
      "The EncodingAESKey is missing or is not 43 letters and digits; copy it again from the console.",
  },
  query: {
    code: -40001,
    status: 401,
    advice:
      "A query parameter is missing, repeated, empty or malformed; compare the URL that arrives with the one that was sent, and look for a proxy that rewrites it.",
  },
  "envelope-xml": {
    code: -40002,
    status: 400,
    advice:
      "The body is not the flat XML of an envelope; look for a proxy or a body parser that changes it, or for a page that answers instead.",
  },
  "not-encrypted": {
    code: -40002,
    status: 400,
    advice:
      "The body has no Encrypt; switch the callback to encrypted mode, or unset the EncodingAESKey if an official account sends plain messages.",
  },
  signature: {
    code: -40001,
    status: 401,
    advice:
      "The signature does not fit; compare the Token on both sides, and see that the query is percent-decoded exactly once (a + that became a space breaks it).",
  },
  "timestamp-skew": {
    code: -40001,
    status: 401,
    advice:
      "The signature is right but its timestamp is too far from now; set this machine's clock, or it is a replay, or MAX_SKEW_SECONDS is too small.",
  },
  base64: {
    code: -40010,
    status: 401,
    advice:
      "The signed ciphertext is not strict Base64; look for whitespace, a URL-safe alphabet or missing = at the end.",
  },
  "cipher-length": {
    code: -40007,
    status: 401,
    advice:
      "The ciphertext is shorter than 32 bytes or no multiple of 16; it was cut short, or is not AES-256-CBC.",
  },
  padding: {
    code: -40008,
    status: 401,
    advice:
      "The padding is not PKCS#7 with blocks of 32 (1 to 32 equal bytes); most likely the EncodingAESKey differs between the two sides.",
  },
  "length-field": {
    code: -40008,
    status: 401,
    advice:
      "The four length bytes point beyond the message; the sender must count UTF-8 bytes, big-endian, after 16 random bytes.",
  },
  "not-readable": {
    code: -40008,
    status: 401,
    advice: "The decrypted message is not UTF-8; the sender encodes it otherwise.",
  },
  "receive-id": {
    code: -40005,
    status: 401,
    advice:
      "The id at the end of the ciphertext is another one; compare the CorpID, AppID or SuiteId on both sides, letter case too.",
  },
  "wrong-account": {
    code: -40005,
    status: 401,
    advice:
      "ToUserName names another account than the one that is configured here; the callback was meant for somebody else.",
  },
  "message-xml": {
    code: -40002,
    status: 400,
    advice:
      "The envelope is right, but the message in it has a DOCTYPE or a processing instruction, which no platform sends.",
  },
} as const satisfies Readonly<Record<string, RefusalFacts>>;

/** Names one way a callback can be wrong. */
export type Reason = keyof typeof refusals;

/** A callback, or an answer to one, that is not taken; it never carries a secret or a message. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly reason: Reason;
  readonly code: number;
  readonly status: 401 | 400;
  readonly advice: string;

  /** @NOTE `detail` is shown to whoever sent it when the status is 400: names of fields, no more. */
  constructor(reason: Reason, detail?: string) {
    const { code, status, advice } = refusals[reason];
    super(`refused (${reason}, ${code}): ${detail ?? advice}`);
    this.reason = reason;
    this.code = code;
    this.status = status;
    this.advice = advice;
  }
}
