import { element } from "./cdata.ts";
import { decryptFor, decryptMessageFor, encrypt } from "./cipher.ts";
import { textOf, type Fields } from "./loose-xml.ts";
import { checkSkew, needed, readQuery, type Query } from "./query.ts";
import { RefusedError } from "./refusal.ts";
import { keyOf, type Secrets } from "./secrets.ts";
import { checkSignature, sign } from "./signature.ts";
import { readCompatibleXml, readEnvelopeXml } from "./strict-xml.ts";
import type { XmlFields } from "./xml-fields.ts";

/** What a reply takes over from the request that it answers. */
export type Sealing = {
  readonly timestamp: string;
  readonly nonce: string;
  /** 16 characters that no other request has; undefined: it came in plain. */
  readonly random: string | undefined;
};

/** A callback whose signature was right: its plaintext XML, and how to seal the reply. */
export type Opened = { readonly xml: string; readonly sealing: Sealing };

/**
 * Answers the verification of a callback URL (PROTOCOL §1.2): an enterprise account's echo
 * decrypted, to the letter; an official account's as it came. `nowMs` is the real clock. Throws
 * `RefusedError`, and looks at nothing encrypted before the signature is found right.
 */
export function openEcho(
  secrets: Secrets,
  search: URLSearchParams | string,
  nowMs: number,
  maxSkewSeconds: number,
): string {
  const key = secrets.kind === "enterprise" ? keyOf(secrets) : undefined;
  const query = readQuery(search);
  const echo = needed(query.echo, "echostr");
  if (key === undefined) checkUrlSignature(secrets, query);
  else checkMessageSignature(secrets, query, echo);
  checkSkew(query.timestamp, Math.floor(nowMs / 1000), maxSkewSeconds);
  return key === undefined ? echo : decryptFor(key, secrets.receiveId, echo);
}

/**
 * Opens a callback's envelope and returns the plaintext XML in it, which `readCallback` reads: an
 * enterprise account's is always encrypted, an official account's if its `encrypt_type` is `aes`
 * (safe and compatible mode). `nowMs` is the real clock. Throws `RefusedError`, in the official
 * order: key, query and XML, signature, cipher, receive id.
 */
export function openEnvelope(
  secrets: Secrets,
  search: URLSearchParams | string,
  body: string,
  nowMs: number,
  maxSkewSeconds: number,
): Opened {
  const enterprise = secrets.kind === "enterprise";
  if (enterprise) keyOf(secrets);
  const query = readQuery(search);
  const { timestamp, nonce } = query;
  const encrypted = enterprise || isEncrypted(query);
  const nowSeconds = Math.floor(nowMs / 1000);
  if (!encrypted) {
    checkUrlSignature(secrets, query);
    checkSkew(timestamp, nowSeconds, maxSkewSeconds);
    return { xml: body, sealing: { timestamp, nonce, random: undefined } };
  }
  const key = keyOf(secrets);
  const random = needed(query.messageSignature, "msg_signature").slice(0, 16);
  const envelope = enterprise ? readEnvelopeXml(body) : readCompatibleXml(body);
  const ciphertext = ciphertextOf(envelope.get("Encrypt"));
  if (!enterprise) checkUrlSignature(secrets, query);
  checkMessageSignature(secrets, query, ciphertext);
  checkSkew(timestamp, nowSeconds, maxSkewSeconds);
  const xml = decryptMessageFor(key, secrets.receiveId, ciphertext);
  if (enterprise) checkAddressee(secrets, envelope);
  return { xml, sealing: { timestamp, nonce, random } };
}

/**
 * Seals a reply in the envelope that the platform expects (PROTOCOL §1.6), with the request's
 * timestamp and nonce. A plain request is answered in plain XML, and '' stays '': no reply.
 */
export function seal(secrets: Secrets, replyXml: string, sealing: Sealing): string {
  const { timestamp, nonce, random } = sealing;
  if (replyXml === "" || random === undefined) return replyXml;
  // The request's signature makes replies differ, and a redelivery's the same to the byte.
  const ciphertext = encrypt(keyOf(secrets), secrets.receiveId, replyXml, random);
  const signature = sign([secrets.token, timestamp, nonce, ciphertext]);
  return (
    `<xml>${element("Encrypt", ciphertext)}${element("MsgSignature", signature)}` +
    `<TimeStamp>${timestamp}</TimeStamp>${element("Nonce", nonce)}</xml>`
  );
}

/** How the sender of a push stamps it. */
export type Stamp = {
  /** Unix seconds, by the real clock. */
  readonly timestamp: number;
  readonly nonce: string;
  /** 16 ASCII characters. */
  readonly random: string;
};

/** A signed request to a callback URL: what follows its `?`, and its body. */
export type Push = { readonly search: string; readonly body: string };

/**
 * Envelopes a callback's XML as the platform does (PROTOCOL §1.5), for whoever plays the platform.
 * An official account without a key, or in `mode` plain, sends the XML itself.
 */
export function makePush(
  secrets: Secrets,
  xml: string,
  stamp: Stamp & { readonly agent?: number | undefined; readonly mode?: "plain" | undefined },
): Push {
  const { timestamp, nonce, random, agent, mode } = stamp;
  const official = secrets.kind === "official";
  const url = urlSigned(secrets, stamp);
  const isPlain = official && (mode === "plain" || secrets.key === undefined);
  if (isPlain) return { search: query(url), body: xml };
  const ciphertext = encrypt(keyOf(secrets), secrets.receiveId, xml, random);
  const msg_signature = sign([secrets.token, String(timestamp), nonce, ciphertext]);
  const parts = element("ToUserName", secrets.receiveId) + element("Encrypt", ciphertext);
  if (official) {
    const search = query({ ...url, encrypt_type: "aes", msg_signature });
    return { search, body: `<xml>${parts}</xml>` };
  }
  const body = `<xml>${parts}${element("AgentID", agent === undefined ? "" : String(agent))}</xml>`;
  return { search: query({ msg_signature, timestamp: String(timestamp), nonce }), body };
}

/** Asks a callback URL to prove itself, as the platform does when it is saved (PROTOCOL §1.2). */
export function makeEchoCheck(
  secrets: Secrets,
  echo: string,
  stamp: Stamp,
): { readonly search: string } {
  if (secrets.kind === "official") {
    return { search: query({ ...urlSigned(secrets, stamp), echostr: echo }) };
  }
  const { nonce, random } = stamp;
  const timestamp = String(stamp.timestamp);
  const echostr = encrypt(keyOf(secrets), secrets.receiveId, echo, random);
  const msg_signature = sign([secrets.token, timestamp, nonce, echostr]);
  return { search: query({ msg_signature, timestamp, nonce, echostr }) };
}

/**
 * Opens the envelope of a reply and returns the reply's XML. Any TimeStamp will do: some bots write
 * milliseconds, or CDATA (PROTOCOL §1.6). Throws `RefusedError` when signature, cipher or receive id
 * are wrong.
 */
export function openSealed(secrets: Secrets, envelope: Fields): string {
  const key = keyOf(secrets);
  const ciphertext = ciphertextOf(textOf(envelope, "Encrypt").trim());
  const [timestamp = "", nonce = "", signature = ""] = ["TimeStamp", "Nonce", "MsgSignature"].map(
    (name) => textOf(envelope, name).trim(),
  );
  checkSignature([secrets.token, timestamp, nonce, ciphertext], signature);
  return decryptFor(key, secrets.receiveId, ciphertext);
}

function isEncrypted({ encryptType = "raw", messageSignature }: Query): boolean {
  if (encryptType === "aes") return true;
  if (encryptType === "raw" && messageSignature === undefined) return false;
  throw new RefusedError("query", "encrypt_type and msg_signature do not fit together");
}

function ciphertextOf(encrypted: string | undefined): string {
  if (encrypted === undefined || encrypted === "") throw new RefusedError("not-encrypted");
  return encrypted;
}

function checkMessageSignature({ token }: Secrets, query: Query, ciphertext: string): void {
  const given = needed(query.messageSignature, "msg_signature");
  checkSignature([token, query.timestamp, query.nonce, ciphertext], given);
}

function checkUrlSignature({ token }: Secrets, { timestamp, nonce, signature }: Query): void {
  checkSignature([token, timestamp, nonce], needed(signature, "signature"));
}

// An envelope need not say whom it is for, but when it does, it must be us.
function checkAddressee({ receiveId }: Secrets, envelope: XmlFields): void {
  const account = envelope.get("ToUserName") ?? "";
  if (account !== "" && account !== receiveId) throw new RefusedError("wrong-account");
}

function urlSigned({ token }: Secrets, stamp: Stamp): Readonly<Record<string, string>> {
  const timestamp = String(stamp.timestamp);
  const { nonce } = stamp;
  return { signature: sign([token, timestamp, nonce]), timestamp, nonce };
}

function query(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString();
}
