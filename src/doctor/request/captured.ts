import { readFields, textOf } from "../../wire/loose-xml.ts";
import { readEnvelopeXml } from "../../wire/strict-xml.ts";
import type { Secrets } from "../../wire/secrets.ts";

/** One request to a callback URL, as somebody captured it. */
export type Captured = {
  readonly method: "GET" | "POST";
  /** What followed the `?`, as it was sent. */
  readonly search: string;
  readonly body: string;
};

/** A captured request, and what should open it. */
export type Case = {
  readonly captured: Captured;
  /** Without a key when `aesKey` is not one. */
  readonly secrets: Secrets;
  readonly aesKey: string;
  /** Tokens that one often has by mistake. */
  readonly mistaken: { readonly tokens: readonly string[] };
};

/** Says whether there is something encrypted in this request. */
export function isEncrypted({ captured, secrets }: Case): boolean {
  if (secrets.kind === "enterprise") return true;
  return captured.method === "POST" && valuesOf(captured, "encrypt_type")[0] === "aes";
}

/** Lists a parameter's values, percent-decoded once. */
export function valuesOf({ search }: Captured, name: string): readonly string[] {
  return new URLSearchParams(search).getAll(name);
}

/** A parameter's value, percent-decoded once; '' when there is none. */
export function valueOf(captured: Captured, name: string): string {
  return valuesOf(captured, name)[0] ?? "";
}

/** The ciphertext: `echostr` of the query, or `Encrypt` of the body to the letter. */
export function ciphertextOf(captured: Captured): string {
  if (captured.method === "GET") return valueOf(captured, "echostr");
  try {
    return readEnvelopeXml(captured.body).get("Encrypt") ?? "";
  } catch {
    return textOf(readFields(captured.body) ?? {}, "Encrypt");
  }
}
