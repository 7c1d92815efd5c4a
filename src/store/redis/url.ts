/** Which Redis to talk to, as its URL says. */
export type RedisTarget = {
  readonly kind: "single" | "cluster" | "sentinel";
  /** The server, the Cluster's first nodes, or the Sentinels. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly db: number;
  /** The name under which the Sentinels know the master. */
  readonly master: string | undefined;
  /** For people, without a password. */
  readonly label: string;
};

const forms =
  "redis://[user:password@]host[:port][/db], rediss://…, " +
  "several of them, comma separated (a Cluster), or " +
  "redis+sentinel://[user:password@]host[:port][,host[:port]…]/master[/db]";

/**
 * Reads a Redis URL; throws one line when it is none of the forms above.
 * User and password are Redis's own; percent-encoded where needed. A Cluster has database 0 only,
 * and one user for all its nodes. Sentinels (port 26379) are asked without a password.
 */
export function parseRedisUrl(text: string): RedisTarget {
  const target = text.startsWith("redis+sentinel://") ? readSentinel(text) : readServers(text);
  // The text itself may hold a password, so it is not repeated.
  if (target === undefined) throw new Error(`The Redis URL must be ${forms}`);
  return target;
}

function readServers(text: string): RedisTarget | undefined {
  const urls = text.split(",").map((part) => readUrl(part.trim()));
  const read = urls.flatMap((url) => url ?? []);
  const nodes = read.flatMap(({ hosts }) => nodesOf(hosts, 6379) ?? []);
  const dbs = read.flatMap(({ path }) => readDb(path) ?? []);
  const [first] = read;
  const isCluster = urls.length > 1;
  if (first === undefined || nodes.length < urls.length || dbs.length < urls.length)
    return undefined;
  if (isCluster && dbs.some((db) => db !== 0)) return undefined;
  const [db = 0] = dbs;
  return {
    ...loginOf(first),
    kind: isCluster ? "cluster" : "single",
    nodes,
    tls: first.scheme === "rediss",
    db,
    master: undefined,
    label: isCluster ? `Redis Cluster at ${placesOf(nodes)}` : `Redis at ${placesOf(nodes, db)}`,
  };
}

function readSentinel(text: string): RedisTarget | undefined {
  const url = readUrl(text);
  const [master = "", ...rest] = (url?.path ?? "").split("/");
  const nodes = nodesOf(url?.hosts ?? "", 26_379);
  const db = readDb(rest.join("/"));
  if (url === undefined || nodes === undefined || db === undefined || master === "")
    return undefined;
  return {
    ...loginOf(url),
    kind: "sentinel",
    nodes,
    tls: false,
    db,
    master: decoded(master),
    label: `Redis ${decoded(master)}, found by Sentinels at ${placesOf(nodes, db)}`,
  };
}

type Url = NonNullable<ReturnType<typeof readUrl>>;
type Node = RedisTarget["nodes"][number];

// WHATWG's URL knows no list of hosts.
function readUrl(text: string) {
  const found =
    /^(rediss?|redis\+sentinel):\/\/(?:([^@/:]*)(?::(.*))?@)?([^@/?#]+)(?:\/([^@?#]*))?$/.exec(
      text,
    );
  if (found === null) return undefined;
  const [, scheme = "", username = "", password, hosts = "", path = ""] = found;
  return { scheme, username, password, hosts, path };
}

function loginOf({ username, password }: Url): Pick<RedisTarget, "username" | "password"> {
  return {
    username: username === "" ? undefined : decoded(username),
    password: password === undefined ? undefined : decoded(password),
  };
}

function nodesOf(hosts: string, usualPort: number): readonly Node[] | undefined {
  const nodes: Node[] = [];
  for (const text of hosts.split(",")) {
    const found = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text.trim());
    const port = Number(found?.[3] ?? usualPort);
    const host = found?.[1] ?? found?.[2];
    if (host === undefined || port < 1 || port > 65_535) return undefined;
    nodes.push({ host, port });
  }
  return nodes;
}

function readDb(path: string): number | undefined {
  return /^\d{0,5}$/.test(path) ? Number(path) : undefined;
}

function placesOf(nodes: readonly Node[], db = 0): string {
  const places = nodes.map(
    ({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`,
  );
  return `${places.join(", ")}${db === 0 ? "" : `, database ${db}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
