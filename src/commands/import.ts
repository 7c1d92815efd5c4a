import { parseArgs } from "node:util";
import type { Config } from "../config.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { freshStoreOf } from "../app/context.ts";
import { openAccountStore } from "../app/open-account-store.ts";
import { fillNewStore } from "../records/fresh.ts";
import { checkStaff, type CheckSummary } from "../addressbook/import/check-staff.ts";
import {
  importStaff,
  type ImportSummary,
  type ImportListener,
} from "../addressbook/import/import-staff.ts";
import type { Blanks } from "../addressbook/import/row.ts";
import type { StaffFile } from "../addressbook/import/staff-file.ts";
import type { Store } from "../store/store.ts";
import { called } from "./called.ts";
import { createProgress, rewriteOfProcess, type Rewrite } from "./progress.ts";
import { complain, say } from "./say.ts";

/** Where the command says things. */
export type ImportOutput = {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
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
 * `--clear` a blank cell clears what is there. Answers 0: all rows are good; 1: some were refused;
 * 2: the call or the file could not be understood.
 */
export async function importCommand(
  args: readonly string[],
  config: Config,
  output: ImportOutput = ofTheProcess(),
): Promise<0 | 1 | 2> {
  const call = callOf(args);
  if ("problem" in call) {
    output.complain(call.problem);
    return 2;
  }
  const store = await openAccountStore(config, output.complain);
  try {
    const summary = await run(call, { store, config, output });
    return summary.refused > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    output.complain(`${call.path}: ${error.message}`);
    return 2;
  } finally {
    await store.close();
  }
}

type Call = { readonly path: string; readonly isCheck: boolean; readonly blanks: Blanks };

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

type Place = { readonly store: Store; readonly config: Config; readonly output: ImportOutput };

async function run(call: Call, { store, config, output }: Place): Promise<ImportSummary> {
  const listener = listenerOf(call, store, output);
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
  const summary = await importStaff(store, call.path, { ...listener, began }, call.blanks);
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

function ofTheProcess(): ImportOutput {
  return { print: say, complain, rewrite: rewriteOfProcess() };
}
