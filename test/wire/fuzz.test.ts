import { expect } from "chai";
import { decryptFor } from "../../src/wire/cipher.ts";
import { openEnvelope, type Push } from "../../src/wire/envelope.ts";
import { readFields } from "../../src/wire/loose-xml.ts";
import { readCallback } from "../../src/wire/read-callback.ts";
import { RefusedError } from "../../src/wire/refusal.ts";
import { keyOf } from "../../src/wire/secrets.ts";
import { readEnvelopeXml } from "../../src/wire/strict-xml.ts";
import { scaled } from "../support/sizes.ts";
import { createRandom, type Random } from "./random.ts";
import {
  damage,
  makeOriginal,
  makeSecrets,
  sealStrange,
  signNonsense,
  type Original,
} from "./requests.ts";

const flips = scaled(1_000_000);
const inputs = scaled(200_000);
// About one in a thousand is taken as another message: with fewer flips there may be none.
const controls = Math.max(scaled(100_000), 20_000);
const nowMs = 1_409_659_813_000;
const counted = (count: number): string => count.toLocaleString("en");

describe("whatever comes to the door", () => {
  const { stackTraceLimit } = Error;
  before(() => {
    // A refusal is an answer here; nobody reads where it came from.
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it(`never is another message by one flipped bit, in ${counted(flips)} flips`, function () {
    this.timeout(300_000);
    const told = tally(flips, (random, original) =>
      judge(flipAnywhere(random, original), original),
    );
    expect(told.get("refused")).to.be.above(flips * 0.8);
    expect(told.get("the same")).to.be.above(0);
    tell(this.test, told);
  });

  it(`is refused or understood, and nothing else, in ${counted(inputs)} structured inputs`, function () {
    this.timeout(300_000);
    const told = tally(inputs, (random, original, other) => {
      const { secrets } = original;
      const kind = random.below(4);
      if (kind < 2) return judge(damage(random, original, other), original, other);
      if (kind === 2) return judge(signNonsense(random, secrets), original);
      return understand(sealStrange(random, secrets));
    });
    for (const verdict of ["refused", "the same", "understood", "passed over"]) {
      expect(told.get(verdict), verdict).to.be.above(inputs / 100);
    }
    expect(told.get("misunderstood")).to.equal(undefined);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    tell(this.test, told);
  });

  it(`would get in without the signature, by some of ${counted(controls)} flips`, function () {
    this.timeout(60_000);
    const told = tally(controls, (random, original) => {
      const flipped = flipCiphertext(random, original);
      const xml = openUnsigned(original, flipped);
      if (xml === undefined) return "refused even so";
      expect(judge(flipped, original)).to.equal("refused");
      // Who decrypts first, and reads with xml2js, takes these.
      return readFields(xml) === undefined ? "decrypted, but no XML" : "taken as another message";
    });
    expect(told.get("decrypted, but no XML")).to.be.above(0);
    expect(told.get("taken as another message")).to.be.above(0);
    tell(this.test, told);
  });
});

type Tally = ReadonlyMap<string, number>;
type Judge = (random: Random, original: Original, other: Original) => string;

/** Counts verdicts, on new originals every 200 inputs; what is thrown names the seed. */
function tally(count: number, verdictOf: Judge): Tally {
  const random = createRandom();
  const told = new Map<string, number>();
  let [original, other] = twoOriginals(random);
  for (let index = 0; index < count; index += 1) {
    if (index % 200 === 0) [original, other] = twoOriginals(random);
    try {
      const verdict = verdictOf(random, original, other);
      told.set(verdict, (told.get(verdict) ?? 0) + 1);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${random.seed}, input ${index}`, { cause: error });
    }
  }
  return told;
}

function tell(test: Mocha.Runnable | undefined, told: Tally): void {
  const words = [...told].map(([verdict, times]) => `${counted(times)} ${verdict}`);
  if (test !== undefined) test.title += ` (${words.join(", ")})`;
}

function twoOriginals(random: Random): readonly [Original, Original] {
  const secrets = makeSecrets(random);
  return [makeOriginal(random, secrets), makeOriginal(random, secrets)];
}

/** Opens a request that must be refused, or else be one of these originals as it was. */
function judge(request: Push, original: Original, other = original): string {
  const { search, body } = request;
  try {
    const { xml, sealing } = openEnvelope(original.secrets, search, body, nowMs, 300);
    const whole = xml === original.xml ? original : other;
    expect(xml).to.equal(whole.xml);
    const random = new URLSearchParams(search).get("msg_signature")?.slice(0, 16);
    expect(sealing, search).to.deep.equal({ ...whole.sealing, random });
    return "the same";
  } catch (error) {
    if (error instanceof RefusedError) return "refused";
    throw error;
  }
}

function understand({ secrets, search, body, xml }: Original): string {
  if (openEnvelope(secrets, search, body, nowMs, 300).xml !== xml) return "misunderstood";
  try {
    const callback = readCallback(xml, secrets);
    if (callback.kind === "suite") return "understood";
    if (callback.kind === "unreadable") return "passed over";
    const { follower, createTime, account } = callback;
    const sound = Buffer.byteLength(follower) <= 64 && Number.isSafeInteger(createTime);
    return sound && account === secrets.receiveId ? "understood" : "misunderstood";
  } catch (error) {
    if (error instanceof RefusedError) return "refused";
    throw error;
  }
}

/** What must not be: it decrypts without asking who signed. */
function openUnsigned({ secrets }: Original, { body }: Push): string | undefined {
  try {
    const encrypted = readEnvelopeXml(body).get("Encrypt") ?? "";
    return decryptFor(keyOf(secrets), secrets.receiveId, encrypted);
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

function flipAnywhere(random: Random, { search, body }: Push): Push {
  const at = random.below(search.length + body.length);
  return at < search.length
    ? { search: flip(random, Buffer.from(search), at).toString("latin1"), body }
    : { search, body: flip(random, Buffer.from(body), at - search.length).toString("utf8") };
}

function flipCiphertext(random: Random, { search, body }: Push): Push {
  const encrypted = /<Encrypt><!\[CDATA\[(.*)\]\]><\/Encrypt>/.exec(body)?.[1] ?? "";
  const bytes = Buffer.from(encrypted, "base64");
  const flipped = flip(random, bytes, random.below(bytes.length)).toString("base64");
  return { search, body: body.replace(encrypted, flipped) };
}

function flip(random: Random, bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
  return bytes;
}
