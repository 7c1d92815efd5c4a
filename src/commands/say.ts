import { printable, printableJson } from "../domain/printable.ts";

/** Prints a line on stdout; `paint` colours it once nothing foreign in it can. */
export function say(text: string, paint = (line: string): string => line): void {
  console.log(paint(printable(text)));
}

/** Prints a line on stderr. */
export function complain(text: string): void {
  console.error(printable(text));
}

/** Where a verb says things; tests hand in their own. */
export type VerbOutput = {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** Says things on stdout and stderr. */
export const ofTheProcess: VerbOutput = { print: say, complain };

/** Prints JSON on stdout. */
export function sayJson(json: string): void {
  console.log(printableJson(json));
}

/** Prints the text of a file on stdout: to the byte, unless a terminal shows it. */
export function sayFile(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printable(text) : text);
}
