/**
 * Cuts the text of a record into cells (RFC 4180; spaces around a quoted cell do not count).
 * `open`: a quoted cell has no end yet, the record may go on in the next line. `torn`: something
 * stands behind a closing quote.
 */
export function cellsOf(text: string): readonly string[] | "open" | "torn" {
  if (!text.includes('"')) return text.split(",");
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = cellAt(text, at);
    if (typeof cell === "string") return cell;
    cells.push(cell.value);
    if (cell.end >= text.length) return cells;
    at = cell.end + 1;
  }
}

type Cell = { readonly value: string; readonly end: number };

function cellAt(text: string, start: number): Cell | "open" | "torn" {
  const comma = endOf(text, start);
  const quote = start + leadingSpaces(text, start);
  if (text[quote] !== '"') return { value: text.slice(start, comma), end: comma };
  let value = "";
  let from = quote + 1;
  for (;;) {
    const closing = text.indexOf('"', from);
    if (closing < 0) return "open";
    value += text.slice(from, closing);
    if (text[closing + 1] !== '"') {
      const end = endOf(text, closing);
      return text.slice(closing + 1, end).trim() === "" ? { value, end } : "torn";
    }
    value += '"';
    from = closing + 2;
  }
}

function endOf(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length : comma;
}

function leadingSpaces(text: string, from: number): number {
  let spaces = 0;
  while (text[from + spaces] === " " || text[from + spaces] === "\t") spaces += 1;
  return spaces;
}
