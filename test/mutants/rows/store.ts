import { mutantsOf, type Mutant } from "../mutant.ts";

const lmdb = "store/lmdb-store.test.ts";
const disk = "store/lmdb-disk.test.ts";
const redis = "store/redis-store.test.ts";
const reset = "simulator/reset.test.ts";

/** What the engines promise of a commit: all or nothing, judged by versions and maxima, on the disk. */
export const store: readonly Mutant[] = [
  ...mutantsOf("store/lmdb/files.ts", [
    {
      of: "What was told is forgotten",
      from: "overlappingSync: false",
      to: "overlappingSync: true",
      test: disk,
      grep: "answers a commit only when the disk",
      survives:
        "lmdb 3.5 answers a transaction after fdatasync either way (measured); it is written out so that no other version decides",
    },
    {
      of: "What was told is forgotten",
      from: 'sync === "disk" ?',
      to: 'sync !== "disk" ?',
      test: disk,
      grep: "answers a commit only when the disk",
    },
  ]),
  ...mutantsOf("store/lmdb-store.ts", [
    {
      of: "What was told is forgotten",
      from: 'durable ? "disk" : "none"',
      to: '"none"',
      test: disk,
      grep: "answers a commit only when the disk",
    },
  ]),
  ...mutantsOf("store/lmdb-store.ts", [
    {
      of: "A reset",
      from: "await transact(() => {\n        clearIn(",
      to: "await transact(() => clearIn(files, cleared, { puts: [], counts: [] }));\n      await transact(() => {\n        clearIn(",
      test: "store/lmdb-processes.test.ts",
      grep: "finds the store away when the disk is full",
    },
  ]),
  ...mutantsOf("store/redis/clear.ts", [
    {
      of: "A reset",
      from: "const name = crypto.randomUUID();",
      to: 'await requests.ask((client) => client.del(keys.index("members")));\n  const name = crypto.randomUUID();',
      test: "store/redis-away.test.ts",
      grep: "has one world or the other",
    },
  ]),
  ...mutantsOf("store/lmdb/requests.ts", [
    {
      of: "What was told is forgotten",
      from: "return ask(() => root.transaction(action)).catch(",
      to: "const result = new Promise((resolve) => void ask(() => root.transaction(() => resolve(action()))).catch(() => undefined)); return result.catch(",
      test: disk,
      grep: "answers a commit only when the disk",
    },
  ]),
  ...mutantsOf("store/lmdb/record.ts", [
    {
      of: "T3",
      from: 'text.startsWith(`{"version":${version},`)',
      to: 'text.startsWith(`{"version":${version}`)',
      test: lmdb,
      grep: "takes a version for what it is",
    },
    {
      of: "T3",
      from: 'return text === undefined && version === "";',
      to: 'return version === "";',
      test: lmdb,
      grep: "leaves nothing of a stale commit",
    },
  ]),
  ...mutantsOf("store/lmdb/commit.ts", [
    {
      of: "T2",
      from: "by >= 0 && count > max",
      to: "by >= 0 && before > max",
      test: lmdb,
      grep: "let exactly 50 of 1,000 add",
    },
    {
      of: "T2",
      from: "if (by >= 0 && count > max) return { full: key };",
      to: "",
      test: lmdb,
      grep: "counters",
    },
    {
      of: "A reset",
      from: "for (const { key, count } of counts) keep(files, key, { count });",
      to: "",
      test: reset,
      grep: "on LMDB puts a world in the place of another",
    },
    {
      of: "A reset",
      from: "while (clearSome(files, collection) === clearedAtOnce);",
      to: "",
      test: reset,
      grep: "on LMDB puts a world in the place of another",
    },
  ]),
  ...mutantsOf("store/redis/scripts.ts", [
    {
      of: "T3",
      from: "if head ~= '' then return -1 end",
      to: "",
      test: redis,
      grep: "leaves nothing of a stale commit",
    },
    {
      of: "T3",
      from: "elseif string.sub(head, 1, #wanted) ~= wanted then",
      to: "elseif head == '' then",
      test: redis,
      grep: "takes a version for what it is",
    },
    {
      of: "T2",
      from: "if max ~= '' and by >= 0 and before + by > tonumber(max) then return i end",
      to: "",
      test: redis,
      grep: "let exactly 50 of 1,000 add",
    },
    {
      of: "A reset",
      from: "if redis.call('LLEN', KEYS[2]) ~= parts then return -1 end",
      to: "",
      test: "store/redis-away.test.ts",
      grep: "has one world or the other",
      survives: "nothing but a Redis that loses a part of the list within one reset could show it",
    },
  ]),
  ...mutantsOf("simulator/reset.ts", [
    {
      of: "A reset",
      from: "await store.clear(ofTheWorld, { puts, counts: book.counts });",
      to: "await store.clear(ofTheWorld); await store.clear([], { puts, counts: book.counts });",
      test: reset,
      grep: "on LMDB leaves the old world, whichever of its calls fails",
    },
  ]),
];
