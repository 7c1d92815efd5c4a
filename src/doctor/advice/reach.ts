/** What keeps a request from being answered by the bot at all. */
export const reachAdvice = {
  "key-shape": {
    says: "The EncodingAESKey is not 43 letters and digits, so nothing can be decrypted with it.",
    cure: "Copy it again from the console, without the = that some libraries add and without spaces.",
  },
  dns: {
    says: "The host name of the URL has no address.",
    cure: "Correct the spelling, or add the DNS record and wait until it is known everywhere.",
  },
  refused: {
    says: "Nothing listens at this address and port.",
    cure: "Start the bot, and compare the port; in a container it must listen on 0.0.0.0 and the port must be published.",
  },
  "no-connection": {
    says: "Nobody takes the connection: the address does not answer at all.",
    cure: "Open the port in the firewall and in the cloud's security group, or correct the address.",
  },
  "connection-lost": {
    says: "The connection was closed before an answer came.",
    cure: "Look whether the bot crashed on this request, and whether the port speaks HTTP as the URL says.",
  },
  tls: {
    says: "The TLS handshake failed, so the platform cannot connect either.",
    cure: "Install a valid certificate for this host name with its whole chain, or use http if the port speaks no TLS.",
  },
  late: {
    says: "The answer took longer than the platform waits.",
    cure: "Answer at once and do the work afterwards; the check of a URL needs no database and no other server.",
  },
  slow: {
    says: "The check of the URL is answered too late: the console gives it about one second.",
    cure: "Answer it before anything else is asked or loaded; it needs no database, no token and no other server.",
  },
  endless: {
    says: "The answer is larger than any reply can be.",
    cure: "See what answers here: a download, a log or a stream is no callback.",
  },
  redirect: {
    says: "The URL answers with a redirect, and the platform does not follow it.",
    cure: "Give the console the address that it points to (https, the slash at the end), and let the callback through without a login.",
  },
  "not-found": {
    says: "There is nothing at this path.",
    cure: "Give the whole path of the callback, with every prefix that the framework or the proxy adds.",
  },
  method: {
    says: "The path does not take GET, which the check of the URL is.",
    cure: "Handle GET beside POST at the same path.",
  },
  gateway: {
    says: "A proxy or tunnel answers in the bot's place, because it cannot reach the bot.",
    cure: "Start the bot, and compare the address that the proxy passes requests on to.",
  },
  "server-error": {
    says: "The bot fails at the check of the URL.",
    cure: "Read the bot's log at this moment; most often the key, the id or a missing parameter throws.",
  },
  "web-page": {
    says: "A web page answers, not the bot: a login, a single-page application, a tunnel's notice or a firewall's challenge.",
    cure: "Route the callback's path to the bot, before the pages and without login or bot protection.",
  },
} as const;
