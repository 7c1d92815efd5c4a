import { readFileSync } from "node:fs";
import { parseTalk } from "../talk/grammar/parse.ts";
import type { Step } from "../talk/grammar/talk.ts";
import { fill, match, matchReply } from "../talk/play/match.ts";
import { playsOf } from "../talk/play/plays.ts";
import { writeHappened, type Chat, type ChatEvent } from "./transcript.ts";

type Chai = {
  readonly Assertion: {
    overwriteMethod(
      name: string,
      around: (before: (this: Asserting, ...args: unknown[]) => unknown) => unknown,
    ): void;
  };
};

type Asserting = {
  readonly _obj: unknown;
  assert(
    isMet: boolean,
    message: string,
    negated: string,
    expected: unknown,
    actual: unknown,
    showDiff: boolean,
  ): void;
};

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- chai's types are one
  namespace Chai {
    /* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/prefer-function-type, @typescript-eslint/no-empty-object-type -- only interfaces merge with chai's */
    interface Assertion {}
    interface Match {
      /** Compares a chat with a talk in a file, from the working directory. */
      (talk: string, message?: string): Assertion;
    }
    /* eslint-enable */
  }
}

/** Teaches chai `expect(world.chat).to.match("happy.talk")`: `use(talkMatcher)`. */
export function talkMatcher(chai: Chai): void {
  chai.Assertion.overwriteMethod("match", (before) => {
    return function (this: Asserting, ...args: unknown[]): void {
      const [talk] = args;
      if (typeof talk !== "string" || !isChat(this._obj)) {
        before.apply(this, args);
        return;
      }
      const { happened } = this._obj;
      const different = differenceFrom(talk, happened);
      this.assert(
        different === undefined,
        `expected the chat to match ${talk}: ${different?.why ?? ""}`,
        `expected the chat not to match ${talk}`,
        different?.expected ?? "",
        writeHappened(happened).join("\n"),
        true,
      );
    };
  });
}

function isChat(value: unknown): value is Chat {
  return typeof value === "object" && value !== null && "happened" in value;
}

/** A talk as it would have to be, and the line where the chat went another way. */
type Difference = { readonly why: string; readonly expected: string };

function differenceFrom(file: string, happened: readonly ChatEvent[]): Difference | undefined {
  const text = readFileSync(file, "utf8");
  const talk = parseTalk(file, text);
  const differences = playsOf(talk).map(({ steps }) => walk(flat(steps), happened));
  // With several cases, it is enough to be one of them.
  if (differences.includes(undefined)) return undefined;
  const [line] = differences;
  const why = line === 0 ? "more was said after its end" : `${file}:${line ?? 1} is different`;
  return { why, expected: text.trimEnd() };
}

function flat(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => {
    if (step.kind === "repeat")
      return Array.from({ length: step.times }, () => flat(step.steps)).flat();
    return step.kind === "case" ? flat(step.steps) : [step];
  });
}

/** Answers the first line that is not what happened; 0: more happened than the talk has. */
function walk(steps: readonly Step[], happened: readonly ChatEvent[]): number | undefined {
  const names = new Map<string, string>();
  let next = 0;
  for (const step of steps) {
    const isMet = meets(step);
    if (!isMet) return step.at.line;
  }
  return happened.slice(next).every(({ kind }) => kind === "arrival") ? undefined : 0;

  function meets(step: Step): boolean {
    switch (step.kind) {
      case "acts": {
        while (happened[next]?.kind === "arrival") next += 1;
        const one = happened[next++];
        if (one?.kind !== "act" || one.actor !== step.actor.name) return false;
        return one.act.action === step.action && one.act.text === fill(step.text, names);
      }
      case "answered": {
        const one = happened.slice(0, next).findLast((before) => isActOf(before, step.actor.name));
        const reply = one?.kind === "act" ? one.acted.replies[0] : undefined;
        return keep(matchReply(step.expected, reply, names));
      }
      case "arrives": {
        if (step.pattern === undefined) return happened[next]?.kind !== "arrival";
        const one = happened[next++];
        if (one?.kind !== "arrival") return false;
        const { code, text } = one.arrival;
        const isCode = step.pattern.length === 1 && step.pattern[0]?.kind === "name";
        return keep(match(step.pattern, isCode ? (code ?? "") : text, names));
      }
      default:
        // What concerns the world itself is no part of a chat.
        return true;
    }
  }

  function keep(caught: ReadonlyMap<string, string> | undefined): boolean {
    for (const [name, value] of caught ?? []) names.set(name, value);
    return caught !== undefined;
  }
}

function isActOf(one: ChatEvent, actor: string): boolean {
  return one.kind === "act" && one.actor === actor;
}
