const longest = 100;
// Only the beginning is read, so that patterns stay fast on a long page.
const looked = 4000;

/** Returns an answer's first line, cut to 100 characters; of a web page its message or title. */
export function shownAnswer(answer: Uint8Array | string): string {
  const text = Buffer.from(answer).toString("utf8").slice(0, looked);
  const said = isWebPage(text) ? (saidBy(text) ?? text) : text;
  const line = said.trim().split("\n", 1)[0]?.trim() ?? "";
  if (line === "") return "nothing";
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Says whether an answer is a web page. */
export function isWebPage(text: string): boolean {
  return /^<(!doctype html|html|head|body)\b/i.test(withoutRemarks(text.replace(/^\uFEFF/, "")));
}

/** Takes white space and remarks off the beginning. */
function withoutRemarks(text: string): string {
  let rest = text.trimStart();
  while (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->");
    if (end < 0) return rest;
    rest = rest.slice(end + 3).trimStart();
  }
  return rest;
}

// Frameworks write into <pre> or a heading what happened, and a name that says little into <title>.
function saidBy(page: string): string | undefined {
  for (const element of ["pre", "h1", "title"]) {
    const [, text = ""] = new RegExp(`<${element}\\b[^<>]*>([^<]+)`, "i").exec(page) ?? [];
    if (text.trim() !== "") return text.trim();
  }
  return undefined;
}
