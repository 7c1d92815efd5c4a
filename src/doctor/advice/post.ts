/** What goes wrong when a callback is delivered, though the check of the URL was passed. */
export const postAdvice = {
  "post-hangs": {
    says: "GET is answered at once, and POST is not answered at all.",
    cure: "Look what the handler waits for: most often for a body that a body parser has read already (take the parser off this path), else for another server.",
  },
  "post-method": {
    says: "The path answers GET but takes no POST.",
    cure: "Handle POST at the same path; that is how every callback comes.",
  },
  "post-forbidden": {
    says: "POST is forbidden, though GET is not.",
    cure: "Take the callback's path out of CSRF protection, login and firewall rules.",
  },
  "post-media-type": {
    says: "The bot takes the body only with another Content-Type.",
    cure: "Take any Content-Type at this path: the platform says text/xml, and documents none.",
  },
  "post-too-large": {
    says: "The body is refused as too large, though it has less than 1 KiB.",
    cure: "Raise the limit of the proxy or body parser to 64 KiB.",
  },
  "post-refused": {
    says: "The bot refuses a callback, though it passed the check of its URL.",
    cure: "See that the raw body reaches the code and that Encrypt is read from it; a body parser may have eaten it, or the code signs another text.",
  },
  "post-error": {
    says: "The bot fails at a callback, though it passed the check of its URL.",
    cure: "Read the bot's log at this moment; most often it is the XML parser, or a field that this message has not.",
  },
  "post-chinese": {
    says: "The bot fails at a text that is not ASCII.",
    cure: "Read body and message as UTF-8, and cut the message by its length in bytes, before it becomes a string.",
  },
  "post-mark-up": {
    says: "The bot fails at a text with < & and ]]> in it.",
    cure: "Read the XML with a parser, not with patterns, and write replies with one too.",
  },
  "post-long": {
    says: "The bot fails at a text of 1,900 bytes.",
    cure: "Read all four bytes of the length, and raise the limits of columns and body parsers.",
  },
  "post-event": {
    says: "The bot fails at an event.",
    cure: "Events have no MsgId and no Content; answer those that are not known with an empty body.",
  },
  "text-altered": {
    says: "The text came back altered.",
    cure: "Keep it as UTF-8 text from body to reply, and write it in CDATA with ]]> split in two.",
  },
  "forged-taken": {
    says: "A request with a wrong signature is answered like one that the platform signed.",
    cure: "Compare msg_signature before anything else, and answer nothing to what does not fit.",
  },
  "copies-differ": {
    says: "One and the same callback, delivered again, was answered otherwise.",
    cure: "Remember answers by MsgId (events: FromUserName, CreateTime, Event and key) and give them again.",
  },
} as const;
