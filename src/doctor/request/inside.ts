import { isUtf8 } from "node:buffer";
import { decrypt, decryptMessageFor, decryptToBytes, type Decrypted } from "../../wire/cipher.ts";
import { readCallback } from "../../wire/read-callback.ts";
import { RefusedError } from "../../wire/refusal.ts";
import { keyOf } from "../../wire/secrets.ts";
import { isCause, type Cause } from "../causes.ts";
import { ill, skipped, well, type Finding } from "../check.ts";
import { ciphertextOf, isEncrypted, type Case } from "./captured.ts";

const headBytes = 20;

/** Does the key open the ciphertext, with right padding and length? */
export function ciphertextOpens(subject: Case): Finding {
  if (!isEncrypted(subject)) return skipped("nothing is encrypted");
  const key = keyOf(subject.secrets);
  const base64 = ciphertextOf(subject.captured);
  try {
    const { text, receiveId } = opened(subject);
    return well(`${Buffer.byteLength(text)} bytes, and an id of ${receiveId.length} characters`);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { reason } = error;
    const early = reason === "base64" || reason === "cipher-length";
    if (early) return ill(reason, `${base64.length} characters: ${base64.slice(0, 60)}`);
    return explained(reason, decryptToBytes(key, base64));
  }
}

/** Is the id at the end of the ciphertext the expected one? */
export function idExpected(subject: Case): Finding {
  const { secrets } = subject;
  if (!isEncrypted(subject)) return skipped("nothing is encrypted");
  const { receiveId } = opened(subject);
  if (receiveId === secrets.receiveId) return well(receiveId);
  return ill("receive-id-differs", `it is ${idOf(receiveId)}, not ${idOf(secrets.receiveId)}`, [
    likenessOf(receiveId, secrets.receiveId),
  ]);
}

/** Is the message in it one, or what must the echo be answered with? */
export function messageReads(subject: Case): Finding {
  const { secrets, captured } = subject;
  const text = isEncrypted(subject) ? opened(subject).text : captured.body;
  if (captured.method === "GET") return echoToAnswer(subject, text);
  try {
    const callback = readCallback(text, secrets);
    const { kind } = callback;
    const what =
      kind === "unreadable" ? `this assistant passes it over, since ${callback.why}` : kind;
    return well(`${what}; ${text.replace(/\s+/g, " ").slice(0, 200)}`);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { reason, message } = error;
    const cause: Cause = isCause(reason) ? reason : "message-xml";
    return ill(cause, message, [`the message: ${text.replace(/\s+/g, " ").slice(0, 200)}`]);
  }
}

/** Decrypts; a message in which something is no UTF-8, as people can send it, is read without that. */
function opened({ captured, secrets }: Case): Decrypted {
  const key = keyOf(secrets);
  const base64 = ciphertextOf(captured);
  try {
    return decrypt(key, base64);
  } catch (error) {
    const isMessage = captured.method === "POST" && error instanceof RefusedError;
    if (!isMessage || error.reason !== "not-readable") throw error;
    const text = decryptMessageFor(key, secrets.receiveId, base64);
    if (readCallback(text, secrets).kind === "unreadable") throw error;
    return { text, receiveId: secrets.receiveId };
  }
}

function echoToAnswer({ captured, secrets }: Case, text: string): Finding {
  const echo =
    secrets.kind === "official" ? new URLSearchParams(captured.search).get("echostr") : text;
  const bytes = Buffer.byteLength(echo ?? "");
  return well(`answer 200 with exactly these ${bytes} bytes: ${echo ?? ""}`);
}

// With a wrong key all is noise, the length too; what reads as text was opened by the right one.
function explained(reason: RefusedError["reason"], plain: Uint8Array): Finding {
  const bytes = Buffer.from(plain);
  const length = bytes.readUInt32BE(16);
  const rest = bytes.length - headBytes;
  const last = bytes.at(-1) ?? 0;
  if (
    reason === "padding" &&
    length <= rest &&
    isText(bytes.subarray(headBytes, headBytes + length))
  ) {
    return ill("padding", `what comes out reads well, but the last byte is ${last}`);
  }
  const isLegible = isText(bytes.subarray(headBytes, bytes.length - last));
  if (reason === "length-field" && isLegible) {
    return ill(
      "length-field",
      `it says ${length} bytes, and ${rest - last} are there`,
      [
        bytes.readUInt32LE(16) <= rest ? "read with the smallest byte first it would fit" : "",
      ].filter(Boolean),
    );
  }
  if (reason === "not-readable") return ill("not-readable", `${length} bytes are not UTF-8`);
  return ill("key-differs", "what comes out is noise");
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes);
}

function idOf(id: string): string {
  return id === "" ? "empty" : id.slice(0, 80);
}

function likenessOf(theirs: string, ours: string): string {
  if (theirs === "") return "an empty id is that of an AI bot's callback";
  if (theirs.trim() === ours.trim()) return "they differ in the spaces around them";
  if (theirs.toLowerCase() === ours.toLowerCase()) return "they differ in letter case";
  const isCorp = /^w[wx][0-9a-z]{16}$/i;
  return isCorp.test(theirs)
    ? "it looks like a CorpID, a SuiteID or an AppID: see whose"
    : "it does not look like a CorpID: perhaps a SuiteID, as suites' events have";
}
