import type { LmdbFiles } from "./files.ts";
import type { LmdbRequests } from "./requests.ts";
import { expiryRow, keyOfRow } from "./record.ts";

const tidiedAtOnce = 1_000;

/**
 * Removes expired records every `everyMs`; does not keep the process alive. Returns what stops it.
 */
export function startTidying(
  files: LmdbFiles,
  requests: LmdbRequests,
  everyMs: number,
): () => void {
  // What fails now is tried again later; a failing disk shows in the commits.
  const tidying = setInterval(() => void tidy(files, requests).catch(() => undefined), everyMs);
  tidying.unref();
  return () => {
    clearInterval(tidying);
  };
}

async function tidy(files: LmdbFiles, { ask, transact }: LmdbRequests): Promise<void> {
  const now = Date.now();
  // Nearly always nothing has expired, and no transaction is needed.
  if (ask(() => dueRows(files, now, 1)).length === 0) return;
  while ((await transact(() => tidyIn(files, now))) === tidiedAtOnce);
}

function tidyIn(files: LmdbFiles, now: number): number {
  const rows = dueRows(files, now, tidiedAtOnce);
  for (const row of rows) {
    void files.entries.remove(keyOfRow(row));
    void files.expiry.remove(row);
  }
  return rows.length;
}

function dueRows({ expiry }: LmdbFiles, now: number, limit: number): readonly Buffer[] {
  const due = expiry.getKeys({ start: expiryRow(0), end: expiryRow(now), limit });
  return [...due].map((row) => Buffer.from(row));
}
