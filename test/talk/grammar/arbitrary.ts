import fc from "fast-check";

/** Any text that can stand in a line: nothing at its end that could not be seen. */
export const lineText: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom(...Array.from('\\{}([|])/<>+~@#!?" a中0.=-')),
      maxLength: 12,
    }),
    fc.constantFrom("(nothing)", "[image] x", "[news] a | b", "{{code}}", "\\{{", "{{{", "\\"),
  )
  .map((text) => text.replace(/[\r\n]/g, " ").replace(/\s+$/, ""));

/** Any text of one or several lines, as somebody says or is answered it. */
export const wholeText: fc.Arbitrary<string> = fc
  .array(lineText, { minLength: 1, maxLength: 4 })
  .map((lines) => lines.join("\n"));

/** Any name that somebody may have. */
export const actorName: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      "zhangwei",
      "zhang wei",
      "a > b",
      "@7",
      "x@7",
      "#1",
      "|",
      '"',
      "\\",
      "<+",
      "~",
      "a\tb",
      "\u2028$",
      "a\u2029",
      "\u{feff}b",
      "李 ＞ 娜",
      "＠7",
      "x＠7",
      "！",
      "a ＜＋ b",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(...Array.from('<>+~@#!?|"\\ a7')),
      minLength: 1,
      maxLength: 8,
    }),
  )
  .filter((name) => name.trim() !== "");

/** Lines that belong together, and below a block what stands in it. */
function linesOf(depth: number): fc.Arbitrary<readonly string[]> {
  const single = fc.oneof(turn, world, arrival, fact, remark, blank);
  if (depth === 0) return single;
  const block = fc
    .tuple(
      fc.integer({ min: 1, max: 9 }).map((times) => `@ repeat ${times}`),
      fc.array(linesOf(depth - 1), { minLength: 0, maxLength: 3 }),
      turn,
      fc.integer({ min: 2, max: 5 }),
    )
    .map(([opener, inside, last, indent]) => [
      opener,
      ...[...inside.flat(), ...last].map((line) => `${" ".repeat(indent)}${line}`),
    ]);
  return fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: block });
}

const spaces = fc.constantFrom(" ", " ", "  ", "\t");
const actor = fc.constantFrom("zhangwei", "zhang wei", '"a > b"@7', '"@1"', "李雷@12");
const escaped = lineText.map((text) => text.replace(/[\\{]/g, "/"));
const more = fc.array(
  escaped.map((text) => `| ${text}`),
  { maxLength: 2 },
);
const answer = fc.oneof(
  escaped.filter((text) => text !== ""),
  fc.constantFrom("(nothing)", "[image] M", "至 {{any}}，{{/\\d+/}}", "{{x}}", "[news] a | b"),
);

const turn: fc.Arbitrary<readonly string[]> = fc
  .tuple(actor, spaces, fc.constantFrom("<", "<+", ">", "~"), answer, more)
  .map(([name, space, sign, text, further]) => {
    if (sign === "~") return [`${name}${space}~ follow`];
    const said = sign === ">" ? text.replace(/\{\{/g, "{") : text;
    return [`${name}${space}${sign} ${said}`, ...further];
  });
const world = fc
  .constantFrom(
    "@ clock  +15m",
    "@ clock 2015-06-01 23:50",
    "@ set failureReminder   两  个",
    "@ set codeLength  8",
    "@ seed a b.yaml",
  )
  .map((line) => [line]);
const arrival = fc
  .tuple(fc.constantFrom("! sms  1380 ", "! mail a@b.cn   "), answer)
  .map(([start, pattern]) => [`${start}${pattern.trimStart() === "" ? "x" : pattern.trimStart()}`])
  .filter(([line]) => line !== undefined && !/^! sms +1380 +\d+ /.test(line));
const fact = fc
  .constantFrom(
    "? status = x",
    '? "a  = b".status  =  y',
    "? zhang wei.userid = (nothing)",
    "? n =  {{y}}",
  )
  .map((line) => [line]);
const remark = fc
  .tuple(fc.constantFrom("", "  ", "     "), lineText)
  .map(([indent, text]) => [`${indent}# ${text}`]);
const blank = fc.constantFrom([""], ["   "], ["", ""]);

/** The source of a talk that can be read, written as somebody in a hurry would. */
export const talkSource: fc.Arbitrary<string> = fc
  .array(linesOf(2), { minLength: 1, maxLength: 6 })
  .chain((blocks) => fc.tuple(fc.constant(blocks.flat()), fc.constantFrom("\n", "\r\n")))
  .map(([lines, end]) => `${lines.join(end)}${end}`);
