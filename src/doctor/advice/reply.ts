import type { ProblemName } from "../../callback-client/problem.ts";
type Reply = `reply-${ProblemName}`;

/** What a reply gets wrong: the names of `callback-client/problem` that fail a verdict on it. */
export const replyAdvice = {
  "reply-unreachable": {
    says: "The connection was closed before a reply came.",
    cure: "Look in the bot's log whether it crashed on this callback.",
  },
  "reply-late": {
    says: "The reply took longer than the platform waits, which then delivers again.",
    cure: "Answer an empty body at once, and send the rest actively by message/send.",
  },
  "reply-endless": {
    says: "The reply is larger than any reply can be.",
    cure: "See what answers POST here: a page, a download or a log is no reply.",
  },
  "reply-status": {
    says: "The answer's status is not 200, and every other one counts as not delivered.",
    cure: "Answer 200, with an empty body if there is nothing to say.",
  },
  "reply-not-utf-8": {
    says: "The reply is not UTF-8.",
    cure: "Encode the answer as UTF-8, whatever the machine's default is.",
  },
  "reply-byte-order-mark": {
    says: "A byte-order mark stands before the reply.",
    cure: "Save source files and templates as UTF-8 without BOM.",
  },
  "reply-quotes": {
    says: "The reply stands in quotes, as a JSON string.",
    cure: "Answer it as text or XML: no JSON serialiser may touch it.",
  },
  "reply-json": {
    says: "The answer is JSON, and XML is expected.",
    cure: "Answer an encrypted XML envelope, or an empty body.",
  },
  "reply-html": {
    says: "The answer to a callback is a web page.",
    cure: "Route POST at this path to the bot, and answer errors without a page.",
  },
  "reply-not-xml": {
    says: "The reply, or what is encrypted in it, is no XML with <xml> around it.",
    cure: "Answer the envelope, with a message in <xml> within it, or an empty body; write texts in CDATA.",
  },
  "reply-xml-twice": {
    says: "The reply has <xml> within <xml>.",
    cure: "Wrap it once: the library writes the <xml> of the envelope, and the template that of the message.",
  },
  "reply-incomplete": {
    says: "The reply's envelope is not whole: its signature cannot be checked.",
    cure: "Write all four: Encrypt, MsgSignature, TimeStamp and Nonce.",
  },
  "reply-plain": {
    says: "The reply is plain XML, and an encrypted envelope is expected.",
    cure: "Encrypt and sign the reply, as the callback was: Encrypt, MsgSignature, TimeStamp, Nonce.",
  },
  "reply-encrypted": {
    says: "The reply is encrypted, though the callback was plain.",
    cure: "Answer plain XML in plain mode, or switch both sides to safe mode.",
  },
  "reply-signature": {
    says: "The reply's MsgSignature does not fit.",
    cure: "Sign Token, TimeStamp, Nonce and Encrypt of this very reply, sorted, with the Token of this callback.",
  },
  "reply-base64": {
    says: "The reply's Encrypt is not strict Base64.",
    cure: "Use the standard alphabet with its = at the end, and no line breaks.",
  },
  "reply-cipher-length": {
    says: "The reply's ciphertext has no length that AES-256-CBC gives.",
    cure: "Send all blocks, the last one too: do not forget the cipher's final.",
  },
  "reply-padding": {
    says: "The reply cannot be decrypted: its padding is wrong, or it is encrypted with another key.",
    cure: "Encrypt with this app's EncodingAESKey, padded to blocks of 32 bytes, and pad only once.",
  },
  "reply-length-field": {
    says: "The length within the reply's ciphertext points beyond it.",
    cure: "Write four bytes, big-endian, that count the bytes of the message.",
  },
  "reply-not-readable": {
    says: "The decrypted reply is not UTF-8.",
    cure: "Encode the message as UTF-8, and count its bytes, not its characters.",
  },
  "reply-receive-id": {
    says: "The id at the end of the reply's ciphertext is another one.",
    cure: "Append the CorpID (official: AppID) of this account, letter for letter, after the message.",
  },
  "reply-addresses-swapped": {
    says: "The reply has the callback's own addresses, so it is addressed to the account.",
    cure: "Let the addresses change places: ToUserName is the callback's FromUserName.",
  },
  "reply-addressee": {
    says: "The reply's ToUserName is not whoever wrote.",
    cure: "Answer to the FromUserName of this very callback, and share no state between requests.",
  },
  "reply-sender": {
    says: "The reply's FromUserName is not the account.",
    cure: "Answer from the ToUserName of the callback.",
  },
  "reply-create-time": {
    says: "The reply's CreateTime is not a number of seconds.",
    cure: "Write whole seconds since 1970, as digits.",
  },
  "reply-unknown-type": {
    says: "The reply's MsgType is none that a reply can have here.",
    cure: "Use text, image, voice, video or news, in small letters.",
  },
  "reply-text-too-long": {
    says: "The reply's text is longer than 2,048 bytes, where the platform cuts it.",
    cure: "Cut it yourself between characters, or send the rest actively.",
  },
  "reply-no-media": {
    says: "The reply names no MediaId.",
    cure: "Upload the file first, and put its MediaId into the element of its type.",
  },
  "reply-no-articles": {
    says: "The news has no articles.",
    cure: "Put one to eight item elements into Articles.",
  },
  "reply-too-many-articles": {
    says: "The news has more than ten articles, and nothing at all is shown.",
    cure: "Send at most eight articles.",
  },
} as const satisfies Readonly<Partial<Record<Reply, object>>>;
