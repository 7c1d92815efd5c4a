import { constants } from "node:os";
import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { freshStoreOf } from "../app/context.ts";
import { openAccountStore } from "../app/open-account-store.ts";
import { fillNewStore } from "../records/fresh.ts";
import { checkStaff, type CheckSummary } from "../addressbook/import/check-staff.ts";
import type { ImportSummary, ImportListener } from "../addressbook/import/import-staff.ts";
import type { StaffFile } from "../addressbook/import/staff-file.ts";
import { importAudited, type StaffSource } from "../console/audited-import.ts";
import type { Store } from "../store/store.ts";
import { whoAtTerminal } from "./admin/terminal.ts";
import { called } from "./called.ts";
import { createProgress, rewriteOfProcess, type Rewrite } from "./progress.ts";
import { ofTheProcess, type VerbOutput } from "./say.ts";

type ImportOutput = VerbOutput & {
  /** Puts a line in place of the one before; only a terminal can, an empty line ends it. */
  readonly rewrite: Rewrite | undefined;
};

const usage = `${called("import")} staff.csv [--check] [--clear]`;

/** How the verb is called. */
export const importUsage = `usage: ${usage}
  staff.csv   userid,name,department,position,mobile,email,weixinid, or the template's Chinese names
  --check     writes nothing: who is reachable and how, what is wrong
  --clear     a blank cell clears what is there; without it, it leaves it`;

/**
 * Reads an address book into the store, or with `--check` says what that would come to; with
 * `--clear` a blank cell clears what is there. Told to stop (SIGINT, SIGTERM), it ends after the rows
 * at hand. Answers 0: all rows are good; 1: some were refused; 2: the call or the file could not be
 * understood; 128 and the signal's number: it was stopped.
 */
export async function importCommand(
  args: readonly string[],
  config: Config,
  output: ImportOutput = { ...ofTheProcess, rewrite: rewriteOfProcess() },
): Promise<number> {
  const call = callOf(args);
  if ("problem" in call) {
    output.complain(call.problem);
    return 2;
  }
  const store = await openAccountStore(config, output.complain);
  const stop = createStop();
  try {
    const summary = await run(call, { store, config, output, stop });
    return summary.refused > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof StoppedError) {
      output.complain(`${call.path}: ${error.message}`);
      return 128 + constants.signals[error.signal];
    }
    if (!(error instanceof BadInputError)) throw error;
    output.complain(`${call.path}: ${error.message}`);
    return 2;
  } finally {
    stop.forget();
    await store.close();
  }
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;

class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}; what was imported stays, and the file can be imported again`);
    this.signal = signal;
  }
}

/** Hears the first signal to stop; a second one ends the process at once. */
function createStop() {
  let told: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    told = signal;
  };
  for (const signal of stopSignals) process.once(signal, hear);
  return {
    /** Throws `StoppedError` once there was a signal. */
    check(): void {
      if (told !== undefined) throw new StoppedError(told);
    },
    forget(): void {
      for (const signal of stopSignals) process.off(signal, hear);
    },
  };
}

type Call = StaffSource & { readonly isCheck: boolean };

function callOf(args: readonly string[]): Call | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        check: { type: "boolean", default: false },
        clear: { type: "boolean", default: false },
      },
    });
    const [path, ...more] = positionals;
    const blanks = values.clear ? "clear" : "stay";
    if (path !== undefined && more.length === 0) return { path, isCheck: values.check, blanks };
    return { problem: `import reads one file: ${usage}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ", 1)[0] : "not understood";
    return { problem: `${reason ?? ""}: ${usage}` };
  }
}

type Place = {
  readonly store: Store;
  readonly config: Config;
  readonly output: ImportOutput;
  readonly stop: ReturnType<typeof createStop>;
};

async function run(call: Call, { store, config, output, stop }: Place): Promise<ImportSummary> {
  const told = listenerOf(call, store, output);
  const listener: ImportListener = {
    ...told,
    async progressed(progress) {
      await told.progressed?.(progress);
      stop.check();
    },
  };
  if (call.isCheck) {
    const checked = await checkStaff(store, call.path, listener, call.blanks);
    output.print(`${totalsOf(checked)}; nothing was written`);
    for (const line of figuresOf(checked)) output.print(line);
    return checked;
  }
  const began = async (file: StaffFile): Promise<void> => {
    await listener.began?.(file);
    // A store without settings counts as new, and the next start would fill it with a world.
    await fillNewStore(store, freshStoreOf(config));
  };
  const parts = { store, realNow: Date.now };
  const summary = await importAudited(parts, whoAtTerminal(), call, { ...listener, began });
  output.print(totalsOf(summary));
  return summary;
}

function listenerOf({ path, isCheck }: Call, store: Store, output: ImportOutput): ImportListener {
  const { print, rewrite } = output;
  const progress = createProgress(rewrite, print);
  return {
    began({ bytes, encoding, header }) {
      const into = isCheck ? "checked against" : "into";
      print(`${path}: ${bytes.toLocaleString("en")} bytes of ${encoding}, ${into} ${store.label}`);
      if (header.ignored.length > 0) print(`columns passed over: ${header.ignored.join(", ")}`);
    },
    progressed({ rows, bytes, totalBytes }) {
      if (bytes === totalBytes) {
        progress.clear();
        return;
      }
      progress.at(() => {
        const percent = Math.floor((bytes / totalBytes) * 100);
        return `${rows.toLocaleString("en")} rows, ${percent} %`;
      });
    },
    settled(outcome) {
      if (outcome.did !== "refused") return;
      const { line, userid, errcode, errmsg } = outcome;
      progress.clear();
      print(`${path}:${line} ${userid === "" ? "-" : userid} ${errcode} ${errmsg}`);
    },
  };
}

function totalsOf({ rows, added, updated, unchanged, refused }: ImportSummary): string {
  return `${rows} ${rows === 1 ? "row" : "rows"}: ${added} added, ${updated} updated, ${unchanged} unchanged, ${refused} refused`;
}

const wayNames: Readonly<Record<string, string>> = {
  weixinid: "WeChat ID",
  mobile: "phone",
  email: "e-mail",
};

function figuresOf({ check }: CheckSummary): readonly string[] {
  const { reachable, duplicates, lacking, seats } = check;
  const together = Object.entries(reachable.together).map(([ways, count]) => {
    const named = ways.split("+").map((way) => wayNames[way] ?? way);
    return `  ${named.join(" and ")}: ${count}`;
  });
  const { userid, weixinid, mobile, email } = duplicates;
  const more = lacking.count > lacking.first.length ? ", …" : "";
  const named = lacking.count === 0 ? "" : ` (${lacking.first.join(", ")}${more})`;
  const overbooked =
    seats.seats !== null && seats.members > seats.seats
      ? "; not all of them can follow at once"
      : "";
  return [
    `reachable by WeChat ID ${reachable.weixinid}, by phone ${reachable.mobile}, by e-mail ${reachable.email}, not at all ${reachable.none}`,
    ...together,
    `duplicates: userid ${userid}, WeChat ID ${weixinid}, phone ${mobile}, e-mail ${email}`,
    `in the book, not in the file: ${lacking.count}${named}`,
    `seats: ${seats.seats ?? "no limit"}, taken ${seats.taken}; members after the import: ${seats.members}${overbooked}`,
  ];
}
