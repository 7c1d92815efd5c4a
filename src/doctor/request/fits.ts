import type { Cause } from "../causes.ts";
import { byNumbers, bySmallLetters, signText, sortedParts } from "../signing.ts";
import { variantsOf } from "../mistakes.ts";

/** One of the texts that are signed together. */
export type SignedPart = { readonly name: string; readonly value: string };

/** What a signature would fit, and where that differs from what arrived. */
export type Fit = {
  readonly cause: Cause;
  readonly takes: string;
  readonly details: readonly string[];
};

/** Looks for the one thing, or the Token and one thing, that would make a signature fit. */
export function findFit(
  theirs: string,
  parts: readonly SignedPart[],
  known: { readonly tokens: readonly string[]; readonly body: string },
): Fit | undefined {
  const fits = (values: readonly string[]): boolean => signed(values) === theirs;
  const values = parts.map(({ value }) => value);
  const [token = "", ...others] = values;
  const tokens = variantsOf(token, known.tokens);
  const right = tokens.find(({ value }) => fits([value, ...others]));
  if (right !== undefined) {
    return { cause: "token-differs", takes: `it fits the Token ${right.takes}`, details: [] };
  }
  return (
    alteredPart(parts, fits) ??
    signedOtherwise(theirs, values, known.body) ??
    tokens.map(({ takes, value }) => bothWrong(takes, value, parts, fits)).find(Boolean)
  );
}

function signed(values: readonly string[], order?: Parameters<typeof sortedParts>[1]): string {
  return signText(sortedParts(values, order));
}

function alteredPart(
  parts: readonly SignedPart[],
  fits: (values: readonly string[]) => boolean,
): Fit | undefined {
  for (const [index, { name, value }] of parts.entries()) {
    if (index === 0) continue;
    for (const { how, text } of originalsOf(value)) {
      const values = parts.map((part, at) => (at === index ? text : part.value));
      if (!fits(values)) continue;
      const details = [`the first input that differs: ${name}, ${differenceOf(text, value)}`];
      return { cause: "request-altered", takes: `it fits ${name} ${how}`, details };
    }
  }
  return undefined;
}

function bothWrong(
  takes: string,
  token: string,
  parts: readonly SignedPart[],
  fits: (values: readonly string[]) => boolean,
): Fit | undefined {
  const [, ...others] = parts;
  const fit = alteredPart([{ name: "Token", value: token }, ...others], fits);
  return fit && { ...fit, takes: `${fit.takes}, and the Token ${takes}` };
}

/** Lists what a text may have been before something altered it. */
function originalsOf(value: string): readonly { readonly how: string; readonly text: string }[] {
  const originals = [
    { how: "with a + where a space is now", text: value.replaceAll(" ", "+") },
    { how: "decoded once more", text: decoded(value) },
    { how: "decoded once less", text: encodeURIComponent(value) },
    { how: "without the white space in it", text: value.replace(/\s/g, "") },
    {
      how: "in the standard Base64 alphabet",
      text: padded(value.replace(/-/g, "+").replace(/_/g, "/")),
    },
    { how: "with = at its end", text: padded(value) },
    { how: "without XML's escapes", text: unescaped(value) },
    {
      how: "decoded once more, with a + where a space is then",
      text: decoded(value).replaceAll(" ", "+"),
    },
  ];
  return originals.filter(({ text }) => text !== value);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function padded(base64: string): string {
  const bare = base64.replace(/=+$/, "");
  return bare + "=".repeat((4 - (bare.length % 4)) % 4);
}

function unescaped(value: string): string {
  return value
    .replace(/&#x2b;|&#43;/gi, "+")
    .replace(/&#x2f;|&#47;/gi, "/")
    .replace(/&#x3d;|&#61;/gi, "=");
}

function signedOtherwise(theirs: string, values: readonly string[], body: string): Fit | undefined {
  const three = values.slice(0, 3);
  const ways: readonly (readonly [Cause, string, string])[] = [
    ["signature-case", "in small letters", signed(values).toUpperCase()],
    ["signature-parts", "without the ciphertext: an official account's signature", signed(three)],
    ["signature-parts", "the whole body in the place of Encrypt", signed([...three, body])],
    ["signature-order", "the parts sorted as numbers", signed(values, byNumbers)],
    ["signature-order", "the parts sorted without regard to case", signed(values, bySmallLetters)],
    ...ordersOf(values).map(
      (order) =>
        [
          "signature-order",
          "the parts in an order that is not sorted",
          signText(order.join("")),
        ] as const,
    ),
  ];
  const [cause, takes] = ways.find(([, , signature]) => signature === theirs) ?? [];
  return cause && { cause, takes: `it fits ${takes}`, details: [] };
}

function ordersOf(values: readonly string[]): readonly (readonly string[])[] {
  if (values.length <= 1) return [values];
  return values.flatMap((value, index) =>
    ordersOf(values.filter((_, at) => at !== index)).map((rest) => [value, ...rest]),
  );
}

function differenceOf(right: string, arrived: string): string {
  let at = 0;
  while (at < right.length && right[at] === arrived[at]) at += 1;
  return `character ${at + 1} is ${nameOf(arrived[at])} where ${nameOf(right[at])} must be`;
}

function nameOf(character: string | undefined): string {
  if (character === undefined) return "the end";
  return character === " " ? "a space" : JSON.stringify(character).slice(1, -1);
}
