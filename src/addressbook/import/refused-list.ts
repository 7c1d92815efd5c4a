import { createReadStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import type { RowOutcome } from "./apply.ts";

/** Refused rows on the disk, since there can be as many as rows. */
export type RefusedList = {
  /** Notes a row if it was refused. */
  readonly add: (outcome: RowOutcome) => Promise<void>;
  /** Reads the whole list as the text of a JSON array, a piece at a time. */
  json(): AsyncGenerator<string>;
};

const atOnce = 65_536;

/** Begins a list in a file that is not there yet. */
export function createRefusedList(path: string): RefusedList {
  let separator = "";
  let waiting = "";
  const write = async (): Promise<void> => {
    const text = waiting;
    waiting = "";
    await appendFile(path, text);
  };
  return {
    async add(outcome) {
      if (outcome.did !== "refused") return;
      const { line, userid, errcode, errmsg } = outcome;
      waiting += separator + JSON.stringify({ line, userid, errcode, errmsg });
      separator = ",";
      if (waiting.length > atOnce) await write();
    },
    async *json() {
      await write();
      yield "[";
      for await (const piece of createReadStream(path, "utf8")) yield String(piece);
      yield "]";
    },
  };
}
