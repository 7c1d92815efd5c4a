import { mutantsOf, type Mutant } from "../mutant.ts";

const strict = "wire/strict-xml.test.ts";
const message = "wire/message-xml.test.ts";
const flat = "wire/flat-xml.test.ts";
const reading = "wire/read-callback.test.ts";
const genuine = "http/genuine.test.ts";

/** What XML may be, before the signature and after it. */
export const xml: readonly Mutant[] = [
  ...mutantsOf("wire/strict-xml.ts", [
    {
      of: "T19",
      from: "const mostElements = 200;",
      to: "const mostElements = 20_000;",
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
    {
      of: "T19",
      from: 'reading: "to-the-letter"',
      to: 'reading: "as-it-comes"',
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
    {
      of: "T20",
      from: "if (/^Encrypt[[/]/.test(path))",
      to: "if (path === undefined)",
      test: strict,
      grep: "compatible mode's envelopes refuses",
    },
  ]),
  ...mutantsOf("wire/message-xml.ts", [
    {
      of: "T19",
      from: "const mostElements = 2000;",
      to: "const mostElements = 20_000;",
      test: message,
      grep: "reads 1,999 fields, and 16 levels",
    },
  ]),
  ...mutantsOf("wire/xml-fields.ts", [
    {
      of: "T19",
      from: 'parser.on("doctype", () => stop("forbidden", "a DOCTYPE is not allowed"));',
      to: "",
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
    {
      of: "T19",
      from: 'parser.on("doctype", () => stop("forbidden", "a DOCTYPE is not allowed"));',
      to: "",
      test: message,
      grep: "tells what no platform sends",
    },
    {
      of: "T19",
      from: "isStrict && Object.keys(attributes).length > 0",
      to: "isStrict && Object.keys(attributes).length > 9",
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
    {
      of: "T19",
      from: "const deepest = 16;",
      to: "const deepest = 1600;",
      test: message,
      grep: "reads 1,999 fields, and 16 levels",
    },
    {
      of: "T20",
      from: "if (element.path !== name) odd(",
      to: 'if (element.path === "") odd(',
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
    {
      of: "T19",
      from: "if (!fieldName.test(name)) odd(",
      to: 'if (name === "") odd(',
      test: strict,
      grep: "the strict reader of envelopes refuses",
    },
  ]),
  ...mutantsOf("wire/flat-xml.ts", [
    {
      of: "T19",
      from: " || fields.has(field)",
      to: "",
      test: flat,
      grep: "reads nothing that the parser refuses",
    },
    {
      of: "T19",
      from: "!xml.isWellFormed()",
      to: "false",
      test: flat,
      grep: "with one letter put in",
    },
    {
      of: "T19",
      from: "if (!isCdata && /[&>\\]]/.test(text)) return undefined;",
      to: "",
      test: flat,
      grep: "with one letter put in",
    },
  ]),
  ...mutantsOf("wire/read-callback.ts", [
    {
      of: "T20",
      from: "if (twice !== undefined)",
      to: "if (false)",
      test: reading,
      grep: "reading a callback reads",
    },
    {
      of: "T20",
      from: '  "FromUserName",\n',
      to: "",
      test: genuine,
      grep: "is passed over with 200",
    },
    {
      of: "T16",
      from: 'secrets.kind === "enterprise" && account !== secrets.receiveId',
      to: 'secrets.kind === "official" && account !== secrets.receiveId',
      test: reading,
      grep: "refuses another enterprise account's",
    },
    {
      of: "T20",
      from: 'return bytes > 64 ? "" : take("FromUserName");',
      to: 'return bytes > 640 ? "" : take("FromUserName");',
      test: reading,
      grep: "reading a callback",
    },
    {
      of: "T19",
      from: 'if (fields.problem === "forbidden") throw',
      to: 'if (fields.detail === "") throw',
      test: genuine,
      grep: "cannot have a DOCTYPE",
    },
    {
      of: "T20",
      from: "const rest: Record<string, string> = Object.create(null) as Record<string, string>;",
      to: "const rest: Record<string, string> = {};",
      test: reading,
      grep: "keeps unknown fields in a record without a prototype",
    },
  ]),
  ...mutantsOf("wire/refusal.ts", [
    {
      of: "T23",
      from: "  padding: {\n    code: -40008,\n    status: 401,",
      to: "  padding: {\n    code: -40008,\n    status: 400,",
      test: "http/callback.test.ts",
      grep: "bad padding",
    },
    {
      of: "T23",
      from: '  "receive-id": {\n    code: -40005,\n    status: 401,',
      to: '  "receive-id": {\n    code: -40005,\n    status: 400,',
      test: "http/callback.test.ts",
      grep: "the id of another account",
    },
  ]),
];
