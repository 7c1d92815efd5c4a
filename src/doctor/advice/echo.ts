/** What goes wrong at the check of the URL, before and after decryption. */
export const echoAdvice = {
  "echo-quotes": {
    says: "The echo stands in quotes, as a JSON string.",
    cure: "Answer it as plain text: no JSON serialiser may touch it.",
  },
  "echo-json": {
    says: "The echo stands within JSON.",
    cure: "Answer the echo alone as plain text, outside of the envelope that your API gives all its answers.",
  },
  "echo-white-space": {
    says: "White space stands around the echo.",
    cure: "Write it without a line's end: print instead of println, and nothing before or after the code's own tags.",
  },
  "echo-byte-order-mark": {
    says: "A byte-order mark stands before the echo.",
    cure: "Save the source files as UTF-8 without BOM, and encode the answer without one.",
  },
  "echo-encrypted": {
    says: "The echo came back as it was sent, still encrypted.",
    cure: "Decrypt echostr, and answer the text within it.",
  },
  "echo-number": {
    says: "The echo was read as a number and came back rounded or not at all.",
    cure: "Keep the decrypted echo as text: it has more digits than a number holds.",
  },
  "echo-around": {
    says: "The echo is there, with something else around it.",
    cure: "Answer the message alone: cut it by its length field, and write nothing beside it.",
  },
  "echo-other": {
    says: "The answer is something else than the echo.",
    cure: "Decrypt echostr of this very request and answer it; a fixed text or success will not do.",
  },
  "decoded-twice": {
    says: "The query is percent-decoded twice, so that a + in echostr becomes a space.",
    cure: "Take echostr from the framework as it is, and drop your own URL-decoding.",
  },
  "not-decoded": {
    says: "The query is not percent-decoded, so that echostr keeps its %2B, %2F or %3D.",
    cure: "Decode each parameter of the query once, or take it from the framework's query parser.",
  },
  "signature-order": {
    says: "The parts of the signature are not put in the order of their characters.",
    cure: "Sort token, timestamp, nonce and ciphertext as strings, byte by byte, and join them without anything between.",
  },
  "signature-case": {
    says: "The signature is made in capitals, and the platform's is in small letters.",
    cure: "Write the SHA-1 in small hexadecimal letters, or compare without regard to case.",
  },
  "signature-parts": {
    says: "The signature is made without the ciphertext.",
    cure: "Sign four parts (token, timestamp, nonce, echostr or Encrypt) and compare with msg_signature.",
  },
  "other-kind": {
    says: "The bot answers as for the other kind of account.",
    cure: "Enterprise accounts send msg_signature and an encrypted echostr, official accounts signature and a plain one; use that part of the library, and say --kind.",
  },
  "token-differs": {
    says: "The Token differs between the two sides.",
    cure: "Write the same Token on both sides, without spaces or line ends around it.",
  },
  "receive-id-differs": {
    says: "The signature and the key fit, but the id at the end of the ciphertext is not the expected one.",
    cure: "Compare the id on both sides, letter case too: CorpID for an app of one's own, SuiteID for a suite's events, AppID for an official account.",
  },
  "key-differs": {
    says: "The signature fits, but the EncodingAESKey is another one.",
    cure: "Copy the EncodingAESKey of this very app and URL; each has its own, and a saved change makes a new one.",
  },
  signature: {
    says: "The signature does not fit.",
    cure: "Compare the Token on both sides and the parts that are signed, one by one, with those above.",
  },
  "not-verifying": {
    says: "Every check of the URL gets the same 200 without an echo, so the URL is not verified.",
    cure: "Handle GET: compare the signature, decrypt echostr and answer it; if the code does, it refuses with 200, so compare Token, EncodingAESKey and id.",
  },
  "not-accepted": {
    says: "The bot refuses a request that is signed and encrypted rightly for this Token, EncodingAESKey and id, and does not say why.",
    cure: "Compare the three on both sides, then capture a request and show it to the doctor, which computes what differs.",
  },
  padding: {
    says: "Only some lengths can be decrypted: the padding is taken for blocks of 16 bytes, or not taken off rightly.",
    cure: "Turn the cipher's own padding off and take off as many bytes as the last one says, 1 to 32.",
  },
  "length-field": {
    says: "The length of the message within the ciphertext is read wrongly.",
    cure: "Read four bytes, big-endian, after the 16 random ones; they count bytes of UTF-8, not characters.",
  },
} as const;
