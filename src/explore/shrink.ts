import { isDeepStrictEqual } from "node:util";
import type { Again, WalkStep, What } from "./steps.ts";

/**
 * Leaves steps out, and makes the others plainer, for as long as the walk still breaks the promise:
 * halves first, then single steps, until nothing more can go. Stops early when `isOver`.
 */
export async function shrink(
  steps: readonly WalkStep[],
  breaks: (steps: readonly WalkStep[]) => Promise<boolean>,
  isOver: () => boolean = () => false,
): Promise<readonly WalkStep[]> {
  let left = steps;
  for (;;) {
    const before = left;
    left = await leaveOut(left, breaks, isOver);
    left = await makePlainer(left, breaks, isOver);
    if (left === before || isOver()) return left;
  }
}

type Attempt = Parameters<typeof shrink>[1];

async function leaveOut(
  steps: readonly WalkStep[],
  breaks: Attempt,
  isOver: () => boolean,
): Promise<readonly WalkStep[]> {
  let left = steps;
  for (
    let size = Math.ceil(left.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    // From the end: what came late has less resting on it.
    for (let start = left.length - size; start > -size && !isOver(); start -= size) {
      const from = Math.max(0, start);
      const fewer = [...left.slice(0, from), ...left.slice(start + size)];
      if (fewer.length < left.length && (await breaks(fewer))) left = fewer;
    }
  }
  return left;
}

async function makePlainer(
  steps: readonly WalkStep[],
  breaks: Attempt,
  isOver: () => boolean,
): Promise<readonly WalkStep[]> {
  let left = steps;
  for (const who of new Set(steps.flatMap((step) => (step.do === "act" ? step.who : [])))) {
    const other = left.map((step) => (isBy(step, who) ? { ...step, who: 0 } : step));
    if (who !== 0 && !isOver() && (await breaks(other))) left = other;
  }
  for (const index of steps.keys()) {
    for (const plainer of plainerThan(steps[index])) {
      if (isOver()) return left;
      const other = left.with(index, plainer);
      if (!(await breaks(other))) continue;
      left = other;
      break;
    }
  }
  return left;
}

function plainerThan(step: WalkStep | undefined): readonly WalkStep[] {
  if (step?.do === "clock") return step.to === plainJump ? [] : [{ ...step, to: plainJump }];
  if (step?.do !== "act") return [];
  const { again, ...once } = step;
  const plainer: readonly (WalkStep | false)[] = [
    again !== undefined && once,
    again !== undefined && !isDeepStrictEqual(again, twice) && { ...step, again: twice },
    step.who > 0 && { ...step, who: 0 },
    !isDeepStrictEqual(step.what, follow) && { ...step, what: follow },
    step.what.kind === "contact" && step.what.index > 0 && { ...step, what: firstContact },
  ];
  return plainer.filter((one) => one !== false);
}

const plainJump = "+10m";
const twice: Again = { duplicate: 2 };
const follow: What = { kind: "as-it-stands", act: { action: "follow", text: "" } };
const firstContact: What = { kind: "contact", index: 0 };

function isBy(step: WalkStep, who: number): step is Extract<WalkStep, { do: "act" }> {
  return step.do === "act" && step.who === who;
}
