import { isDeepStrictEqual } from "node:util";
import type { Called } from "../caller/call.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { LackError } from "../talk/play/stage.ts";
import { openReply, type Push } from "../wire/envelope.ts";
import { readReply } from "../wire/read-reply.ts";
import { RefusedError } from "../wire/refusal.ts";
import type { Secrets } from "../wire/secrets.ts";

/** Brings callbacks to a bot, and disturbs how: as a platform does that saw no answer. */
export type Postman = {
  /** Brings a callback, and all its copies; a copy that is answered otherwise is a problem. */
  readonly post: (push: Push) => Promise<Posted>;
  /**
   * Has the next callbacks delivered several times: `{duplicate, at?, after?, times?}`. Throws
   * `LackError` for other faults and `BadInputError` for values out of range.
   */
  readonly disturb: (faults: unknown) => void;
};

/** What came of bringing a callback. */
export type Posted = Omit<Called, "headers">;

/** Brings a callback to one of the sides of a bot; a bot by URL has no sides that could be told. */
export type Bring = (push: Push, side: number) => Promise<Posted>;

/** How callbacks are delivered: `duplicate` times in all. */
type Faults = {
  readonly duplicate: number;
  /** `once`: all at the same moment, from several sides. */
  readonly at: "once" | undefined;
  /** The copies come when so many further callbacks have been answered. */
  readonly after: number;
  times: number;
};

type Late = { readonly push: Push; readonly first: Posted; readonly copies: number; wait: number };

/** Makes a postman; replies are opened with the secrets that callbacks are signed with. */
export function createPostman(bring: Bring, secrets: Secrets): Postman {
  let faults: Faults | undefined;
  let late: readonly Late[] = [];

  async function copiesOf(push: Push): Promise<readonly Posted[]> {
    if (faults === undefined || faults.times === 0) return [await bring(push, 0)];
    faults.times -= 1;
    const { duplicate, at, after } = faults;
    if (at === "once") {
      return Promise.all(Array.from({ length: duplicate }, (_copy, side) => bring(push, side)));
    }
    const first = await bring(push, 0);
    if (after > 0) late = [...late, { push, first, copies: duplicate - 1, wait: after }];
    const rest = after > 0 ? [] : await inTurn(push, duplicate - 1);
    return [first, ...rest];
  }

  async function inTurn(push: Push, copies: number): Promise<readonly Posted[]> {
    const posted: Posted[] = [];
    for (let copy = 1; copy <= copies; copy += 1) posted.push(await bring(push, copy));
    return posted;
  }

  async function bringLate(): Promise<string | undefined> {
    const due: Late[] = [];
    for (const one of late) if ((one.wait -= 1) < 0) due.push(one);
    late = late.filter((one) => !due.includes(one));
    let problem: string | undefined;
    for (const { push, first, copies } of due) {
      // Who was not answered may be heard later, when the day has changed.
      const isSilent = shownBy(first, secrets) === undefined;
      const posted = await inTurn(push, copies);
      if (!isSilent) problem ??= differenceIn([first, ...posted], secrets);
    }
    return problem;
  }

  return {
    disturb(value) {
      faults = readFaults(value);
    },
    async post(push) {
      const posted = await copiesOf(push);
      const problem = differenceIn(posted, secrets) ?? (await bringLate());
      const [first] = posted;
      if (first === undefined) throw new Error("a callback is delivered at least once");
      return problem === undefined ? first : { ...first, problem: first.problem ?? problem };
    },
  };
}

/** Reads what the next callbacks are to suffer. */
function readFaults(value: unknown): Faults {
  const fields = typeof value === "object" && value !== null ? { ...value } : {};
  const other = Object.keys(fields).find((name) => !known.has(name));
  if (other !== undefined) throw new LackError(`the fault ${other}, which cannot be played yet`);
  const { duplicate, at, after = 0, times = 1 }: Readonly<Record<string, unknown>> = fields;
  const isKnown = at === undefined || at === "once";
  if (isKnown && isWhole(duplicate, 2) && isWhole(after, 0) && isWhole(times, 1)) {
    return { duplicate, after, times, at };
  }
  throw new BadInputError(
    'faults read {"duplicate": 2}, times in all from 2 to 100, with "at": "once", "after": 3 further callbacks or "times": 5 callbacks',
  );
}

const known: ReadonlySet<string> = new Set(["duplicate", "at", "after", "times"]);

function isWhole(value: unknown, least: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= 100;
}

function differenceIn([first, ...copies]: readonly Posted[], secrets: Secrets): string | undefined {
  if (copies.length === 0) return undefined;
  const shown = first && shownBy(first, secrets);
  const different = copies.find((copy) => !isDeepStrictEqual(shownBy(copy, secrets), shown));
  return different && "a copy of this callback was answered differently";
}

/** What a phone would show: a reply, or a status that is no answer. */
function shownBy({ status, body }: Posted, secrets: Secrets): unknown {
  if (status !== 200) return status;
  try {
    const xml = openReply(secrets, body.toString("utf8"));
    return xml && readReply(xml).reply;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
}
