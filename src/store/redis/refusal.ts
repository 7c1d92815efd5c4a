const refusals: Readonly<Record<string, string>> = {
  OOM: "its memory is full; raise its maxmemory",
  READONLY: "it is a replica, which only reads; give the address of the master",
  MISCONF: "it cannot write to its disk; see its log",
  NOREPLICAS: "too few replicas are there; see its min-replicas-to-write",
};

/** Finds in an error of Redis why it writes nothing, in our own words: its words may repeat keys. */
export function refusalIn(message: string): string | undefined {
  // Before Redis 7 the code of an error within a script stands in the middle.
  const [code = ""] = /\b(?:OOM|READONLY|MISCONF|NOREPLICAS)\b/.exec(message) ?? [];
  return refusals[code];
}
