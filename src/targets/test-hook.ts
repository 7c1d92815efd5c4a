import { z } from "zod";
import { askJson, type JsonAnswer } from "../callback-client/ask-json.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { LackError } from "../talk/play/target.ts";
import { factOf } from "./facts.ts";

const jsonObject = z.record(z.string(), z.unknown());
/** What `GET clock` answers. */
export const clockAnswer = z.object({ now: z.string() });

/**
 * Asks the test hook of a bot, for one talk: what its test build answers so that talks can move its
 * clock and look into it. That is a part of the simulator's own control API, JSON over HTTP, each
 * part optional (404, 405 or 501: it is not there): `POST clock`, `PATCH settings`,
 * `GET followers/OPENID`, `POST reset`. Where `GET clock` and `GET settings` answer too, `restore`
 * puts both back to what they were before the talk.
 */
export function createTestHook(url: string) {
  const at = (path: string): string => `${url.replace(/\/+$/, "")}/${path}`;
  let settingsBefore: Readonly<Record<string, unknown>> | undefined;
  const changed = new Set<string>();
  /** How far the clock was from the system's before the talk, ms. */
  let clockBefore: number | undefined;

  async function ask(method: "POST" | "PATCH", path: string, body: unknown): Promise<void> {
    answered(`${method} ${at(path)}`, await askJson(method, at(path), body));
  }

  return {
    async seed(seed: unknown): Promise<void> {
      await ask("POST", "reset", { seed });
    },
    async clock(text: string): Promise<void> {
      clockBefore ??= offsetOf(await askJson("GET", at("clock")));
      await ask("POST", "clock", text.startsWith("+") ? { advance: text.slice(1) } : { set: text });
    },
    async set(name: string, value: unknown): Promise<void> {
      if (settingsBefore === undefined) {
        const { status, json } = await askJson("GET", at("settings"));
        settingsBefore = (status < 400 ? jsonObject.safeParse(json).data : undefined) ?? {};
      }
      await ask("PATCH", "settings", { [name]: value });
      changed.add(name);
    },
    async fact(openid: string, name: string): Promise<string | undefined> {
      const path = `followers/${encodeURIComponent(openid)}`;
      const what = `GET ${at(path)} with a JSON object`;
      const asked = await askJson("GET", at(path));
      const { data: facts } = jsonObject.safeParse(asked.json);
      // A follower who is not known is a stranger; a page that is not there says nothing in JSON.
      if (asked.status === 404 && facts !== undefined) return factOf({ status: "none" }, name);
      answered(what, asked);
      if (facts === undefined) throw lackOf(what, asked);
      return factOf(facts, name);
    },
    async restore(): Promise<void> {
      const before = [...changed].map((name) => [name, settingsBefore?.[name] ?? null] as const);
      // What cannot be put back is as the talk left it; the next talk says so if it matters.
      const patch = (values: typeof before): Promise<JsonAnswer> =>
        askJson("PATCH", at("settings"), Object.fromEntries(values));
      // A setting of several parts is merged into, so what the talk added has to go first.
      const merged = before.filter(([, value]) => typeof value === "object" && value !== null);
      if (merged.length > 0) await patch(merged.map(([name]) => [name, null]));
      if (before.length > 0) await patch(before);
      if (clockBefore === undefined) return;
      await askJson("POST", at("clock"), { set: new Date(Date.now() + clockBefore).toISOString() });
    },
  };
}

/** Throws `LackError` when the part is not there, `BadInputError` when it refused. */
function answered(what: string, asked: JsonAnswer): void {
  const { status, problem = "" } = asked;
  if ([0, 404, 405, 501].includes(status)) throw lackOf(what, asked);
  if (status < 400) return;
  const [firstLine = ""] = problem.split("\n", 1);
  throw new BadInputError(`the hook refused this, ${status}: ${firstLine.slice(0, 300)}`);
}

function lackOf(what: string, { status, problem = "" }: JsonAnswer): LackError {
  const why = status === 0 ? `no answer (${problem})` : String(status);
  return new LackError(`a hook that answers ${what}; there: ${why}`);
}

/** How far a clock is from the system's, ms; one that cannot be read is taken to be the system's. */
function offsetOf({ json }: JsonAnswer): number {
  const moment = Date.parse(clockAnswer.safeParse(json).data?.now ?? "");
  return Number.isNaN(moment) ? 0 : moment - Date.now();
}
