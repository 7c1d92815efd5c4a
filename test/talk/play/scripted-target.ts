import type { Reply } from "../../../src/domain/reply.ts";
import type { ActionResult, Arrival, Need, Target } from "../../../src/talk/play/target.ts";

/** What a target in a script does: what is left out does nothing. */
export type Script = {
  /** What somebody is answered; a text, several, or a whole answer. */
  readonly answer?: (actor: string, text: string, action: string) => Answer;
  readonly lacks?: (need: Need) => string | undefined;
  readonly arrived?: () => readonly Arrival[];
  readonly heard?: (actor: string) => readonly Reply[];
  readonly fact?: (actor: string, name: string) => string | undefined;
  readonly clock?: (text: string) => void;
  readonly patienceMs?: number;
};

type Answer = string | readonly string[] | undefined | Partial<ActionResult["behind"]>;

/** A target that does what a test says, and what was done on it. */
export type ScriptedTarget = Target & { readonly done: readonly string[] };

/** Makes a target that does what a script says. */
export function createScriptedTarget(script: Script = {}): ScriptedTarget {
  const done: string[] = [];
  const note = (what: string): Promise<void> => Promise.resolve(void done.push(what));
  return {
    done,
    patienceMs: script.patienceMs ?? 0,
    lacks: (need) => script.lacks?.(need),
    seed: (path) => note(`seed ${path ?? "first"}`),
    act(actor, { action, text: said }) {
      const given = script.answer?.(actor, said, action);
      done.push(`${actor} ${action} ${said}`.trim());
      const behind = { sent: "<sent/>", received: "<received/>", status: 200, ms: 1 };
      return Promise.resolve({
        replies: textsOf(given).map((text) => ({ type: "text", text }) as const),
        behind: { ...behind, ...(typeof given === "object" && !("length" in given) && given) },
      });
    },
    arrived: () => Promise.resolve(script.arrived?.() ?? []),
    heard: (actor) => Promise.resolve(script.heard?.(actor) ?? []),
    async clock(text) {
      script.clock?.(text);
      await note(`clock ${text}`);
    },
    set: (name, value) => note(`set ${name} ${JSON.stringify(value)}`),
    fact: (actor, name) => Promise.resolve(script.fact?.(actor, name)),
    faults(value) {
      done.push(`faults ${JSON.stringify(value)}`);
    },
    close: () => note("close"),
  };
}

function textsOf(given: Answer): readonly string[] {
  if (given === undefined) return [];
  if (typeof given === "string") return [given];
  return "length" in given ? given : [];
}
