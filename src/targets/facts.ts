/** Says what is known of a follower by a name, as text; undefined when there is no such fact. */
export function factOf(seen: object, name: string): string | undefined {
  if (!Object.hasOwn(seen, name) && !optional.has(name)) return undefined;
  const value: unknown = Reflect.get(seen, name);
  if (name === "apps" && Array.isArray(value)) return value.map(agentOf).join(",");
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

// JSON leaves out what is not there.
const optional: ReadonlySet<string> = new Set(["userid", "nickname"]);

function agentOf(app: unknown): string {
  return typeof app === "object" && app !== null && "agentid" in app ? String(app.agentid) : "";
}
