import { readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { asBuilt } from "../support/bundle.ts";

/** A bug, put into one build of the program. */
export type Planted = {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The promise that it breaks. */
  readonly breaks: string;
};

/** A piece of a source file, and what stands in its place. */
type Edit = { readonly file: string; readonly text: string; readonly instead: string };

/** The bugs that walks have to find. */
export const planted: readonly Planted[] = [
  {
    name: "accepts a code twice",
    breaks: "code-once",
    edits: [
      {
        file: "src/conversation/standing.ts",
        text: "return { ...lasting(conversation), phase, userid, name };",
        instead: "return { ...conversation, phase, userid, name };",
      },
      {
        file: "src/conversation/binding.ts",
        text: "    conversation: asStranger(conversation),\n    outcome,",
        instead: `    conversation: conversation.phase === "followed" && "challenge" in conversation
      ? { ...conversation, phase: "asking-code" }
      : asStranger(conversation),
    outcome,`,
      },
    ],
  },
  {
    name: "sends twice on redelivery",
    breaks: "one-send",
    edits: [
      {
        file: "src/assistant/assistant.ts",
        text: 'import { createQueue } from "./queue.ts";',
        instead:
          'import { createQueue } from "./queue.ts";\nimport { putOutgoing } from "../records/outbox.ts";',
      },
      {
        file: "src/assistant/assistant.ts",
        text: "  if (given !== undefined) {",
        instead: `  if (given !== undefined) {
    if (conversation.phase === "asking-code") {
      const challenge = { ...conversation.challenge, id: parts.newChallengeId() };
      const { follower } = input;
      const rest = { due: known.now, attempts: 0, account: "", minutes: 10, language: "zh-CN" };
      const puts = [putOutgoing({ follower, challenge, ...rest })];
      await store.commit({ checks: [], puts, deletes: [], adds: [] });
    }`,
      },
    ],
  },
  {
    name: "forgets the day's limit",
    breaks: "day-limit",
    edits: [
      {
        file: "src/conversation/limits.ts",
        text: "return wrongToday(conversation, settings, now) >= settings.wrongCodesPerDay;",
        instead: "return false;",
      },
    ],
  },
  {
    name: "leaks a seat",
    breaks: "seats",
    edits: [
      {
        file: "src/assistant/change.ts",
        text: "const freed = [{ key: seatsKey, by: -1 }];",
        instead: "const freed = [{ key: seatsKey, by: 0 }];",
      },
    ],
  },
  {
    name: "sends decoys to addresses outside the book",
    breaks: "only-the-book",
    edits: [
      {
        file: "src/conversation/contact.ts",
        text: "...(member === undefined ? {} : { userid: member.userid }),",
        instead: 'userid: member?.userid ?? "nobody",',
      },
    ],
  },
  {
    name: "accepts an expired code",
    breaks: "dead-code",
    edits: [
      {
        file: "src/domain/conversation.ts",
        text: "at.now < expires &&",
        instead: "at.now < Infinity &&",
      },
    ],
  },
  {
    name: "answers a copy with nothing",
    breaks: "copies-alike",
    edits: [
      {
        file: "src/assistant/assistant.ts",
        text: 'const answer: Answer = { ...given, outcome: "repeated" };',
        instead: 'const answer: Answer = { ...given, replies: [], outcome: "repeated" };',
      },
    ],
  },
  {
    name: "binds one member to two followers",
    breaks: "one-follower",
    edits: [
      {
        file: "src/conversation/binding.ts",
        text: 'if (member.boundTo !== undefined && member.boundTo !== input.follower) return "already-bound";',
        instead: "",
      },
      {
        file: "src/assistant/change.ts",
        text: 'if (member === undefined || !member.enabled || taken) return "stale";',
        instead: 'if (member === undefined || !member.enabled) return "stale";',
      },
    ],
  },
];

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Builds the program with a bug in it, as deep as `dist/bin`, and answers the file for `node` to
 * run. Fails when a piece of source that it changes is no longer there.
 */
export async function buildPlanted({ name, edits }: Planted): Promise<string> {
  const outfile = join(root, "dist", "test", `${name.replace(/\W+/g, "-")}-${process.pid}.js`);
  process.once("exit", () => {
    rmSync(outfile, { force: true });
  });
  await build({
    ...asBuilt,
    entryPoints: ["src/main.ts"],
    outfile,
    plugins: [editing(edits)],
  });
  return outfile;
}

function editing(edits: readonly Edit[]): Plugin {
  return {
    name: "a planted bug",
    setup(building) {
      const done = new Set<Edit>();
      building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const here = edits.filter(({ file }) => path === join(root, file));
        if (here.length === 0) return undefined;
        let contents = readFileSync(path, "utf8");
        for (const edit of here) {
          if (contents.split(edit.text).length !== 2) {
            throw new Error(`${basename(path)} no longer has once: ${edit.text}`);
          }
          contents = contents.replace(edit.text, () => edit.instead);
          done.add(edit);
        }
        return { contents, loader: "ts" };
      });
      building.onEnd(() => {
        const left = edits.find((edit) => !done.has(edit));
        if (left !== undefined) throw new Error(`${left.file} was not built`);
      });
    },
  };
}
