import type { Cause } from "../causes.ts";
import { byNumbers, bySmallLetters, signText } from "../signing.ts";
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

function signed(values: readonly string[]): string {
  return signText(values.toSorted().join(""));
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
  const ways: readonly { cause: Cause; takes: string; signature: string }[] = [
    {
      cause: "signature-case",
      takes: "it fits in small letters",
      signature: signed(values).toUpperCase(),
    },
    {
      cause: "signature-parts",
      takes: "it fits without the ciphertext: an official account's signature",
      signature: signed(three),
    },
    {
      cause: "signature-parts",
      takes: "it fits the whole body in the place of Encrypt",
      signature: signed([...three, body]),
    },
    {
      cause: "signature-order",
      takes: "it fits the parts sorted as numbers",
      signature: signText(values.toSorted(byNumbers).join("")),
    },
    {
      cause: "signature-order",
      takes: "it fits the parts sorted without regard to case",
      signature: signText(values.toSorted(bySmallLetters).join("")),
    },
    ...ordersOf(values).map((order) => ({
      cause: "signature-order" as const,
      takes: "it fits the parts in an order that is not sorted",
      signature: signText(order.join("")),
    })),
  ];
  const way = ways.find(({ signature }) => signature === theirs);
  return way && { cause: way.cause, takes: way.takes, details: [] };
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
