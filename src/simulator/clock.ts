import { z } from "zod";
import { BadInputError } from "../domain/bad-input.ts";
import { momentOf, parseDuration } from "../domain/time.ts";
import { clockKey, putClockOffset, readClockOffset } from "../records/clock.ts";
import type { Settings } from "../domain/settings.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import type { Store } from "../store/store.ts";

/** The world's clock: the system's time plus an offset that is kept in the store. */
export type WorldClock = {
  /** Answers the world's time, ms. */
  now(): Promise<number>;
  /** Moves it on (`10m`) or sets it (a date and time); whoever waits for a moment is woken. */
  move(body: unknown): Promise<number>;
};

/** What the clock works with; `becameDue` runs what became due before `move` answers. */
type ClockParts = {
  readonly store: Store;
  readonly realNow: () => number;
  readonly becameDue: () => Promise<void>;
  readonly freshSettings: Settings;
};

/** Makes the clock. */
export function createWorldClock({
  store,
  realNow,
  becameDue,
  freshSettings,
}: ClockParts): WorldClock {
  const offset = async (): Promise<number> => readClockOffset((await store.read([clockKey]))[0]);
  return {
    now: async () => realNow() + (await offset()),
    async move(body) {
      const [settings] = await store.read([settingsKey]);
      const { timeZone } = readSettings(settings, freshSettings);
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
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

function wantedTime(body: unknown, now: number, timeZone: string): number {
  const wanted = momentAsked(body, now, timeZone);
  if (wanted === undefined) throw new BadInputError(forms);
  if (isPlayable(wanted)) return wanted;
  throw new BadInputError("the clock goes from the year 2000 to 2099");
}

function isPlayable(moment: number): boolean {
  return moment >= earliest && moment < latest;
}

const schema = z.union([
  z.object({ advance: z.string(), set: z.undefined().optional() }),
  z.object({ set: z.string(), advance: z.undefined().optional() }),
]);

function momentAsked(body: unknown, now: number, timeZone: string): number | undefined {
  const { data } = schema.safeParse(body);
  if (data?.set !== undefined) return momentNamed(data.set, timeZone);
  const ms = data && parseDuration(data.advance.replace(/^\+/, ""));
  return ms === undefined ? undefined : now + ms;
}

function momentNamed(text: string, timeZone: string): number | undefined {
  const form = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;
  const [, date = "", minute = "", second = ":00", , zone] = form.exec(text) ?? [];
  const written = `${date}T${minute}${second}`;
  const asUtc = Date.parse(`${written}Z`);
  // A 31st of February would be read as the 3rd of March.
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(written)) return undefined;
  if (!isPlayable(asUtc)) return asUtc;
  if (zone === undefined) return momentOf(`${date} ${minute}${second}`, timeZone);
  const moment = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(moment) ? undefined : moment;
}
