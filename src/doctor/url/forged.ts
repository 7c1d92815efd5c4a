import { ill, well, type Found } from "../check.ts";
import { deliver, pushOf, textTold } from "./deliver.ts";
import { forgedEcho } from "./diagnose.ts";
import { ask, type Patient } from "./patient.ts";

/** Is what nobody of the platform signed refused? */
export async function forgedRefused(patient: Patient): Promise<Found> {
  const echo = forgedEcho(patient);
  const checked = await ask(patient, echo);
  const push = pushOf(
    { ...patient, secrets: { ...patient.secrets, token: "forged" } },
    textTold(patient, "doctor forged"),
  );
  const { verdict } = await deliver(patient, push);
  const takes = [
    ...(checked.status === 200 && checked.body.includes(echo.plain) ? ["an echo"] : []),
    ...(verdict.xml === undefined ? [] : ["a callback"]),
  ];
  if (takes.length === 0) return well("what is signed wrongly gets no answer");
  return ill("forged-taken", `${takes.join(" and ")} with a wrong signature is answered`);
}
