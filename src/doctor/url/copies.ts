import { copiesProblem, type Verdict } from "../../callback-client/verdict.ts";
import { ill, skipped, well, type Finding } from "../check.ts";
import { judged } from "./callback.ts";
import { deliverOnce, pushOf, textCallback } from "./deliver.ts";
import type { ExaminedCallback } from "./examined.ts";

/**
 * Checks that a callback that is delivered again is answered the same, both byte for byte and with a
 * new signature. The platform delivers up to three times, and shows the first answer that it gets.
 */
export async function copiesAlike(examined: ExaminedCallback): Promise<Finding> {
  const xml = textCallback(examined, "doctor again");
  const push = pushOf(examined, xml);
  const first = await deliverOnce(examined, push);
  const again = await deliverOnce(examined, push);
  const later = await deliverOnce(examined, pushOf(examined, xml));
  const unwell = [first, again, later].map(judged).find(({ state }) => state === "ill");
  if (unwell !== undefined) return unwell;
  if ([first, again, later].every(({ verdict }) => saysNothing(verdict))) {
    return skipped("no reply came, so there was none to look at");
  }
  const verdicts = [first.verdict, again.verdict, later.verdict];
  const different = copiesProblem(verdicts);
  if (different === undefined) return well("three deliveries were answered alike");
  const [, ...copies] = verdicts;
  if (!saysNothing(first.verdict) && copies.every(saysNothing)) {
    return well("answered once", [
      "a repeated delivery gets no reply: if the first answer was lost, the person sees none",
    ]);
  }
  return ill("copies-differ", different.text, verdicts.map(line));
}

function saysNothing({ read }: Verdict): boolean {
  return read === undefined;
}

function line({ read }: Verdict, index: number): string {
  const xml = read?.xml ?? "(nothing)";
  return `delivery ${index + 1}: ${xml.replace(/\s+/g, " ").slice(0, 200)}`;
}
