import { parseArgs } from "node:util";
import { isProblemName, problemNames, type ProblemName } from "../../callback-client/problem.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import { called, fileHere } from "../called.ts";
import {
  callbackOptions,
  readCallbackUnderTest,
  readSecrets,
  readWebUrl,
} from "../callback-under-test.ts";

/** How the verb is called. */
export const replayUsage = `usage: ${called("replay")} FILE… [options]
  FILE…  callbacks as XML, plain or in their envelopes; pairs NAME.in.xml and NAME.out.xml;
         recordings (.jsonl); folders of these; globs

to whom: the assistant in a world of its own, or
  --to URL --token … --aes-key … --corp-id … [--kind official] [--agent-id 0]
  --inbox URL              whose /_sim/inbox shows the codes that {{code}} stands for, when it is
                           not that of --to
  --seed FILE              the world of its own starts in this one

what is changed on the way:
  --msgid new              new (each message its own), kept, repeated (one for all of a follower's)
  --times now              CreateTime: now, kept, shifted (the first is now, distances stay)
  --set Content=…          another value for a field, where a callback has it; repeatable
  --freeze                 nothing: query and body go out to the byte, as they were kept

how it is sent:
  --speed 0                1 as recorded, 10 ten times as fast, 0 one right after the other
  --parallel 1             so many at a time; one follower's callbacks keep their order
  --copies 1               each so many times, with the same MsgId and CreateTime

what is made of the answers:
  --expect FILE            a recording or a transcript of the same callbacks to compare with
  --ignore FIELD           do not compare this field of replies; repeatable
  --allow NAME             a problem of this name fails nothing; repeatable
  --out FILE.jsonl         write down what was sent and answered, as a recording
  --quiet                  print only what is wrong
  --report json            print a line of JSON a callback instead of the conversation`;

/** A call of the verb, understood. */
export type ReplayCall = ReturnType<typeof readReplayCall>;

const options = {
  ...callbackOptions,
  inbox: { type: "string" },
  seed: { type: "string" },
  msgid: { type: "string", default: "new" },
  times: { type: "string", default: "now" },
  set: { type: "string", multiple: true, default: [] as string[] },
  freeze: { type: "boolean", default: false },
  speed: { type: "string", default: "0" },
  parallel: { type: "string", default: "1" },
  copies: { type: "string", default: "1" },
  expect: { type: "string" },
  ignore: { type: "string", multiple: true, default: [] as string[] },
  allow: { type: "string", multiple: true, default: [] as string[] },
  out: { type: "string" },
  quiet: { type: "boolean", default: false },
  report: { type: "string" },
} as const;

/** Reads the call. Throws `BadInputError` that names the option. */
export function readReplayCall(args: readonly string[]) {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options,
    tokens: true,
  });
  if (positionals.length === 0) {
    throw new BadInputError(
      `replay needs files: ${called("replay")} ${fileHere("fixtures/callbacks")}`,
    );
  }
  const underTest = readCallbackUnderTest(values);
  const namesAgent = tokens.some((token) => token.kind === "option" && token.name === "agent-id");
  const set = new Map(values.set.map(readPair));
  if (values.freeze && (set.size > 0 || namesAgent)) {
    throw new BadInputError("--freeze changes nothing, so it cannot go with --set or --agent-id");
  }
  return {
    files: positionals as readonly string[],
    underTest,
    secrets: readSecrets(values),
    seed: values.seed,
    /** A server with an inbox, where it is not the callback's under test. */
    inboxAt: values.inbox === undefined ? undefined : readWebUrl("--inbox", values.inbox),
    restamping: {
      messageIds: oneOf("--msgid", values.msgid, ["new", "kept", "repeated"]),
      times: oneOf("--times", values.times, ["now", "kept", "shifted"]),
      set,
      agent: namesAgent ? underTest?.agent : undefined,
    },
    sending: values.freeze ? ("frozen" as const) : ("afresh" as const),
    copies: readCount("--copies", values.copies, 100),
    parallel: readCount("--parallel", values.parallel, 1000),
    speed: readSpeed(values.speed),
    expect: values.expect,
    ignored: values.ignore,
    allowed: new Set(values.allow.map(readProblemName)),
    out: values.out,
    show: showOf(values),
  };
}

function showOf({ report, quiet }: { readonly report?: string; readonly quiet: boolean }) {
  if (report !== undefined) return oneOf("--report", report, ["json"]);
  return quiet ? "wrong" : "all";
}

function readPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals);
  if (equals > 0 && /^\w+(\/\w+)*$/.test(name)) return [name, pair.slice(equals + 1)];
  throw new BadInputError("--set takes FIELD=VALUE: --set Content=你好");
}

function readProblemName(name: string): ProblemName {
  if (isProblemName(name)) return name;
  throw new BadInputError(`--allow takes the name of a problem: ${problemNames.join(", ")}`);
}

function readSpeed(text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text);
  throw new BadInputError("--speed takes a number: 0 as fast as possible, 1 as recorded, 10 …");
}

function readCount(option: string, text: string, most: number): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= 1 && count <= most) return count;
  throw new BadInputError(`${option} takes a whole number from 1 to ${most}`);
}

function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new BadInputError(`${option} is ${words.join(", ").replace(/, (\w+)$/, " or $1")}`);
}
