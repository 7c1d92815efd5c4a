import { BadInputError } from "../domain/bad-input.ts";
import { LackError } from "../talk/play/stage.ts";
import { askJson, type Asked } from "./ask-json.ts";
import { factOf } from "./facts.ts";

/**
 * What a bot's test build answers so that talks can move its clock and look into it: a part of the
 * simulator's own control API, JSON over HTTP, each part optional (404 or 501: it is not there).
 * `POST clock`, `PATCH settings`, `GET followers/OPENID`, `POST reset`.
 */
export type Hook = {
  seed(seed: unknown): Promise<void>;
  clock(text: string): Promise<void>;
  set(name: string, value: unknown): Promise<void>;
  fact(openid: string, name: string): Promise<string | undefined>;
  /** Puts clock and settings back to what they were before the talk. */
  restore(): Promise<void>;
};

/** Makes the hook of one talk at an address. */
export function createHook(url: string): Hook {
  const at = (path: string): string => `${url.replace(/\/+$/, "")}/${path}`;
  let settingsBefore: Readonly<Record<string, unknown>> | undefined;
  const changed = new Set<string>();
  let clockMoved = false;

  const ask = async (method: string, path: string, body?: unknown): Promise<Asked> => {
    const asked = await askJson(method, at(path), body);
    const { status, problem = "" } = asked;
    if (status === 0 || status === 404 || status === 405 || status === 501) {
      const why = status === 0 ? `no answer (${problem})` : String(status);
      throw new LackError(`a hook that answers ${method} ${at(path)}; there: ${why}`);
    }
    if (status < 400) return asked;
    throw new BadInputError(`the hook refused this, ${status}: ${firstLine(problem)}`);
  };

  return {
    async seed(seed) {
      await ask("POST", "reset", { seed });
    },
    async clock(text) {
      clockMoved = true;
      await ask("POST", "clock", text.startsWith("+") ? { advance: text } : { set: text });
    },
    async set(name, value) {
      if (settingsBefore === undefined) {
        const { json } = await askJson("GET", at("settings"));
        settingsBefore = typeof json === "object" && json !== null ? { ...json } : {};
      }
      changed.add(name);
      await ask("PATCH", "settings", { [name]: value });
    },
    async fact(openid, name) {
      const path = `followers/${encodeURIComponent(openid)}`;
      const { status, json } = await askJson("GET", at(path));
      // Whoever has not been heard of is a stranger.
      if (status === 404) return name === "status" ? "none" : undefined;
      if (typeof json !== "object" || json === null) {
        throw new LackError(`a hook that answers GET ${at(path)} with a JSON object`);
      }
      return factOf(json, name);
    },
    async restore() {
      const before = [...changed].map((name) => [name, settingsBefore?.[name] ?? null]);
      // What cannot be put back is as the talk left it; the next talk says so if it matters.
      if (before.length > 0) await askJson("PATCH", at("settings"), Object.fromEntries(before));
      if (clockMoved) await askJson("POST", at("clock"), { set: new Date().toISOString() });
    },
  };
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 300);
}
