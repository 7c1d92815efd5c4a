import { echoAdvice } from "./advice/echo.ts";
import { postAdvice } from "./advice/post.ts";
import { reachAdvice } from "./advice/reach.ts";
import { replyAdvice } from "./advice/reply.ts";
import { requestAdvice } from "./advice/request.ts";

/** What is wrong, and what to do about it: one sentence each. */
type Advice = { readonly says: string; readonly cure: string };

/** Every cause that the doctor can name, in the order in which a bot meets them. */
export const causes = {
  ...reachAdvice,
  ...echoAdvice,
  ...postAdvice,
  ...replyAdvice,
  ...requestAdvice,
} as const satisfies Readonly<Record<string, Advice>>;

/** The name of a cause; names stay the same from version to version. */
export type Cause = keyof typeof causes;

/** Where the documents tell more of a cause. */
export function pageOf(cause: Cause): string {
  return `docs/doctor.md#${cause}`;
}

/** Says whether there is a cause of that name. */
export function isCause(name: string): name is Cause {
  return Object.hasOwn(causes, name);
}
