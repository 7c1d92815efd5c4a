import { mutantsOf, type Mutant } from "../mutant.ts";

const session = "console/auth/sessions.test.ts";
const throttle = "console/auth/throttle.test.ts";
const administrators = "console/api/administrators.test.ts";
const abuse = "http/abuse.test.ts";

const cost = "rest on a hash that costs 128 MiB a try";
const signing = "sessions of the console";

/** Signing in, sessions, and what is asked of administrators. */
export const console: readonly Mutant[] = [
  ...mutantsOf("console/auth/passwords.ts", [
    {
      of: "A password is guessed",
      from: "timingSafeEqual(derived, expected)",
      to: "derived.equals(expected)",
      test: "constant-time.test.ts",
      grep: "are compared with no operator",
    },
    {
      of: "A password is guessed",
      from: "N: 2 ** 17",
      to: "N: 2 ** 14",
      test: session,
      grep: cost,
    },
    { of: "A password is guessed", from: "r: 8", to: "r: 4", test: session, grep: cost },
    { of: "A password is guessed", from: "p: 1", to: "p: 2", test: session, grep: cost },
    {
      of: "A password is guessed",
      from: "const salt = randomBytes(16);",
      to: "const salt = Buffer.alloc(16);",
      test: session,
      grep: cost,
    },
    {
      of: "A password is guessed",
      from: 'scrypt(password.normalize("NFKC"), salt, bytes, cost,',
      to: 'scrypt(password.normalize("NFKC"), salt, bytes, { ...cost, r: 4 },',
      test: session,
      grep: cost,
    },
    {
      of: "A password is guessed",
      from: "expected.length === bytes && timingSafeEqual(derived, expected)",
      to: "expected.length === bytes",
      test: session,
      grep: `${signing} do not begin with a wrong password`,
    },
    {
      of: "A password is guessed",
      from: 'const derived = await derive(password, Buffer.from(salt ?? "", "base64"));',
      to: 'if (hashed === undefined) return false; const derived = await derive(password, Buffer.from(salt ?? "", "base64"));',
      test: session,
      grep: `${signing} do not begin with a wrong password`,
    },
  ]),
  ...mutantsOf("domain/sign-in.ts", [
    {
      of: "A password is guessed",
      from: "const freeTries = 5;",
      to: "const freeTries = 6;",
      test: throttle,
      grep: "on LMDB wait 1 s after the fifth",
    },
    {
      of: "A password is guessed",
      from: "const freeTriesOfStrangers = 20;",
      to: "const freeTriesOfStrangers = 2000;",
      test: throttle,
      grep: "on LMDB are at most 100 in 12 hours for a name",
    },
    {
      of: "A password is guessed",
      from: "const longestWaitMs = 15 * 60_000;",
      to: "const longestWaitMs = 60_000;",
      test: throttle,
      grep: "on LMDB wait 1 s after the fifth",
    },
    {
      of: "A password is guessed",
      from: "1000 * 2 ** (wrong - free)",
      to: "1000",
      test: throttle,
      grep: "on LMDB wait 1 s after the fifth",
    },
    {
      of: "A password is guessed",
      from: " && age >= -longestWaitMs",
      to: "",
      test: throttle,
      grep: "on LMDB wait for no longer than 15 minutes",
    },
  ]),
  ...mutantsOf("console/auth/throttle.ts", [
    {
      of: "A password is guessed",
      from: "if (seconds <= 0) return;",
      to: "if (seconds <= 1) return;",
      test: throttle,
      grep: "on LMDB wait 1 s after the fifth",
    },
    {
      of: "A password is guessed",
      from: 'checks: counts.map(({ key, entry }) => ({ key, version: entry?.version ?? "" })),',
      to: "checks: [],",
      test: throttle,
      grep: "on LMDB are counted one by one",
    },
    {
      of: "A password is guessed",
      from: ', loginsKey(name, "strangers")]',
      to: "]",
      test: throttle,
      grep: "on LMDB are at most 100 in 12 hours for a name",
    },
  ]),
  ...mutantsOf("records/sessions.ts", [
    {
      of: "A page of somebody else",
      from: "secretDigest(id)",
      to: "(secretDigest, id)",
      test: session,
      grep: "lie in the store under a digest",
    },
  ]),
  ...mutantsOf("domain/sign-in.ts", [
    {
      of: "A page of somebody else",
      from: "Math.abs(now - seen) < idleMs && ",
      to: "",
      test: session,
      grep: "end after 30 idle minutes",
    },
    {
      of: "A page of somebody else",
      from: " && now - since < longestSessionMs",
      to: "",
      test: session,
      grep: "end after 30 idle minutes",
    },
    {
      of: "A page of somebody else",
      from: "Math.abs(now - seen) <",
      to: "now - seen <",
      test: session,
      grep: "end when a clock is set back",
    },
  ]),
  ...mutantsOf("console/auth/sessions.ts", [
    {
      of: "A password is guessed",
      from: "isKnownBrowser(browser, administrator, realNow()) ? id : undefined",
      to: "id",
      test: session,
      grep: "know a browser by name and password",
    },
    {
      of: "A page of somebody else",
      from: "httpOnly: true",
      to: "httpOnly: false",
      test: session,
      grep: "begin with the right password",
    },
    {
      of: "A page of somebody else",
      from: 'sameSite: "strict"',
      to: 'sameSite: "lax"',
      test: session,
      grep: "begin with the right password",
    },
    {
      of: "A page of somebody else",
      from: 'path: "/", secure }',
      to: 'path: "/" }',
      test: session,
      grep: "have a __Host- cookie",
    },
    {
      of: "A page of somebody else",
      from: "...(former === undefined ? [] : [sessionKey(former)]),",
      to: "",
      test: session,
      grep: "get a new id with each sign-in",
    },
    {
      of: "A page of somebody else",
      from: "URL.canParse(origin) && new URL(origin).host === host",
      to: "URL.canParse(origin)",
      test: session,
      grep: "are refused to pages of somebody else",
    },
    {
      of: "A page of somebody else",
      from: "if (id === undefined || !isGood) {",
      to: "if (id === undefined || session === undefined) {",
      test: administrators,
      grep: "ends every session of one who gets another password",
    },
    {
      of: "A page of somebody else",
      from: "const isGood = session !== undefined && isSessionOf",
      to: "const isGood = session === undefined || isSessionOf",
      test: session,
      grep: "are looked at by the guard",
    },
    {
      of: "A password is guessed",
      from: "await countTry(store, trier, realNow());",
      to: "void countTry;",
      test: session,
      grep: "are closed for a while after five wrong passwords",
    },
  ]),
  ...mutantsOf("console/api/router.ts", [
    {
      of: "An administrator does what",
      from: "if (may(who, act, object)) return who;",
      to: "return who;",
      test: administrators,
      grep: "asks for each route and the import",
    },
    {
      of: "An administrator does what",
      from: 'allowed(request, "members.import", "")',
      to: "sessions.whoOf(request)",
      test: administrators,
      grep: "asks for each route and the import",
    },
  ]),
  ...mutantsOf("console/audited.ts", [
    {
      of: "An administrator does what",
      from: "puts: [...puts, auditPut(parts, audited)],",
      to: "puts,",
      test: "console/api/account.test.ts",
      grep: "stand in the audit log",
    },
  ]),
  ...mutantsOf("console/followers.ts", [
    {
      of: "An administrator does what",
      from: "version }], puts: [put] }",
      to: "version }] }",
      test: "console/api/followers.test.ts",
      grep: "keeps each act in the audit log",
    },
  ]),
  ...mutantsOf("console/book.ts", [
    {
      of: "An administrator does what",
      from: "carryOut(command, asked, alongside)",
      to: "carryOut(command, asked)",
      test: "console/api/members.test.ts",
      grep: "delete a member and release",
    },
  ]),
  ...mutantsOf("console/administrators.ts", [
    {
      of: "An administrator does what",
      from: "if (own?.value === undefined) throw",
      to: "if (false) throw",
      test: administrators,
      grep: "removes nobody by the own hand",
    },
  ]),
  ...mutantsOf("console/api/router.ts", [
    {
      of: "A page of somebody else",
      from: "router.use(sessions.sameOrigin);",
      to: "",
      test: abuse,
      grep: "refuses pages of somebody else at /api",
    },
    {
      of: "A page of somebody else",
      from: "router.use(sessions.guard);",
      to: "",
      test: abuse,
      grep: "refuses pages of somebody else at /api",
    },
  ]),
  ...mutantsOf("console/audited-import.ts", [
    {
      of: "An administrator does what",
      from: "await note(done);",
      to: "void done;",
      test: "console/api/import-members.test.ts",
      grep: "leaves one line in the audit log",
    },
    {
      of: "An administrator does what",
      from: "await note({ ...figures, brokeOff: true })",
      to: "await Promise.resolve()",
      test: "console/api/import-members.test.ts",
      grep: "says in the audit log that it broke off",
    },
  ]),
  ...mutantsOf("console/api/upload.ts", [
    {
      of: "T33",
      from: "if (bytes > mostBytes) stop(tooLong(limits));",
      to: "",
      test: "console/api/import-members.test.ts",
      grep: "refuses an upload while it arrives, at its limit",
    },
    {
      of: "T33",
      from: "if (declared > limits.mostBytes) throw tooLong(limits);",
      to: "",
      test: "console/api/import-members.test.ts",
      grep: "takes an upload at its limit, and refuses one that says it is longer",
    },
  ]),
  ...mutantsOf("console/api/import-members.ts", [
    {
      of: "T33",
      from: "await rm(folder, { recursive: true, force: true });",
      to: "void rm;",
      test: "console/api/import-members.test.ts",
      grep: "refuses an upload while it arrives, at its limit",
    },
    {
      of: "T33",
      from: "const defaultMostBytes = 256 * 1024 * 1024;",
      to: "const defaultMostBytes = 2560 * 1024 * 1024;",
      test: "console/api/import-members.test.ts",
      grep: "at its limit",
    },
  ]),
  ...mutantsOf("addressbook/import/csv/records.ts", [
    {
      of: "T33",
      from: "const mostCharacters = 65_536;",
      to: "const mostCharacters = 655_360;",
      test: "addressbook/import/csv.test.ts",
      grep: "takes a record of 65,536 characters",
    },
    {
      of: "T33",
      from: "const mostLines = 50;",
      to: "const mostLines = 500;",
      test: "addressbook/import/csv.test.ts",
      grep: "when it goes on beyond 50 lines",
    },
  ]),
];
