import { mutantsOf, type Mutant } from "../mutant.ts";

const abuse = "http/abuse.test.ts";
const callback = "http/callback.test.ts";
const secrets = "http/secrets.test.ts";
const config = "config.test.ts";
const fromHere = "http/only-from-here.test.ts";

/** The front door, what browsers are told, logs, and what the environment must say. */
export const http: readonly Mutant[] = [
  ...mutantsOf("http/callback.ts", [
    {
      of: "T21",
      from: "const bodyLimit = 65_536;",
      to: "const bodyLimit = 65_537;",
      test: callback,
      grep: "begin at one byte more than 64 KiB",
    },
    {
      of: "T22",
      from: '"X-Content-Type-Options": "nosniff",',
      to: "",
      test: callback,
      grep: "answers the echo to the letter",
    },
  ]),
  ...mutantsOf("http/body.ts", [
    {
      of: "T21",
      from: "if (declared > limit) return",
      to: "if (declared < 0) return",
      test: callback,
      grep: "one says it is longer than 64 KiB",
    },
    {
      of: "T21",
      from: 'encoding !== undefined && encoding !== "identity"',
      to: 'encoding === "identity"',
      test: callback,
      grep: "are refused with 415 where one is compressed",
    },
    {
      of: "T21",
      from: "if (bytes > limit) refuse(bodyTooLong(limit));",
      to: "",
      test: callback,
      grep: "begin at one byte more than 64 KiB",
    },
  ]),
  ...mutantsOf("console/api/router.ts", [
    {
      of: "T21",
      from: "inflate: false",
      to: "inflate: true",
      test: abuse,
      grep: "refuses what is not JSON, or compressed",
    },
  ]),
  ...mutantsOf("http/connections.ts", [
    {
      of: "T21",
      from: "if (isLate) endTooLate();",
      to: "",
      test: "http/listener.test.ts",
      grep: "half of its headers",
    },
    {
      of: "T21",
      from: "has >= limits.perAddress || ",
      to: "",
      test: "http/listener.test.ts",
      grep: "refuses at once what comes beyond an address",
    },
    {
      of: "T21",
      from: "if (now - (begunAt ?? now) >= withinMs) answerTooLate",
      to: "if (withinMs < 0) answerTooLate",
      test: "http/listener.test.ts",
      grep: "answers 408 to whatever body drips",
    },
  ]),
  ...mutantsOf("assistant/callbacks.ts", [
    {
      of: "T22",
      from: "status: 200, type: plain, text: echo",
      to: 'status: 200, type: "text/html", text: echo',
      test: callback,
      grep: "answers the echo to the letter",
    },
    {
      of: "T23",
      from: 'status === 401 ? "refused\\n" : `${error.message}\\n`',
      to: "`${error.message}\\n`",
      test: callback,
      grep: "bad padding",
    },
  ]),
  ...mutantsOf("http/app.ts", [
    {
      of: "T24",
      from: 'app.set("trust proxy", parts.trustProxy);',
      to: 'app.set("trust proxy", true);',
      test: abuse,
      grep: "the address of whoever calls is",
    },
    {
      of: "T36",
      from: "frameAncestors: [\"'none'\"]",
      to: "frameAncestors: [\"'self'\"]",
      test: abuse,
      grep: "tells browsers with every answer",
    },
    {
      of: "T36",
      from: "defaultSrc: [\"'self'\"]",
      to: 'defaultSrc: ["*"]',
      test: abuse,
      grep: "tells browsers with every answer",
    },
    {
      of: "T36",
      from: "app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: policy } }));",
      to: "void helmet; void policy;",
      test: abuse,
      grep: "tells browsers with every answer",
    },
    {
      of: "What is simulated",
      from: "inflate: false",
      to: "inflate: false, type: () => true",
      test: abuse,
      grep: "does nothing at /_sim with a body",
    },
  ]),
  ...mutantsOf("http/only-from-here.ts", [
    {
      of: "What is simulated",
      from: '!isHere(request.headers.host ?? "")',
      to: "false",
      test: abuse,
      grep: "shows what is simulated to this machine only",
    },
    {
      of: "What is simulated",
      from: " || isForeign(request.headers.origin)",
      to: "",
      test: abuse,
      grep: "shows what is simulated to this machine only",
    },
    {
      of: "What is simulated",
      from: "(:\\d+)?$/i",
      to: "(:\\d+)?/i",
      test: abuse,
      grep: "shows what is simulated to this machine only",
    },
    {
      of: "What is simulated",
      from: "} else if (proxy !== undefined) {",
      to: '} else if (proxy === "") {',
      test: fromHere,
      grep: "sees nothing of what is simulated",
    },
    {
      of: "What is simulated",
      from: "proxy !== undefined && trustProxy === 0",
      to: "false",
      test: fromHere,
      grep: "sees nothing of what is simulated",
    },
    { of: "What is simulated", from: "x-forwarded.*|", to: "", test: fromHere, grep: "" },
  ]),
  ...mutantsOf("http/problem.ts", [
    {
      of: "T34",
      from: '"an answer broke off", { reason: reasonIn(error) }',
      to: '"an answer broke off", { reason: String((error as Error).stack) }',
      test: abuse,
      grep: "what goes wrong with a request",
    },
  ]),
  ...mutantsOf("app/log.ts", [
    {
      of: "T34",
      from: "logger[name](onlyAllowed(fields), sentence);",
      to: "logger[name](fields, sentence); void onlyAllowed;",
      test: secrets,
      grep: "a log takes a fixed list of fields",
    },
    {
      of: "A log that nobody reads",
      from: "const mostWaiting = 4 * 1024 * 1024;",
      to: "const mostWaiting = 400 * 1024 * 1024;",
      test: "app/log.test.ts",
      grep: "does not grow",
    },
    {
      of: "A log that nobody reads",
      from: "tries = triesAtExit;",
      to: "",
      test: "app/log.test.ts",
      grep: "keeps no process from ending",
    },
  ]),
  ...mutantsOf("config/wechat.ts", [
    {
      of: "What is simulated",
      from: "if (!isLoopback(host)) return off",
      to: 'if (host === "") return off',
      test: config,
      grep: "does for no account with",
    },
    {
      of: "What is simulated",
      from: "if (isAccountGiven(read)) return off",
      to: 'if (isAccountGiven(read) && host === "") return off',
      test: config,
      grep: "the simulator is off, wherever",
    },
    {
      of: "T27",
      from: "if (isDemo && whyNoDemo !== undefined)",
      to: 'if (isDemo && whyNoDemo === "")',
      test: config,
      grep: "the demo's",
    },
  ]),
  ...mutantsOf("config.ts", [
    {
      of: "T27",
      from: "value.length >= 16",
      to: "value.length >= 1",
      test: config,
      grep: "is refused by a line",
    },
    {
      of: "T27",
      from: 'if (production && read.text("CODE_PEPPER") === undefined)',
      to: 'if (production && read.text("CODE_PEPPER") === "")',
      test: config,
      grep: "the pepper and the triple must be given",
    },
  ]),
];
