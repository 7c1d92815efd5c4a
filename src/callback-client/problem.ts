/** The weight of each problem: an `error` fails the verdict, a `warning` is told only. */
const weights = {
  // There is no answer that could be read.
  unreachable: "error",
  late: "error",
  endless: "error",
  status: "error",
  slow: "warning",
  // Around the answer.
  "not-utf-8": "error",
  "byte-order-mark": "error",
  quotes: "error",
  "white-space": "warning",
  // Something else than the XML of a reply.
  json: "error",
  html: "error",
  "not-xml": "error",
  "says-success": "warning",
  "echo-differs": "error",
  "echo-encrypted": "error",
  // The envelope; from `key` on they are reasons of `wire/refusal`.
  "xml-twice": "error",
  incomplete: "error",
  plain: "error",
  encrypted: "error",
  key: "error",
  signature: "error",
  base64: "error",
  "cipher-length": "error",
  padding: "error",
  "length-field": "error",
  "not-readable": "error",
  "receive-id": "error",
  // The reply in it.
  "addresses-swapped": "error",
  addressee: "error",
  sender: "error",
  "create-time": "error",
  // Bots of a wide-spread library write them, and the platform shows their replies.
  milliseconds: "warning",
  "unknown-type": "error",
  "empty-text": "warning",
  "text-too-long": "error",
  "no-media": "error",
  "no-articles": "error",
  "too-many-articles": "error",
  "many-articles": "warning",
  "article-count": "warning",
  // Several answers to one and the same callback.
  "copies-differ": "error",
} as const satisfies Readonly<Record<string, "error" | "warning">>;

/** The name of something that an answer got wrong; names stay the same from version to version. */
export type ProblemName = keyof typeof weights;

/** Something that an answer to a callback got wrong. */
export type ReplyProblem = {
  readonly name: ProblemName;
  readonly weight: "error" | "warning";
  /** One sentence, with what was found. */
  readonly text: string;
};

/** The names of all problems. */
export const problemNames = Object.keys(weights).filter(isProblemName);

/** Names what an answer got wrong, in a sentence. */
export function problem(name: ProblemName, text: string): ReplyProblem {
  return { name, weight: weights[name], text };
}

/** Says whether a problem goes by that name. */
export function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(weights, name);
}
