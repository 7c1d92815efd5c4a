import { mutantsOf, type Mutant } from "../mutant.ts";

const admin = "commands/admin.test.ts";
const config = "config.test.ts";
const dataLost = "http/data-lost.test.ts";
const durability = "store/redis-durability.test.ts";
const listener = "http/listener.test.ts";
const metrics = "app/metrics.test.ts";
const readiness = "app/readiness.test.ts";
const session = "console/auth/sessions.test.ts";

/** What whoever runs it rests on: a store that lasts, a door that closes, nothing left open. */
export const operations: readonly Mutant[] = [
  ...mutantsOf("store/redis/durability.ts", [
    {
      of: "What was told is forgotten",
      from: "return value !== wanted[name];",
      to: 'return value === "nothing";',
      test: durability,
      grep: "has all that is wrong named at once",
    },
    {
      of: "What was told is forgotten",
      from: "if (refused !== undefined) return unsaid(label, refused.refusal);",
      to: "",
      test: durability,
      grep: "where it does not say",
    },
  ]),
  ...mutantsOf("assistant/change.ts", [
    {
      of: "T3",
      from: "isAboutCode(known, turn) ? known.history : undefined",
      to: "undefined",
      test: "assistant/histories.test.ts",
      grep: "is not accepted a second time",
    },
  ]),
  ...mutantsOf("store/redis/scripts.ts", [
    {
      of: "T3",
      from: "time[1] * 1000000 + time[2]",
      to: "0",
      test: "store/redis-history.test.ts",
      grep: "ends with a start that has lost something",
    },
  ]),
  ...mutantsOf("records/settings.ts", [
    {
      of: "T9",
      from: "if (entry?.value === undefined) return fresh;",
      to: 'if (entry?.value === undefined) return { ...fresh, disclosure: "faithful" };',
      test: dataLost,
      grep: "is neutral, not ready and says so once",
    },
  ]),
  ...mutantsOf("records/data-set.ts", [
    {
      of: "It says ready",
      from: "?.id === id) return undefined;",
      to: '?.id !== "") return undefined;',
      test: dataLost,
      grep: "is neutral, not ready and says so once",
    },
  ]),
  ...mutantsOf("app/readiness.ts", [
    {
      of: "It says ready",
      from: "await store.ping();",
      to: 'await store.read(["ready"]);',
      test: readiness,
      grep: "is not ready and says why when",
    },
    {
      of: "It says ready",
      from: "|| performance.now() >= goodUntil",
      to: "|| performance.now() >= 0",
      test: readiness,
      grep: "asks the store, and the others, once",
    },
  ]),
  ...mutantsOf("store/lmdb-store.ts", [
    {
      of: "It says ready",
      from: "if (lack !== undefined) {",
      to: 'if (lack === "nothing") {',
      test: "store/lmdb-processes.test.ts",
      grep: "answers a ping only while",
    },
  ]),
  ...mutantsOf("http/linger.ts", [
    {
      of: "T21",
      from: "if (left >= 0) return;",
      to: "if (left >= -1e12) return;",
      test: listener,
      grep: "takes little of it",
    },
  ]),
  ...mutantsOf("http/callback.ts", [
    {
      of: "T21",
      from: "    lingerAfter(request);",
      to: "",
      test: "http/mounting.test.ts",
      grep: "ends the connection of whoever is answered early",
    },
  ]),
  ...mutantsOf("console/auth/throttle.ts", [
    {
      of: "An administrator is locked out",
      from: "? [loginsKey(name, { browser: trier.browser })]",
      to: '? [loginsKey(name, "strangers")]',
      test: session,
      grep: "begin in a browser that has signed in before",
    },
    {
      of: "An administrator is locked out",
      from: "const deletes = found.map(({ key }) => key);",
      to: "const deletes: Key[] = [];",
      test: admin,
      grep: "beside a server on LMDB lifts the waits of a name",
    },
  ]),
  ...mutantsOf("config/wechat.ts", [
    {
      of: "What is simulated",
      from: "if (isAccountGiven(read)) return",
      to: "if (isAccountGiven(read) && isLoopback(host) === undefined) return",
      test: "http/behind-nginx.test.ts",
      grep: "an account of one's own shows nothing",
    },
    {
      of: "T27",
      from: "bytes(key).equals(bytes(demoTriple.encodingAESKey))",
      to: "key === demoTriple.encodingAESKey",
      test: config,
      grep: "the demo's key is refused, however it is spelt",
    },
  ]),
  ...mutantsOf("http/app.ts", [
    {
      of: "Metrics tell",
      from: "parts.around === undefined ? refuseMetrics : showMetrics",
      to: "showMetrics",
      test: metrics,
      grep: "tells nobody which contacts are registered",
    },
  ]),
  ...mutantsOf("http/bearer.ts", [
    {
      of: "Metrics tell",
      from: "timingSafeEqual(digestOf(sent), expected)",
      to: "digestOf(sent).length === expected.length",
      test: metrics,
      grep: "is shown to whoever has the token",
    },
  ]),
  ...mutantsOf("store/private.ts", [
    {
      of: "Another user of the machine",
      from: "folder: 0o700",
      to: "folder: 0o755",
      test: "store/private.test.ts",
      grep: "is closed from the first",
    },
    {
      of: "Another user of the machine",
      from: "if (await isOpen(path)) await chmod(path, mode);",
      to: "",
      test: "store/private.test.ts",
      grep: "is closed where an earlier version left it open",
    },
  ]),
  ...mutantsOf("store/store.ts", [
    {
      of: "T34",
      from: "super(`${collectionOf(key)} ${what}`);",
      to: "super(`${key} ${what}`);",
      test: "http/junk.test.ts",
      grep: "on LMDB is named by its kind",
    },
  ]),
  ...mutantsOf("domain/reason.ts", [
    {
      of: "T34",
      from: "if (!quoting.some((kind) => error instanceof kind)) return",
      to: "if (quoting.length > 0) return",
      test: "domain/reason.test.ts",
      grep: "is never what the language says",
    },
  ]),
  ...mutantsOf("domain/printable.ts", [
    {
      of: "A terminal obeys",
      from: "return text.replace(everyObeyed, byNumber);",
      to: "return text;",
      test: "commands/say.test.ts",
      grep: "is shown in the name of a file",
    },
  ]),
  ...mutantsOf("app/rehearsed.ts", [
    {
      of: "A rehearsal's clock",
      from: "if (seconds !== 0) {",
      to: "if (seconds === 0.5) {",
      test: "app/rehearsed.test.ts",
      grep: "is warned of in production",
    },
  ]),
];
