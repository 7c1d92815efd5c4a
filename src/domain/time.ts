const dayMs = 86_400_000;
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

/**
 * Finds the day that a moment falls in. Days follow each other without a gap, and begin when the
 * clock on the wall there first shows their date; one that it goes back to stays over. Remembers
 * the last answer, since most moments are now.
 */
export function dayOf(now: number, timeZone: string): Day {
  if (lastDay?.timeZone === timeZone && now >= lastDay.start && now < lastDay.end) return lastDay;
  const shown = localOf(now, timeZone).slice(0, 10);
  const isOver = now >= beginOf(dateAfter(shown), timeZone);
  const date = isOver ? dateAfter(shown) : shown;
  const start = beginOf(date, timeZone);
  lastDay = { date, start, end: beginOf(dateAfter(date), timeZone), timeZone };
  return lastDay;
}

function dateAfter(date: string): string {
  return new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10);
}

function beginOf(date: string, timeZone: string): number {
  return momentOf(`${date} 00:00:00`, timeZone);
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

/**
 * Finds the first moment at which a clock on the wall shows `local`. One that is put ahead past it
 * never does; then it is the moment of that: a day without a midnight begins there.
 */
export function momentOf(local: string, timeZone: string): number {
  const wanted = millisecondsOf(local);
  // A clock is put ahead or back at most once in the two days around it.
  const offsets = [wanted - dayMs, wanted + dayMs].map((at) => shownAt(at, timeZone) - at);
  const earliest = wanted - Math.max(...offsets);
  const latest = wanted - Math.min(...offsets);
  if (shownAt(earliest, timeZone) === wanted) return earliest;
  let [before, found] = [earliest - 1, latest];
  while (found - before > 1) {
    const middle = Math.floor((before + found) / 2);
    if (shownAt(middle, timeZone) < wanted) before = middle;
    else found = middle;
  }
  return found;
}

function shownAt(moment: number, timeZone: string): number {
  return millisecondsOf(localOf(moment, timeZone));
}

function millisecondsOf(local: string): number {
  return Date.parse(`${local.replace(" ", "T")}Z`);
}

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: dayMs,
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
