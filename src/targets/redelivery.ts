import { z } from "zod";
import { deliveryOfAll, type CallbackClient, type Delivered } from "../callback-client/client.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { wholeNumber } from "../domain/read-as.ts";
import { LackError } from "../talk/play/target.ts";

const schema = z.strictObject({
  /** How often a callback is delivered in all. */
  duplicate: wholeNumber(2, 100),
  /** `once`: all at the same moment, to several instances. */
  at: z.literal("once").optional(),
  /** The copies come after so many further callbacks. */
  after: wholeNumber(0, 100).default(0),
  /** Of how many callbacks. */
  times: wholeNumber(1, 100).default(1),
});

type Faults = z.infer<typeof schema>;

type Arguments = Parameters<CallbackClient["send"]>;
type Late = {
  readonly sending: Arguments;
  readonly first: Delivered;
  readonly copies: number;
  wait: number;
};

/**
 * Sends callbacks to a bot, and again when told to, as a platform does that saw no answer. Copies of
 * the same moment go to the instances in turn.
 */
export function createRedelivery(instances: readonly [CallbackClient, ...CallbackClient[]]) {
  let faults: Faults | undefined;
  let late: readonly Late[] = [];

  const sendTo = (copy: number, sending: Arguments): Promise<Delivered> =>
    (instances[copy % instances.length] ?? instances[0]).send(...sending);

  async function copiesOf(sending: Arguments): Promise<readonly [Delivered, ...Delivered[]]> {
    if (faults === undefined || faults.times === 0) return [await sendTo(0, sending)];
    faults.times -= 1;
    const { duplicate, at, after } = faults;
    if (at === "once") {
      const copies = Array.from({ length: duplicate - 1 }, (_, copy) => sendTo(copy + 1, sending));
      return Promise.all([sendTo(0, sending), ...copies]);
    }
    const first = await sendTo(0, sending);
    if (after > 0) late = [...late, { sending, first, copies: duplicate - 1, wait: after }];
    const rest = after > 0 ? [] : await inTurn(sending, duplicate - 1);
    return [first, ...rest];
  }

  async function inTurn(sending: Arguments, copies: number): Promise<readonly Delivered[]> {
    const deliveries: Delivered[] = [];
    for (let copy = 1; copy <= copies; copy += 1) deliveries.push(await sendTo(copy, sending));
    return deliveries;
  }

  async function sendLate(): Promise<readonly Delivered[]> {
    const due: Late[] = [];
    for (const one of late) if ((one.wait -= 1) < 0) due.push(one);
    late = late.filter((one) => !due.includes(one));
    const deliveries: Delivered[] = [];
    for (const { first, copies, sending } of due) {
      const again = await inTurn(sending, copies);
      // A copy may be answered where the first was not: the day may have changed in between.
      if (first.verdict.read !== undefined) deliveries.push(deliveryOfAll([first, ...again]));
    }
    return deliveries;
  }

  return {
    /**
     * Has the next callbacks delivered several times: `{duplicate, at?, after?, times?}`. The first
     * answer counts, and another answer to a copy is a problem. Throws `LackError` for other faults
     * and `BadInputError` for values out of range.
     */
    disturb: (value: unknown): void => {
      faults = readFaults(value);
    },
    async send(...sending: Arguments): Promise<Delivered> {
      const delivery = deliveryOfAll(await copiesOf(sending));
      const problems = (await sendLate()).flatMap(({ verdict }) => verdict.problems);
      const { verdict } = delivery;
      return {
        ...delivery,
        verdict: { ...verdict, problems: [...verdict.problems, ...problems] },
      };
    },
  };
}

function readFaults(value: unknown): Faults {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const unknown = read.error.issues.find(({ code }) => code === "unrecognized_keys");
  const [other] = unknown !== undefined && "keys" in unknown ? unknown.keys : [];
  if (other !== undefined) throw new LackError(`the fault ${other}, which cannot be played yet`);
  throw new BadInputError(
    'faults read {"duplicate": 2}, times in all from 2 to 100, with "at": "once", "after": 3 further callbacks or "times": 5 callbacks',
  );
}
