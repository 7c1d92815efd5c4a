import { freshStamp } from "../../callback-client/stamp.ts";
import type { Secrets } from "../../wire/secrets.ts";
import type { Cause } from "../causes.ts";
import { ill, type Finding } from "../check.ts";
import { variantsOf } from "../mistakes.ts";
import { byNumbers, bySmallLetters, sortedParts, signText } from "../signing.ts";
import {
  ask,
  digits,
  echoOf,
  hardEcho,
  signedOtherwise,
  type Echo,
  type ExaminedCallback,
} from "./examined.ts";

/** A request that is wrong in one way. A bot that accepts it makes the same mistake. */
type Probe = { readonly cause: Cause; readonly takes: string; readonly echo: Echo };

/** Sends such requests; returns the mistake of the first that is accepted. Undefined: none is. */
export async function tryProbes(examined: ExaminedCallback): Promise<Finding | undefined> {
  const decoding = await decodingCause(examined);
  if (decoding !== undefined) return decoding;
  for (const { cause, takes, echo } of probesFor(examined)) {
    if (await isTaken(examined, echo)) return ill(cause, `it takes a request ${takes}`);
  }
  return undefined;
}

async function decodingCause(examined: ExaminedCallback): Promise<Finding | undefined> {
  if (examined.secrets.kind === "official") return undefined;
  const clean = hardEcho(examined, (sent) => !/[+/=]/.test(sent));
  if (/[+/=]/.test(clean.sent) || !(await isTaken(examined, clean))) return undefined;
  const withoutPlus = hardEcho(examined, (sent) => !sent.includes("+") && sent.includes("/"));
  return (await isTaken(examined, withoutPlus))
    ? ill("decoded-twice", "it takes every echostr but those with a + in them")
    : ill("not-decoded", "it takes only an echostr without + / and =");
}

async function isTaken(examined: ExaminedCallback, echo: Echo): Promise<boolean> {
  const { status, body } = await ask(examined, echo);
  return status === 200 && body.includes(echo.plain);
}

function probesFor(examined: ExaminedCallback): readonly Probe[] {
  const { secrets } = examined;
  const echo = hardEcho(examined);
  const signed = (
    cause: Cause,
    takes: string,
    signature: (parts: readonly string[]) => string,
  ): Probe => ({ cause, takes, echo: signedOtherwise(secrets, echo, signature) });
  return [
    ...secretsProbes(examined),
    signed("signature-order", "whose signed parts are not sorted", (parts) =>
      signText(parts.join("")),
    ),
    signed("signature-order", "whose signed parts are sorted as numbers", (parts) =>
      signText(sortedParts(parts, byNumbers)),
    ),
    signed("signature-order", "whose signed parts are sorted without regard to case", (parts) =>
      signText(sortedParts(parts, bySmallLetters)),
    ),
    signed("signature-parts", "that is signed without the ciphertext", (parts) =>
      signText(sortedParts(parts.slice(0, 3))),
    ),
    signed("signature-case", "whose signature is in capitals", (parts) =>
      signText(sortedParts(secrets.kind === "official" ? parts.slice(0, 3) : parts)).toUpperCase(),
    ),
  ];
}

function secretsProbes({ secrets, mistaken, realNow }: ExaminedCallback): readonly Probe[] {
  const made = (cause: Cause, takes: string, changed: Partial<Secrets>): Probe => ({
    cause,
    takes,
    echo: echoOf({ ...secrets, ...changed }, digits(19), freshStamp(realNow())),
  });
  const tokens = variantsOf(secrets.token, mistaken.tokens).map(({ takes, value }) =>
    made("token-differs", `signed with the Token ${takes}`, { token: value }),
  );
  if (secrets.kind === "official") {
    return secrets.key === undefined
      ? tokens
      : [...tokens, made("other-kind", "of an enterprise account", { kind: "enterprise" })];
  }
  const ids = variantsOf(secrets.receiveId, mistaken.receiveIds).map(({ takes, value }) =>
    made("receive-id-differs", `with the id ${takes}`, { receiveId: value }),
  );
  return [...tokens, ...ids, made("other-kind", "of an official account", { kind: "official" })];
}
