import type { CallbackAnswer } from "../callback-client/call.ts";
import {
  verdictOf,
  verdictOfAll,
  type Asked,
  type Judged,
  type Verdict,
} from "../callback-client/verdict.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { LackError } from "../talk/play/target.ts";
import type { Push } from "../wire/envelope.ts";
import type { Secrets } from "../wire/secrets.ts";

/** Brings callbacks to a bot, and disturbs how: as a platform does that saw no answer. */
export type Redelivery = {
  /**
   * Brings a callback, and all its copies, and judges the answers together: the first counts, and
   * another answer to a copy is a problem.
   */
  readonly post: (push: Push, asked: Asked) => Promise<Judged>;
  /**
   * Has the next callbacks delivered several times: `{duplicate, at?, after?, times?}`. Throws
   * `LackError` for other faults and `BadInputError` for values out of range.
   */
  readonly disturb: (faults: unknown) => void;
};

/** Brings a callback to one of the sides of a bot; a bot by URL has no sides that could be told. */
export type Bring = (push: Push, side: number) => Promise<CallbackAnswer>;

/** How callbacks are delivered: `duplicate` times in all. */
type Faults = {
  readonly duplicate: number;
  /** `once`: all at the same moment, from several sides. */
  readonly at: "once" | undefined;
  /** The copies come when so many further callbacks have been answered. */
  readonly after: number;
  times: number;
};

type Late = Sending & { readonly first: Judged; readonly copies: number; wait: number };

type Sending = { readonly push: Push; readonly asked: Asked };

/** Delivers, and delivers again as told; replies are opened with the secrets that callbacks are signed with. */
export function createRedelivery(bring: Bring, secrets: Secrets): Redelivery {
  let faults: Faults | undefined;
  let late: readonly Late[] = [];

  async function bringOne({ push, asked }: Sending, side: number): Promise<Judged> {
    const called = await bring(push, side);
    return { called, verdict: verdictOf(called, secrets, asked) };
  }

  async function copiesOf(sending: Sending): Promise<readonly [Judged, ...Judged[]]> {
    if (faults === undefined || faults.times === 0) return [await bringOne(sending, 0)];
    faults.times -= 1;
    const { duplicate, at, after } = faults;
    if (at === "once") {
      const copies = Array.from({ length: duplicate - 1 }, (_, copy) =>
        bringOne(sending, copy + 1),
      );
      return Promise.all([bringOne(sending, 0), ...copies]);
    }
    const first = await bringOne(sending, 0);
    if (after > 0) late = [...late, { ...sending, first, copies: duplicate - 1, wait: after }];
    const rest = after > 0 ? [] : await inTurn(sending, duplicate - 1);
    return [first, ...rest];
  }

  async function inTurn(sending: Sending, copies: number): Promise<readonly Judged[]> {
    const judged: Judged[] = [];
    for (let copy = 1; copy <= copies; copy += 1) judged.push(await bringOne(sending, copy));
    return judged;
  }

  async function bringLate(): Promise<readonly Verdict[]> {
    const due: Late[] = [];
    for (const one of late) if ((one.wait -= 1) < 0) due.push(one);
    late = late.filter((one) => !due.includes(one));
    const verdicts: Verdict[] = [];
    for (const { first, copies, ...sending } of due) {
      const judged = await inTurn(sending, copies);
      // Who was not answered may be heard later, when the day has changed.
      if (first.verdict.xml === undefined) continue;
      verdicts.push(verdictOfAll([first, ...judged].map(({ verdict }) => verdict)));
    }
    return verdicts;
  }

  return {
    disturb(value) {
      faults = readFaults(value);
    },
    async post(push, asked) {
      const judged = await copiesOf({ push, asked });
      const verdict = verdictOfAll(judged.map((one) => one.verdict));
      const problems = (await bringLate()).flatMap((one) => one.problems);
      const [{ called }] = judged;
      return { called, verdict: { ...verdict, problems: [...verdict.problems, ...problems] } };
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
