import { ill, well, type Finding } from "../check.ts";
import { deliverOnce, pushOf, textCallback } from "./deliver.ts";
import { forgedEcho } from "./diagnose.ts";
import { ask, type ExaminedCallback } from "./examined.ts";

/** Checks that requests with a wrong signature are refused. */
export async function forgedRefused(examined: ExaminedCallback): Promise<Finding> {
  const echo = forgedEcho(examined);
  const checked = await ask(examined, echo);
  const push = pushOf(
    { ...examined, secrets: { ...examined.secrets, token: "forged" } },
    textCallback(examined, "doctor forged"),
  );
  const { verdict } = await deliverOnce(examined, push);
  const takes = [
    ...(checked.status === 200 && checked.body.includes(echo.plain) ? ["an echo"] : []),
    ...(verdict.read === undefined ? [] : ["a callback"]),
  ];
  if (takes.length === 0) return well("what is signed wrongly gets no answer");
  return ill("forged-taken", `${takes.join(" and ")} with a wrong signature is answered`);
}
