import { localOf, momentOf, parseDuration } from "../domain/time.ts";
import type { Act } from "../talk/play/stage.ts";
import type { Ledger, Person } from "./ledger.ts";
import { beforeMidnight, type What } from "./steps.ts";

/** Says what a step is at this moment, and as which code it is written. */
export function actOf(
  what: What,
  person: Person,
  ledger: Ledger,
): { readonly act: Act; readonly takes?: string } {
  switch (what.kind) {
    case "as-it-stands":
      return { act: what.act };
    case "contact": {
      const contact = ledger.contacts[what.index % ledger.contacts.length];
      return { act: { deed: "say", text: contact?.to ?? "" } };
    }
    case "code": {
      const all = ledger.people.flatMap(({ codes }) => codes);
      const theirs = all.filter((issued) => !person.codes.includes(issued));
      const [last, before] = [person.codes.at(-1), person.codes.at(-2)];
      const chosen = { right: last, old: before, others: theirs.at(-1), wrong: undefined };
      const issued = chosen[what.which];
      if (issued !== undefined) {
        return { act: { deed: "say", text: issued.code }, takes: issued.name };
      }
      const zeros = "0".repeat(last?.code.length ?? ledger.settings.codeLength);
      return { act: { deed: "say", text: zeros } };
    }
  }
}

/** Says what a clock step is at this moment, and moves the ledger's clock with it. */
export function moveClock(to: string, ledger: Ledger): string {
  if (to !== beforeMidnight) {
    ledger.now += parseDuration(to.slice(1)) ?? 0;
    return to;
  }
  const { timeZone } = ledger.settings;
  const today = localOf(ledger.now, timeZone).slice(0, 10);
  const evening = momentOf(`${today} 23:59:00`, timeZone);
  const next = evening > ledger.now ? evening : evening + 86_400_000;
  ledger.now = next;
  return localOf(next, timeZone).slice(0, 16);
}
