import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { allKinds, type Kind } from "../../src/records/kinds.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/architecture.md"), "utf8");

describe("the table of what is stored, in docs/architecture.md", () => {
  it("has a row for each kind of record, in the order and with the words of the program", () => {
    const [, part = ""] = text.split("## What is stored under which key");
    const table = part.split("\n").filter((line) => line.startsWith("|"));
    const rows = table.slice(2).map((line) => line.split("|").slice(1, -1));
    expect(rows.map((cells) => cells.map((cell) => cell.trim()))).to.deep.equal(
      allKinds.map(rowOf),
    );
  });
});

function rowOf({ name, id, holds, scanned, watched, ofTheWorld, keptUntil }: Kind): string[] {
  const keys = id === undefined ? [name] : id.split(", ").map((each) => `${name}/${each}`);
  const yes = (is: boolean): string => (is ? "yes" : "");
  return [
    keys.map((key) => `\`${key}\``).join(", "),
    holds,
    yes(scanned),
    yes(watched),
    yes(ofTheWorld),
    keptUntil === undefined ? "" : `${spanOf(keptUntil.ms)} after ${keptUntil.after}`,
  ];
}

function spanOf(ms: number): string {
  const hours = ms / 3_600_000;
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}
