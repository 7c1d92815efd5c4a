import { showAccount, updateAccount } from "../../console/account.ts";
import { showSettings, updateSettings } from "../../console/settings.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import type { Terminal } from "./terminal.ts";

/** Shows the account, or changes a part of it: `name`, `level` or `seats`. */
export async function administerAccount(
  { print, parts, who }: Terminal,
  [name, value]: readonly string[],
): Promise<0> {
  const account =
    name === undefined
      ? await showAccount(parts)
      : await updateAccount(parts, who, { [name]: partOf(name, value) });
  printEach(print, account, undefined);
  return 0;
}

/** Shows the settings, or one of them, or changes one: text as it is written, all else as JSON. */
export async function administerSettings(
  { print, parts, who }: Terminal,
  [name, value]: readonly string[],
): Promise<0> {
  const before = await showSettings(parts);
  if (name !== undefined && !(name in before)) {
    throw new BadInputError(
      `${name}: no such setting; there are ${Object.keys(before).join(", ")}`,
    );
  }
  if (name === undefined || value === undefined) {
    printEach(print, before, name);
    return 0;
  }
  const isText = typeof Reflect.get(before, name) === "string" && value !== "null";
  const patch = { [name]: isText ? value : jsonOf(name, value) };
  printEach(print, await updateSettings(parts, who, patch), name);
  return 0;
}

function printEach(print: (line: string) => void, of: object, only: string | undefined): void {
  for (const [name, value] of Object.entries(of)) {
    if (only === undefined || only === name) print(`${name} ${JSON.stringify(value)}`);
  }
}

function partOf(name: string, value: string | undefined): unknown {
  if (value === undefined) throw new BadInputError(`what is ${name} to be?`);
  return name === "seats" ? jsonOf(name, value) : value;
}

function jsonOf(name: string, value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new BadInputError(`${name}: ${value} is not JSON, as true, 6, [60, 120] or {…} are`);
  }
}
