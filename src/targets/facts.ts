import { z } from "zod";

const agents = z.array(z.object({ agentid: z.number() }).transform(({ agentid }) => agentid));

// JSON leaves out what is not there.
const optional: ReadonlySet<string> = new Set(["userid", "nickname"]);

/** Says what is known of a follower by a name, as text; undefined when there is no such fact. */
export function factOf(seen: object, name: string): string | undefined {
  if (!Object.hasOwn(seen, name)) return optional.has(name) ? "" : undefined;
  const value: unknown = Reflect.get(seen, name) ?? "";
  const shown = name === "apps" ? (agents.safeParse(value).data?.join(",") ?? value) : value;
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}
