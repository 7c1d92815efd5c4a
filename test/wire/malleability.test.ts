import { expect } from "chai";
import { makePush, openEnvelope, type Push } from "../../src/wire/envelope.ts";
import { sign } from "../../src/wire/signature.ts";
import { createRandom } from "./random.ts";
import { makeOriginal, makeSecrets, type Original } from "./requests.ts";
import { refusalOf } from "./samples.ts";

const originals = 120;
const nowMs = 1_409_659_813_000;

/** The signature fits, so these are what holds. */
const reasons: ReadonlySet<string> = new Set([
  "query",
  "timestamp-skew",
  "base64",
  "cipher-length",
]);

/**
 * What holds where as many characters of the ciphertext are taken for the nonce as the nonce puts
 * at its other end. A nonce is shorter than 64 characters, which would be whole blocks: so every
 * block but those is cut out of two, and decrypts to noise, whose end would have to be padding and
 * a receive id (144 bits) and whose beginning the right length (32 bits).
 */
const noise: ReadonlySet<string> = new Set([
  "padding",
  "length-field",
  "not-readable",
  "receive-id",
]);

type Parts = { readonly timestamp: string; readonly nonce: string; readonly encrypt: string };

/** SECURITY T17: the signature has no separators and sorts, so it fits other requests too. */
describe("a signature that fits another request", () => {
  it("opens nothing: each part swapped with another, every boundary moved", function () {
    this.timeout(60_000);
    const random = createRandom();
    let variants = 0;
    for (let index = 0; index < originals; index += 1) {
      const original = makeOriginal(random, makeSecrets(random));
      for (const parts of fittingParts(original)) {
        variants += 1;
        const { search, body } = requestOf(original, parts);
        const reason = refusalOf(() => openEnvelope(original.secrets, search, body, nowMs, 300));
        if (noise.has(reason) && isShifted(original, parts)) continue;
        if (!reasons.has(reason)) {
          expect.fail(`FUZZ_SEED=${random.seed}: ${JSON.stringify(parts)} is ${reason}`);
        }
      }
    }
    expect(variants).to.be.above(20_000);
    if (this.test) this.test.title += ` (${variants.toLocaleString("en")} variants)`;
  });

  it("opens nothing where it reaches the cipher: a nonce that came out of the ciphertext", () => {
    const secrets = makeSecrets(createRandom(1));
    const stamp = { timestamp: 1_409_659_813, nonce: "3289780044" };
    // 96 bytes with all around it, so that its Base64 ends without a =.
    const xml = "<xml>".padEnd(45);
    let reached = 0;
    for (let index = 0; index < 5_000; index += 1) {
      const push = makePush(secrets, xml, { ...stamp, random: String(index).padStart(16, "0") });
      const { timestamp, nonce, encrypt } = partsOf(push);
      const shifted = encrypt + nonce;
      const parts = { timestamp, nonce: shifted.slice(0, 10), encrypt: shifted.slice(10) };
      if (!isSignedAlike(secrets.token, partsOf(push), parts)) continue;
      const { search, body } = requestOf(push, parts);
      const reason = refusalOf(() => openEnvelope(secrets, search, body, nowMs, 300));
      expect(reason).to.be.oneOf([...noise, "query"]);
      if (reason !== "query") reached += 1;
    }
    expect(reached).to.be.above(10);
  });
});

/** Whether nonce and ciphertext have exchanged as many characters as the nonce has. */
function isShifted(original: Push, { nonce, encrypt }: Parts): boolean {
  const before = partsOf(original);
  const { length } = before.nonce;
  if (nonce.length !== length || nonce === before.nonce) return false;
  return [before.encrypt + before.nonce, before.nonce + before.encrypt].some((whole) =>
    [nonce + encrypt, encrypt + nonce].includes(whole),
  );
}

function partsOf({ search, body }: Push): Parts {
  const query = new URLSearchParams(search);
  const [, encrypt = ""] = /<Encrypt><!\[CDATA\[(.*)\]\]><\/Encrypt>/.exec(body) ?? [];
  return { timestamp: query.get("timestamp") ?? "", nonce: query.get("nonce") ?? "", encrypt };
}

function requestOf({ search, body }: Push, { timestamp, nonce, encrypt }: Parts): Push {
  const query = new URLSearchParams(search);
  query.set("timestamp", timestamp);
  query.set("nonce", nonce);
  return {
    search: query.toString(),
    body: body.replace(partsOf({ search, body }).encrypt, encrypt),
  };
}

/** All other parts that the same signature fits: dealt out again, with boundaries moved. */
function fittingParts(original: Original): readonly Parts[] {
  const { token } = original.secrets;
  const { timestamp, nonce, encrypt } = partsOf(original);
  const deals = [timestamp, nonce, encrypt].flatMap((first, at, all) => {
    const [second = "", third = ""] = all.toSpliced(at, 1);
    return [
      [first, second, third],
      [first, third, second],
    ];
  });
  return deals
    .flatMap(([first = "", second = "", third = ""]) => [
      ...moved(first, second).map(([one, two]) => ({ timestamp: one, nonce: two, encrypt: third })),
      ...moved(second, third).map(([two, three]) => ({
        timestamp: first,
        nonce: two,
        encrypt: three,
      })),
      ...moved(first, third).map(([one, three]) => ({
        timestamp: one,
        nonce: second,
        encrypt: three,
      })),
    ])
    .filter((parts) => isSignedAlike(token, { timestamp, nonce, encrypt }, parts))
    .filter((parts) => JSON.stringify(parts) !== JSON.stringify({ timestamp, nonce, encrypt }));
}

function isSignedAlike(token: string, ...requests: readonly Parts[]): boolean {
  const [right, ...others] = requests.map(({ timestamp, nonce, encrypt }) =>
    sign([token, timestamp, nonce, encrypt]),
  );
  return others.every((other) => other === right);
}

/** Two texts whose boundary lies elsewhere, whichever of them comes first. */
function moved(one: string, two: string): readonly (readonly [string, string])[] {
  const apart = (whole: string): readonly (readonly [string, string])[] =>
    Array.from({ length: Math.min(whole.length, 40) + 1 }, (_, at) => [
      whole.slice(0, at),
      whole.slice(at),
    ]);
  return [
    ...apart(one + two),
    ...apart(two + one).map(([first, second]) => [second, first] as const),
  ];
}
