import { BadInputError } from "../domain/bad-input.ts";
import { momentOf, parseDuration } from "../domain/time.ts";
import { clockKey, putClockOffset, readClockOffset } from "../records/clock.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import type { Store } from "../store/store.ts";

/** The world's clock: the system's time plus an offset that is kept in the store. */
export type WorldClock = {
  /** Answers the world's time, ms. */
  now(): Promise<number>;
  /** Moves it on (`10m`) or sets it (a date and time); whoever waits for a moment is woken. */
  move(body: unknown): Promise<number>;
};

/** Makes the clock; `becameDue` runs what became due before `move` answers. */
export function createWorldClock(
  store: Store,
  realNow: () => number,
  becameDue: () => Promise<void>,
): WorldClock {
  const offset = async (): Promise<number> => readClockOffset((await store.read([clockKey]))[0]);
  return {
    now: async () => realNow() + (await offset()),
    async move(body) {
      const [settings] = await store.read([settingsKey]);
      const { timeZone } = readSettings(settings);
      const before = realNow() + (await offset());
      const wanted = wantedTime(body, before, timeZone);
      const puts = [putClockOffset(wanted - realNow())];
      await store.commit({ checks: [], puts, deletes: [], adds: [] });
      await becameDue();
      return wanted;
    },
  };
}

const forms =
  'the clock takes {"advance": "10m"} (s m h d) or {"set": "2015-06-01T23:50:00+08:00"}; without a zone it is the account\'s';

function wantedTime(body: unknown, now: number, timeZone: string): number {
  if (typeof body !== "object" || body === null) throw new BadInputError(forms);
  if ("advance" in body && typeof body.advance === "string" && !("set" in body)) {
    const ms = parseDuration(body.advance.replace(/^\+/, ""));
    if (ms !== undefined) return now + ms;
  }
  if ("set" in body && typeof body.set === "string" && !("advance" in body)) {
    const moment = momentNamed(body.set, timeZone);
    if (Number.isFinite(moment) && Math.abs(moment) < 8.64e15 / 2) return moment;
  }
  throw new BadInputError(forms);
}

function momentNamed(text: string, timeZone: string): number {
  const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/.exec(text);
  if (local === null)
    return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : NaN;
  const [, date = "", minute = "", second = ":00"] = local;
  const written = `${date} ${minute}${second}`;
  return Number.isNaN(Date.parse(`${written.replace(" ", "T")}Z`))
    ? NaN
    : momentOf(written, timeZone);
}
