import { isMatched, type Issued, type Observed, type Seen } from "../observed.ts";
import { codeIn, isSuccess } from "../reading.ts";
import { notSuccess, type Broken } from "./broken.ts";

/** A code that brought success before. */
export function acceptedTwice(seen: Seen, observed: Observed): Broken | undefined {
  const { person } = seen;
  const used = tried(seen, observed)?.find(({ state }) => state === "accepted");
  if (used === undefined || person.standing === "confirming") return undefined;
  return notSuccess(seen, `${person.name} was told of success a second time`);
}

/**
 * The same, as it can be judged of any bot: some tell whoever is verified already of success again.
 */
export function acceptedAfterLeaving(seen: Seen, observed: Observed): Broken | undefined {
  return seen.person.standing === "none" ? acceptedTwice(seen, observed) : undefined;
}

/** A code that was sent for somebody else. */
export function acceptedFromOthers(seen: Seen, observed: Observed): Broken | undefined {
  const { person } = seen;
  const issued = tried(seen, observed);
  if (issued === undefined || person.standing !== "none") return undefined;
  if (issued.some(({ to }) => observed.asked.get(to)?.includes(person))) return undefined;
  return notSuccess(seen, `${person.name} was let in with somebody else's code`);
}

/** A code that was no longer good. */
export function acceptedDead(seen: Seen, observed: Observed): Broken | undefined {
  const { person } = seen;
  const issued = tried(seen, observed)?.find((one) => person.codes.includes(one));
  if (issued === undefined || person.standing !== "none") return undefined;
  const isExpired = observed.now >= issued.expires;
  if (!isExpired && issued.state === "good") return undefined;
  const why = isExpired ? "an expired code" : "a code that another had replaced";
  return notSuccess(seen, `${person.name} was let in with ${why}`);
}

/** Success without any proof, or told twice. */
export function unproved(seen: Seen, { settings }: Observed): Broken | undefined {
  const { person, reply, act } = seen;
  if (reply === undefined || !isSuccess(reply) || person.standing === "confirming")
    return undefined;
  const said = act.action === "say" ? codeIn(act.text) : undefined;
  const hasProof = person.codes.some(({ code, state }) => code === said && state === "good");
  if (isMatched(person, settings)) return undefined;
  if (person.standing === "none" && hasProof) return undefined;
  return notSuccess(seen, `${person.name} was told of success`);
}

/** The codes that this text is, if it was a success to say it. */
function tried(
  { person, act, reply }: Seen,
  { people, settings }: Observed,
): readonly Issued[] | undefined {
  const said = act.action === "say" ? codeIn(act.text) : undefined;
  if (isMatched(person, settings)) return undefined;
  if (said === undefined || reply === undefined || !isSuccess(reply)) return undefined;
  const issued = people.flatMap(({ codes }) => codes).filter(({ code }) => code === said);
  return issued.length === 0 ? undefined : issued;
}
