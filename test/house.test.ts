import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";

type Rule = {
  /** Rooms that this one may import from. */
  readonly ours: readonly string[];
  /** Packages and Node modules that it may use. */
  readonly outside: readonly string[];
  /** Files of those rooms that it may not import all the same. */
  readonly not?: readonly string[];
  readonly because: string;
};

const files = [
  "node:fs",
  "node:fs/promises",
  "node:os",
  "node:path",
  "node:stream",
  "node:stream/promises",
];

const rules: Readonly<Record<string, Rule>> = {
  domain: {
    ours: [],
    outside: ["libphonenumber-js", "zod"],
    because: "rules are functions of their arguments; phone metadata and schemas are data",
  },
  conversation: { ours: ["domain"], outside: [], because: "the engine is pure and total" },
  wire: {
    ours: ["domain"],
    outside: ["node:crypto", "node:buffer", "saxes", "xml2js"],
    because: "bytes become words here and nowhere else, without any input or output",
  },
  store: {
    ours: [],
    outside: ["lmdb", "ioredis", "node:fs", "node:fs/promises", "node:path", "node:os"],
    because: "two engines behind one port know nothing of what they keep",
  },
  records: {
    ours: ["domain", "store"],
    outside: ["node:crypto"],
    because: "what is kept is written down here, a file a kind",
  },
  addressbook: {
    ours: ["domain", "records", "store"],
    outside: ["iconv-lite", ...files],
    because:
      "the only writer of members, departments and tags: whatever changes them goes through its commands",
  },
  assistant: {
    ours: ["domain", "wire", "conversation", "records", "store"],
    outside: ["node:crypto"],
    because: "opens, reads, converses, commits, seals; how bytes travel is not its business",
  },
  delivery: {
    ours: ["domain", "records", "store"],
    outside: ["nodemailer", "p-limit", "undici", "zod", "node:crypto", "node:events"],
    because: "carries codes and decides nothing about them",
  },
  "callback-client": {
    ours: ["domain", "wire"],
    outside: ["undici", "zod", "node:crypto", "node:buffer", "node:zlib"],
    because: "one request to a callback URL, whoever asks it, and what the answer is worth",
  },
  simulator: {
    ours: ["domain", "wire", "callback-client", "records", "addressbook", "store"],
    outside: [
      "express",
      "yaml",
      "smtp-server",
      "mailparser",
      "node:crypto",
      "node:fs/promises",
      "node:net",
      "zod",
    ],
    because:
      "bot and platform meet only over a signed callback, as in life, and over standings: never assistant, conversation, or the records of conversations",
    not: ["records/conversations.ts"],
  },
  console: {
    ours: ["domain", "records", "addressbook", "store", "delivery"],
    outside: ["cookie", "express", "busboy", "node:crypto", "node:util", "zod", ...files],
    because: "administrators change records; acts reach conversations through domain/acts",
  },
  talk: {
    ours: ["domain", "wire"],
    outside: ["diff", "p-limit", "xml2js", "zod", "node:vm"],
    because:
      "a talk is text until somebody plays it, and then it asks a target; reports are XML, and somebody's pattern has a time limit",
  },
  coverage: {
    ours: ["domain", "conversation", "talk"],
    outside: [],
    because: "compares what talks met with what the engine can do; it plays none itself",
  },
  explore: {
    ours: ["domain", "conversation", "talk", "targets", "simulator"],
    outside: ["node:url", "node:util"],
    because: "walks over a target and looks at it from outside, as any bot can be looked at",
  },
  replay: {
    ours: ["domain", "wire", "callback-client", "talk"],
    outside: [
      "p-limit",
      "node:crypto",
      "node:events",
      "node:fs",
      "node:fs/promises",
      "node:http",
      "node:https",
      "zod",
    ],
    because:
      "it records on the way to a URL and sends what was recorded, whoever answers there; the simulator through its control API",
  },
  doctor: {
    ours: ["domain", "wire", "callback-client"],
    outside: ["node:buffer", "node:crypto", "node:events", "node:net", "node:util", "zod"],
    because: "it asks a URL, or reads a request, and knows of nobody else's bot",
  },
  targets: {
    ours: [
      "domain",
      "wire",
      "callback-client",
      "store",
      "assistant",
      "simulator",
      "talk",
      "app",
      "config.ts",
    ],
    outside: ["node:path", "zod"],
    because: "where talks are played: a world is the program on a store in passing, or it is a URL",
  },
  testing: {
    ours: ["domain", "talk", "targets", "commands", "config"],
    outside: ["node:assert", "node:fs", "tinyglobby"],
    because: "the mocha and chai face of targets; it reads a bot's options as the verbs do",
  },
  "testing.ts": { ours: ["testing"], outside: [], because: "what somebody's tests import" },
  app: {
    ours: [
      "domain",
      "wire",
      "store",
      "records",
      "assistant",
      "delivery",
      "callback-client",
      "simulator",
      "config.ts",
    ],
    outside: ["node:crypto", "node:fs/promises", "node:os", "node:path", "pino", "prom-client"],
    because:
      "it puts the program together from its configuration: no server, no verb, nothing of talks",
  },
  http: {
    ours: ["domain", "wire", "store", "assistant", "simulator", "console", "app"],
    outside: ["express", "helmet", "node:crypto", "node:http", "node:net"],
    because: "a server around what app has put together: it reaches no record by itself",
  },
  commands: {
    ours: [
      "domain",
      "wire",
      "store",
      "records",
      "addressbook",
      "callback-client",
      "simulator",
      "console",
      "talk",
      "coverage",
      "explore",
      "replay",
      "doctor",
      "targets",
      "app",
      "http",
      "config.ts",
      "config",
    ],
    outside: [
      "tinyglobby",
      "node:fs",
      "node:fs/promises",
      "node:http",
      "node:path",
      "node:readline",
      "node:url",
      "node:util",
      "node:os",
    ],
    because: "the verbs of main.ts, one a file: no conversation, and couriers only through app",
  },
  "index.ts": {
    ours: ["app", "http", "config.ts", "environment.ts"],
    outside: [],
    because: "what a program that mounts the assistant imports",
  },
  "main.ts": {
    ours: ["domain", "commands", "config.ts"],
    outside: ["node:os", "node:process"],
    because: "finds the verb, and says what it threw",
  },
  "environment.ts": { ours: [], outside: [], because: "reads names and text, and knows none" },
  "config.ts": {
    ours: ["domain", "config", "environment.ts"],
    outside: [],
    because: "a pure function from what the environment says to what the program needs",
  },
  config: {
    ours: ["domain", "environment.ts"],
    outside: [],
    because: "parts of what the program needs that have rules of their own",
  },
};

const root = join(import.meta.dirname, "../src");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.tsx?$/.test(file),
);

/** Finds what a file imports: our files as paths below src, others by package or module name. */
function importsOf(file: string): readonly { readonly ours: boolean; readonly name: string }[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|import\("([^"]+)"\)/gm,
  );
  return [...found].map(([, from, dynamic]) => {
    const name = from ?? dynamic ?? "";
    if (name.startsWith(".")) {
      return { ours: true, name: relative(root, join(root, dirname(file), name)) };
    }
    const scoped = name.startsWith("@") ? 2 : 1;
    return {
      ours: false,
      name: isBuiltin(name) ? name : name.split("/").slice(0, scoped).join("/"),
    };
  });
}

const roomOf = (file: string): string => file.split("/", 1)[0] ?? file;

describe("the house", () => {
  it("has a rule for every room", () => {
    expect([...new Set(sources.map(roomOf))].filter((room) => !(room in rules))).to.deep.equal([]);
  });

  for (const [room, { ours, outside, not = [], because }] of Object.entries(rules)) {
    it(`lets ${room} import what it may and nothing else: ${because}`, () => {
      const trespasses = sources
        .filter((file) => roomOf(file) === room)
        .flatMap((file) => importsOf(file).map((found) => ({ file, ...found })))
        .filter(({ ours: isOurs, name }) => {
          const allowed = isOurs ? ours : outside;
          const named = isOurs ? roomOf(name) : name;
          return not.includes(name) || (named !== room && !allowed.includes(named));
        })
        .map(({ file, name }) => `${file} imports ${name}`);
      expect(trespasses).to.deep.equal([]);
    });
  }

  it("hands on what another file exports only in its faces, so that an import shows its origin", () => {
    const handedOn = /^export\b[^;]*?\bfrom "/m;
    const faces = ["index.ts", "testing.ts"];
    const trespasses = sources.filter(
      (file) => !faces.includes(file) && handedOn.test(readFileSync(join(root, file), "utf8")),
    );
    expect(trespasses).to.deep.equal([]);
  });

  it("writes members, departments and tags in addressbook alone, but for the assistant's binding", () => {
    const writers = /\b(memberChange|departmentChange|tagChange|putDepartmentTree|putLastTag)\b/;
    const others = sources
      .filter((file) => !["addressbook", "records"].includes(roomOf(file)))
      .filter((file) => writers.test(readFileSync(join(root, file), "utf8")));
    expect(others).to.deep.equal(["assistant/change.ts"]);
  });

  it("exports no name for two things", () => {
    const exported = /^export (?:async )?(?:function|type|const|class|interface) (\w+)/gm;
    const homes = new Map<string, string[]>();
    for (const file of sources) {
      for (const [, name = ""] of readFileSync(join(root, file), "utf8").matchAll(exported)) {
        homes.set(name, [...(homes.get(name) ?? []), file]);
      }
    }
    const shared = [...homes].filter(([, files]) => files.length > 1);
    expect(shared.map(([name, files]) => `${name}: ${files.join(", ")}`)).to.deep.equal([]);
  });

  it("has no cycle of imports", () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): readonly string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" → ")];
      if (done.has(file)) return [];
      const cycles = importsOf(file)
        .filter(({ ours }) => ours)
        .flatMap(({ name }) => visit(name, [...path, file]));
      done.add(file);
      return cycles;
    };
    expect(sources.flatMap((file) => visit(file, []))).to.deep.equal([]);
  });
});
