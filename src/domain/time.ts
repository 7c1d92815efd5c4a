const formats = new Map<string, Intl.DateTimeFormat>();

/** Says whether this machine knows a time zone by that name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** A calendar day somewhere: its name, and the moments (ms) at which it begins and ends. */
export type Day = { readonly date: string; readonly start: number; readonly end: number };

let lastDay: (Day & { readonly timeZone: string }) | undefined;

/** Finds the day that a moment falls in. Remembers the last answer, since most moments are now. */
export function dayOf(now: number, timeZone: string): Day {
  if (lastDay?.timeZone === timeZone && now >= lastDay.start && now < lastDay.end) return lastDay;
  const date = localOf(now, timeZone).slice(0, 10);
  const nextDate = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  const day = {
    date,
    start: momentOf(`${date} 00:00:00`, timeZone),
    end: momentOf(`${nextDate} 00:00:00`, timeZone),
    timeZone,
  };
  lastDay = day;
  return day;
}

/** Writes a moment as a clock on the wall there shows it: `2015-06-01 23:50:00`. */
export function localOf(now: number, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const at = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "";
  return `${at("year").padStart(4, "0")}-${at("month")}-${at("day")} ${at("hour")}:${at("minute")}:${at("second")}`;
}

/** Finds the moment at which a clock on the wall shows `local`; the first one where it shows it twice. */
export function momentOf(local: string, timeZone: string): number {
  const wanted = Date.parse(`${local.replace(" ", "T")}Z`);
  let moment = wanted;
  for (let round = 0; round < 3; round += 1) {
    const shown = Date.parse(`${localOf(moment, timeZone).replace(" ", "T")}Z`);
    if (shown === wanted) break;
    moment += wanted - shown;
  }
  return moment;
}

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads a length of time, `90s`, `10m`, `2h`, `1d` or several together, as milliseconds. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhd])+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    sum += Number(count) * (units[unit ?? ""] ?? 0);
  }
  return sum;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(timeZone, made);
  return made;
}
