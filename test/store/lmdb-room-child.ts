import { execFileSync } from "node:child_process";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { StoreAwayError } from "../../src/store/store.ts";

/**
 * A process whose disk becomes full and has room again: after each step it tells whether something
 * tiny, a message's commit and a ping succeed.
 */
const [path = ""] = process.argv.slice(2);
const store = await openLmdbStore({ collections, path, durable: true });

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof StoreAwayError)) throw error;
      return false;
    },
  );
const keep = (keys: readonly string[], length: number, deletes: readonly string[] = []) => {
  const puts = keys.map((key) => ({ key, value: "x".repeat(length) }));
  return succeeds(store.commit({ checks: [], puts, deletes, adds: [] }));
};
const steps: Record<string, boolean>[] = [];
let messages = 0;
const look = async (): Promise<void> => {
  const ping = await succeeds(store.ping());
  // A long conversation, with what stands beside it when a code is asked for.
  messages += 1;
  const message = await keep(
    ["conversations/", "outbox/", "chats/"].map((key) => key + String(messages)),
    4_000,
  );
  const tiny = await keep(["settings"], 10);
  steps.push({ ping, message, tiny });
};

await look();
let turn = 0;
while (await keep([`members/${turn}`], 20_000)) turn += 1;
for (let more = 0; more < 10; more += 1) await look();
for (let gone = 0; gone < 20; gone += 1) {
  await keep([], 0, [`members/${gone}`]);
  await look();
}
execFileSync("prlimit", ["--fsize=unlimited:unlimited", "--pid", String(process.pid)]);
await look();
console.log(JSON.stringify(steps));
process.exit();
