/**
 * Names the network that an address counts as when somebody is counted by address: an IPv4 address
 * is one, of an IPv6 address the first 64 bits, since whoever has one has all that begin with them.
 */
export function networkOf(address: string): string {
  const [bare = ""] = address.toLowerCase().split("%", 1);
  const [, mapped] = /^(?:::ffff:)?(\d+(?:\.\d+){3})$/.exec(bare) ?? [];
  if (mapped !== undefined) return mapped;
  if (!bare.includes(":")) return bare;
  const [head = "", tail] = bare.split("::", 2);
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const left = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: left }, () => "0"), ...after];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}
