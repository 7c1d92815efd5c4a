/** What only a captured request shows, since it was made or altered by somebody else. */
export const requestAdvice = {
  "query-missing": {
    says: "The query lacks what every request of the platform has.",
    cure: "Look for what cuts it: a rewrite rule without the query, a shell that took & for its own, &amp; for &.",
  },
  "query-repeated": {
    says: "A parameter of the query stands there twice.",
    cure: "Look for a proxy or rewrite rule that adds the query once more.",
  },
  "body-missing": {
    says: "The request is a POST without a body.",
    cure: "Capture it before anything reads the body, and see that no proxy drops it.",
  },
  "body-not-xml": {
    says: "The body is not the XML of an envelope.",
    cure: "Capture the raw body, before a parser; if it arrived like this, look for a proxy that rewrites it.",
  },
  "xml-twice": {
    says: "The body has <xml> within <xml>.",
    cure: "Look for what wraps it once more: the platform sends one <xml>; a proxy, a log or a test that builds the body added the other.",
  },
  "not-encrypted": {
    says: "The body has no Encrypt: it is plain, or another service's.",
    cure: "Switch the callback to encrypted (safe) mode, or ask with --kind official and an empty --aes-key for plain mode.",
  },
  "request-altered": {
    says: "A part of the request was altered after it was signed.",
    cure: "Hand query and body on letter for letter: no decoding twice, no trimming, no other Base64 alphabet; and capture them so.",
  },
  base64: {
    says: "The ciphertext is signed rightly, but is not strict Base64.",
    cure: "Use the standard alphabet, with = at the end and without line breaks.",
  },
  "cipher-length": {
    says: "The ciphertext is signed rightly, but has no length that AES-256-CBC gives.",
    cure: "See that the sender encrypts all blocks, and that nothing cut the text.",
  },
  "not-readable": {
    says: "The decrypted message is not UTF-8.",
    cure: "Encode the message as UTF-8 before it is encrypted.",
  },
  "wrong-account": {
    says: "The callback is addressed to another account.",
    cure: "Compare ToUserName with the id: the request belongs to another account or suite.",
  },
  "message-xml": {
    says: "The envelope is right, but no platform sends what is in it.",
    cure: "Take the DOCTYPE or the processing instruction out of the message.",
  },
} as const;
