import { isDeepStrictEqual } from "node:util";
import type { Again, WalkStep, What } from "./steps.ts";

type Attempt = (steps: readonly WalkStep[]) => Promise<boolean>;

/**
 * Leaves steps out, and makes the others plainer, for as long as the walk still breaks the promise:
 * halves first, then single steps, until nothing more can go, or nothing breaks it any longer.
 */
export async function shrink(
  steps: readonly WalkStep[],
  breaks: Attempt,
): Promise<readonly WalkStep[]> {
  for (let left = steps; ;) {
    const plainer = await makePlainer(await leaveOut(left, breaks), breaks);
    if (plainer === left) return left;
    left = plainer;
  }
}

async function leaveOut(steps: readonly WalkStep[], breaks: Attempt): Promise<readonly WalkStep[]> {
  let left = steps;
  let size = left.length;
  do {
    size = Math.ceil(size / 2);
    // From the end, since fewer steps depend on a late one.
    for (let start = left.length - size; start > -size; start -= size) {
      const fewer = left.toSpliced(Math.max(0, start), size + Math.min(0, start));
      if (fewer.length < left.length && (await breaks(fewer))) left = fewer;
    }
  } while (size > 1);
  return left;
}

async function makePlainer(
  steps: readonly WalkStep[],
  breaks: Attempt,
): Promise<readonly WalkStep[]> {
  let left = steps;
  for (const who of new Set(steps.flatMap((step) => (step.do === "act" ? step.who : [])))) {
    const other = left.map((step) => (isBy(step, who) ? { ...step, who: 0 } : step));
    if (who !== 0 && (await breaks(other))) left = other;
  }
  for (const index of steps.keys()) {
    for (const plainer of plainerThan(steps[index])) {
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
