import { mutantsOf, type Mutant } from "../mutant.ts";

const constantTime = "constant-time.test.ts";
const cipher = "wire/cipher.test.ts";
const envelope = "wire/envelope.test.ts";
const fuzz = "wire/fuzz.test.ts";
const malleability = "wire/malleability.test.ts";
const query = "wire/query.test.ts";
const signature = "wire/signature.test.ts";
const callback = "http/callback.test.ts";

/** What is genuine, and in what order that is found out. */
export const wire: readonly Mutant[] = [
  ...mutantsOf("wire/envelope.ts", [
    {
      of: "T16",
      from: "checkMessageSignature(secrets, query, ciphertext);\n  checkSkew",
      to: "checkSkew",
      test: fuzz,
      grep: "never is another message by one flipped bit",
    },
    {
      of: "T16",
      from: "checkMessageSignature(secrets, query, ciphertext);\n  checkSkew(timestamp, nowSeconds, maxSkewSeconds);\n  const xml = decryptMessageFor(key, secrets.receiveId, ciphertext);",
      to: "const xml = decryptMessageFor(key, secrets.receiveId, ciphertext);\n  checkMessageSignature(secrets, query, ciphertext);\n  checkSkew(timestamp, nowSeconds, maxSkewSeconds);",
      test: envelope,
      grep: "a refusal is signature before",
    },
    {
      of: "T16",
      from: "else checkMessageSignature(secrets, query, echo);",
      to: "",
      test: envelope,
      grep: "a refusal is signature before",
    },
    {
      of: "T16",
      from: "if (key === undefined) checkUrlSignature(secrets, query);",
      to: "if (key === undefined) void query;",
      test: "wire/official-account.test.ts",
      grep: "",
    },
    {
      of: "T16",
      from: "if (!enterprise) checkUrlSignature(secrets, query);",
      to: "",
      test: "wire/official-account.test.ts",
      grep: "",
    },
    {
      of: "T16",
      from: "if (!encrypted) {\n    checkUrlSignature(secrets, query);",
      to: "if (!encrypted) {",
      test: "wire/official-account.test.ts",
      grep: "",
    },
    {
      of: "T16",
      from: "if (enterprise) checkAddressee(secrets, envelope);",
      to: "",
      test: envelope,
      grep: "a refusal is wrong-account before",
    },
    {
      of: "T18",
      from: "checkSkew(query.timestamp, Math.floor(nowMs / 1000), maxSkewSeconds);",
      to: "",
      test: callback,
      grep: "an old timestamp",
    },
    {
      of: "T18",
      from: "checkSkew(timestamp, nowSeconds, maxSkewSeconds);\n  const xml",
      to: "const xml",
      test: envelope,
      grep: "is refused 301 s before or after its time",
    },
  ]),
  ...mutantsOf("wire/signature.ts", [
    {
      of: "T16",
      from: "right.length === tried.length && timingSafeEqual(right, tried)",
      to: "right.length === tried.length",
      test: signature,
      grep: "a signature does not match",
    },
    {
      of: "T16",
      from: "if (!signatureMatches(sign(parts), given))",
      to: 'if (given === "")',
      test: fuzz,
      grep: "never is another message by one flipped bit",
    },
    {
      of: "T16",
      from: "parts.toSorted().join",
      to: "parts.join",
      test: signature,
      grep: "is that of the platform's sample",
    },
  ]),
  ...mutantsOf("wire/signature.ts", [
    {
      of: "T16",
      from: "timingSafeEqual(right, tried)",
      to: "right.equals(tried)",
      test: constantTime,
      grep: "are compared with no operator",
    },
    {
      of: "T16",
      from: "if (!signatureMatches(sign(parts), given))",
      to: "if (sign(parts) !== given)",
      test: constantTime,
      grep: "are compared with no operator",
    },
  ]),
  ...mutantsOf("wire/cipher.ts", [
    {
      of: "T16",
      from: "padding < 1 || padding > paddingBlock",
      to: "padding > paddingBlock",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T16",
      from: "padding < 1 || padding > paddingBlock",
      to: "padding < 1",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T16",
      from: 'if (plain[at] !== padding) throw new RefusedError("padding");',
      to: "",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T16",
      from: 'if (textEnd > end) throw new RefusedError("length-field");',
      to: "",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T16",
      from: "if (readUtf8(found.receiveId) !== receiveId)",
      to: "if (!receiveId.startsWith(readUtf8(found.receiveId)))",
      test: envelope,
      grep: "a refusal of what is for another is by the letter",
    },
    {
      of: "T16",
      from: 'if (!isUtf8(bytes)) throw new RefusedError("not-readable");',
      to: "",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T17",
      from: 'if (bytes.toString("base64") !== base64) throw new RefusedError("base64");',
      to: "",
      test: malleability,
      grep: "each part swapped with another",
    },
    {
      of: "T16",
      from: 'if (bytes.toString("base64") !== base64) throw new RefusedError("base64");',
      to: "",
      test: cipher,
      grep: "refuses what",
    },
    {
      of: "T16",
      from: "bytes.length < paddingBlock || bytes.length % 16 !== 0",
      to: "bytes.length % 16 !== 0",
      test: cipher,
      grep: "refuses what",
    },
  ]),
  ...mutantsOf("wire/query.ts", [
    { of: "T17", from: " || found.has(name)", to: "", test: query, grep: "is refused with" },
    { of: "T17", from: ' || value === ""', to: "", test: query, grep: "is refused with" },
    { of: "T17", from: "known !== name || ", to: "", test: query, grep: "is refused with" },
    { of: "T17", from: "/^\\d{10}$/", to: "/^\\d+$/", test: query, grep: "is refused with" },
    {
      of: "T17",
      from: "/^\\d{10}$/",
      to: "/^\\d*/",
      test: malleability,
      grep: "each part swapped with another",
    },
    {
      of: "T17",
      from: "/^[\\w-]{1,63}$/",
      to: "/^[\\w-]+$/",
      test: query,
      grep: "is refused with",
    },
    { of: "T17", from: "/^[\\w-]{1,63}$/", to: "/^[\\w-]+/", test: query, grep: "is refused with" },
    {
      of: "T18",
      from: "Math.abs(nowSeconds - Number(timestamp))",
      to: "(nowSeconds - Number(timestamp))",
      test: query,
      grep: "may be 300 s early or late",
    },
    {
      of: "T18",
      from: "Math.abs(nowSeconds - Number(timestamp))",
      to: "(Number(timestamp) - nowSeconds)",
      test: query,
      grep: "may be 300 s early or late",
    },
    {
      of: "T18",
      from: "<= maxSkewSeconds",
      to: "< maxSkewSeconds",
      test: query,
      grep: "may be 300 s early or late",
    },
    {
      of: "T18",
      from: "Math.abs(nowSeconds - Number(timestamp)) <= maxSkewSeconds",
      to: "!(Math.abs(nowSeconds - Number(timestamp)) > maxSkewSeconds)",
      test: query,
      grep: "may be 300 s early or late",
    },
  ]),
];
