import { BadInputError } from "../domain/bad-input.ts";
import { fold } from "../domain/folding.ts";
import { parseTalk } from "./grammar/parse.ts";
import type { Step } from "./grammar/talk.ts";
import { writeActor, writeSetting, writeText } from "./notation.ts";
import { fill } from "./play/match.ts";
import { lackFor } from "./play/needs.ts";
import type { Action } from "../domain/action.ts";
import type { Target } from "./play/target.ts";
import { createTalkWriter, writeActionOf, writeReceived } from "./writer.ts";

/** A conversation at a terminal: what is typed is played, and what comes of it is shown. */
export type ChatSession = Awaited<ReturnType<typeof openChat>>;

/** A line as the notation has it, and the lines that it brought about. */
export type Typed = { readonly line: readonly string[]; readonly shown: readonly string[] };

type ChatOptions = {
  readonly targetOf: () => Target;
  readonly actor: string;
  /** A target whose turns can be taken back is one that can be made anew. */
  readonly canUndo: "yes" | "no";
};

/** Begins a chat on a target of its own. */
export async function openChat({ targetOf, actor: first, canUndo }: ChatOptions) {
  let actor = first;
  let typed: string[] = [];
  let scene = await openScene(targetOf);

  async function play(line: string): Promise<Typed> {
    const [step] = parseTalk("typed", wholeLine(line, actor)).steps;
    if (step === undefined) return { line: [], shown: [] };
    const lack = lackFor(step, scene.target);
    if (lack !== undefined) throw new BadInputError(`this needs ${lack}`);
    if (step.kind === "acts") actor = step.actor.name;
    const played = await scene.play(step);
    typed.push(line);
    return played;
  }

  return {
    /** Who says what is typed without a name. */
    actor: () => actor,
    /** Plays a line, of the notation or just a text. */
    type: play,
    /** Writes all that was said as a talk that can be played. */
    save: () => scene.save(),
    /** Takes the last line back and answers it; undefined where there is none, or it cannot be. */
    async undo(): Promise<string | undefined> {
      const last = typed.at(-1);
      if (canUndo === "no" || last === undefined) return undefined;
      const left = typed.slice(0, -1);
      await scene.target.close();
      scene = await openScene(targetOf);
      typed = [];
      actor = first;
      for (const line of left) await play(line);
      return last;
    },
    close: () => scene.target.close(),
  };
}

/** A line as typed, or with who says it in front. */
function wholeLine(line: string, actor: string): string {
  const plain = fold(line);
  const isMarked = /^[#@!?|] /.test(plain) || /(^|\s)[>~](\s|$)/.test(plain);
  if (!isMarked) return `${writeActor(actor)} > ${line}`;
  return /^[>~]( |$)/.test(plain) ? `${writeActor(actor)} ${line}` : line;
}

async function openScene(targetOf: () => Target) {
  const target = targetOf();
  await target.seed(undefined);
  const saved: string[] = [];
  const seen = new Set<string>();
  const writer = createTalkWriter();
  let lastActor = "";
  for (const { id } of await target.arrived()) seen.add(id);

  async function act(name: string, what: Action): Promise<Typed> {
    lastActor = name;
    const acted = await target.act(name, what);
    const { turn, answer } = writer.turn(name, what, acted);
    saved.push(...turn, ...answer);
    const { problem } = acted.behind;
    const problems = problem === undefined ? [] : [`# ${problem}`];
    const shown = [...answer, ...problems, ...(await arrivals())];
    return { line: writeActionOf(name, what), shown };
  }

  async function arrivals(): Promise<readonly string[]> {
    const fresh = (await target.arrived()).filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    saved.push(...fresh.map(writer.arrival));
    return fresh.map(writeReceived);
  }

  async function play(step: Step): Promise<Typed> {
    switch (step.kind) {
      case "acts": {
        const text = fill(step.text, new Map()) ?? "";
        return act(step.actor.name, { action: step.action, text });
      }
      case "clock":
        await target.clock(step.text);
        return quietly(`@ clock ${step.text}`, await arrivals());
      case "set":
        await target.set(step.name, step.value);
        return quietly(writeSetting(step), []);
      case "seed":
        await target.seed(step.path);
        return quietly(`@ seed ${step.path}`, []);
      case "fact": {
        const who = step.actor ?? lastActor;
        const known = who === "" ? undefined : await target.fact(who, step.name);
        if (known === undefined) throw new BadInputError(`nothing is known by ${step.name} here`);
        const fact = `? ${step.name} = ${known === "" ? "(nothing)" : writeText(known)}`;
        return { ...quietly(fact, [fact]), line: [] };
      }
      default:
        throw new BadInputError("here one says and does things; what is answered is shown");
    }
  }

  function quietly(line: string, shown: readonly string[]): Typed {
    saved.push(line);
    return { line: [line], shown };
  }

  return { target, play, save: () => saved.map((line) => `${line}\n`).join("") };
}
