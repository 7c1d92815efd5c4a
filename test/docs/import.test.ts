import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { columnNames, secondNames } from "../../src/addressbook/import/header.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/import.md"), "utf8");

describe("the page about imports", () => {
  it("names every column as the importer knows it", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)];
    const written = rows.map(([, column = "", names = ""]) => [
      column,
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    ]);
    expect(Object.fromEntries(written)).to.deep.equal(columnNames);
    for (const name of Object.values(secondNames).flat()) expect(page).to.include(`\`${name}\``);
  });
});
