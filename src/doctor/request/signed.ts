import { decryptFor } from "../../wire/cipher.ts";
import { keyOf } from "../../wire/secrets.ts";
import { sign } from "../../wire/signature.ts";
import { ill, well, type Finding } from "../check.ts";
import { ciphertextOf, isEncrypted, valueOf, type Case } from "./captured.ts";
import { findFit, type SignedPart } from "./fits.ts";

/** Does the signature fit? If not, what would it fit? */
export function signatureFits(subject: Case): Finding {
  const { captured, secrets } = subject;
  const theirs = valueOf(captured, isEncrypted(subject) ? "msg_signature" : "signature");
  const parts = partsOf(subject);
  const ours = sign(parts.map(({ value }) => value));
  if (ours === theirs) return well(theirs);
  const compared = [`ours:   ${ours}`, `theirs: ${theirs}`];
  const fit = findFit(theirs, parts, { ...subject.mistaken, body: captured.body });
  if (fit !== undefined) return ill(fit.cause, fit.takes, [...compared, ...fit.details]);
  if (opens(subject)) {
    const seen = "the ciphertext opens and is whole, so another Token signed it, or another time";
    return ill("token-differs", seen, [...compared, ...inputs(parts)]);
  }
  const seen = `it fits neither this Token (${secrets.token.length} characters) nor any usual mistake`;
  return ill("signature", seen, [...compared, ...inputs(parts)]);
}

/** What is signed, in no order: the Token first. */
function partsOf(subject: Case): readonly SignedPart[] {
  const { captured, secrets } = subject;
  const encrypted = captured.method === "GET" ? "echostr" : "Encrypt";
  const parts: readonly SignedPart[] = [
    { name: "Token", value: secrets.token },
    { name: "timestamp", value: valueOf(captured, "timestamp") },
    { name: "nonce", value: valueOf(captured, "nonce") },
  ];
  if (!isEncrypted(subject)) return parts;
  return [...parts, { name: encrypted, value: ciphertextOf(captured) }];
}

function opens(subject: Case): boolean {
  const { captured, secrets } = subject;
  if (!isEncrypted(subject)) return false;
  try {
    decryptFor(keyOf(secrets), secrets.receiveId, ciphertextOf(captured));
    return true;
  } catch {
    return false;
  }
}

function inputs(parts: readonly SignedPart[]): readonly string[] {
  return parts
    .filter(({ name }) => name !== "Token")
    .map(({ name, value }) => `${name}: ${value.length > 100 ? `${value.slice(0, 100)}…` : value}`);
}
