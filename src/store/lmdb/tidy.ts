import type { LmdbFiles } from "./files.ts";
import type { LmdbGate } from "./gate.ts";
import { expiryRow, keyOfRow } from "./record.ts";

const tidiedAtOnce = 1_000;

/** Removes now and then what was kept long enough; does not keep the process alive. */
export function startTidying(files: LmdbFiles, gate: LmdbGate, everyMs: number): () => void {
  // What could not be tidied away now is so later; a failing disk is noticed by who commits.
  const tidying = setInterval(() => void tidy(files, gate).catch(() => undefined), everyMs);
  tidying.unref();
  return () => {
    clearInterval(tidying);
  };
}

async function tidy(files: LmdbFiles, { ask, transact }: LmdbGate): Promise<void> {
  const now = Date.now();
  // Nearly always nothing is due, and then there is no need for a transaction.
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
