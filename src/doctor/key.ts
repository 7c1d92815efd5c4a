import { ill, well, type Finding } from "./check.ts";

/** What is known of the EncodingAESKey before anything is decrypted with it. */
export type Keyed = {
  readonly aesKey: string;
  readonly secrets: { readonly kind: "enterprise" | "official"; readonly key: unknown };
};

/** Is the EncodingAESKey one? */
export function keyShaped({ aesKey, secrets: { kind, key } }: Keyed): Finding {
  if (key !== undefined) return well("43 letters and digits");
  if (aesKey === "" && kind === "official") return well("none: plain mode");
  const odd = /[^A-Za-z0-9]/u.exec(aesKey);
  const oddly =
    odd === null ? "" : `; character ${odd.index + 1} is ${JSON.stringify(odd[0])}, no such`;
  return ill("key-shape", `it has ${aesKey.length} characters${oddly}`);
}
