import { shareOf } from "../../conversation/limits.ts";
import { dayOf } from "../../domain/time.ts";
import { writeArrival } from "../../talk/notation.ts";
import type { Arrival } from "../../talk/play/target.ts";
import { memberAt, type Issued, type Observed, type Seen } from "../observed.ts";
import { nothingAt, type Broken } from "./broken.ts";

/** A callback, or its copies, that brought two messages. */
export function sentTwice({ arrivals }: Seen): Broken | undefined {
  const [first, second] = arrivals;
  if (first === undefined || second === undefined) return undefined;
  const instead = `${arrivals.length} messages arrived, the second at ${second.to}`;
  return { instead, lines: secondOf(first, second) };
}

/** More messages at an address than anybody asked for, whenever they came. */
export function sentMoreThanAsked({ arrivals }: Seen, observed: Observed): Broken | undefined {
  const [first, second = first] = arrivals;
  if (first === undefined || second === undefined) return undefined;
  const all = [...observed.arrived, ...arrivals].filter(({ to }) => to === second.to).length;
  const asked = observed.asked.get(second.to)?.length ?? 0;
  if (asked === 0 || all <= asked) return undefined;
  const instead = `${all} messages arrived at ${second.to}, which was named ${asked === 1 ? "once" : `${asked} times`}`;
  return { instead, lines: first === second ? [nothingAt(first)] : secondOf(first, second) };
}

function secondOf(first: Arrival, second: Arrival): readonly string[] {
  const any = writeArrival(first.channel, first.to, "{{any}}");
  return [...(first.to === second.to ? [any] : []), nothingAt(second)];
}

/** A message where nobody's contact is, or that nobody asked for. */
export function sentAstray(seen: Seen, observed: Observed): Broken | undefined {
  const [arrival] = seen.arrivals;
  if (arrival === undefined) return undefined;
  const isKnown = memberAt(observed, arrival.to) !== undefined;
  const wasNamed = observed.asked.has(arrival.to);
  if (isKnown && wasNamed) return undefined;
  const instead = `a message arrived at ${arrival.to}`;
  return { instead, lines: [nothingAt(arrival)] };
}

/** A code beyond the day's, for a follower or an address. */
export function sentTooOften({ person, arrivals }: Seen, observed: Observed): Broken | undefined {
  const [arrival] = arrivals;
  if (arrival === undefined) return undefined;
  const { settings, now, people } = observed;
  const { start } = dayOf(now, settings.timeZone);
  const today = (codes: readonly Issued[]): number => codes.filter(({ at }) => at >= start).length;
  const toContact = people.flatMap(({ codes }) => codes).filter(({ to }) => to === arrival.to);
  const had = today(person.codes.filter(({ to }) => to === arrival.to));
  const isTooMany =
    today(person.codes) >= settings.sendsPerDay ||
    today(toContact) >= shareOf(settings.sendsPerContactPerDay, had);
  if (!isTooMany) return undefined;
  return { instead: `another code arrived at ${arrival.to}`, lines: [nothingAt(arrival)] };
}
