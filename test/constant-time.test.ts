import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = join(import.meta.dirname, "../src");

/** Rooms through which secrets go that somebody might guess byte by byte. */
const rooms = [
  "app",
  "assistant",
  "console",
  "conversation",
  "delivery",
  "http",
  "records",
  "wire",
];

/** Where a secret is judged. What is judged elsewhere belongs here, or is not judged. */
const judges = ["console/auth/passwords.ts", "records/codes.ts", "wire/signature.ts"];

/** What may be compared all the same, and why. */
const harmless: Readonly<Record<string, string>> = {
  "records/browsers.ts: browser.password === secretDigest(administrator.password)":
    "both sides lie in the store, and nobody's guess has a part in either",
  "records/sessions.ts: session.password === secretDigest(administrator.password)":
    "both sides lie in the store, and nobody's guess has a part in either",
};

const secret =
  /^(?!.*(?:length|bytes|status)$).*(?:signature|token|digest|code|password|passphrase|secret|pepper|hash|derived|given|expected|tried)s?(?:Of)?$/i;
const comparing = new Set(["equals", "startsWith", "endsWith", "localeCompare", "compare", "is"]);
const operators = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** Finds what compares something that is called like a secret, in a time that says where it differs. */
function comparisonsIn(text: string): readonly string[] {
  const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isHasty(node)) found.push(node.getText());
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isHasty(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node) && operators.has(node.operatorToken.kind)) {
    const sides = [node.left, node.right];
    return sides.some(isSecret) && !sides.some(isKnownToAll);
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  const sides = [expression, ...node.arguments];
  return comparing.has(name.text) && sides.some(isSecret) && !sides.some(isKnownToAll);
}

function isSecret(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return secret.test(node.text);
  if (ts.isPropertyAccessExpression(node)) return isSecret(node.name);
  if (ts.isElementAccessExpression(node)) return isSecret(node.expression);
  if (ts.isCallExpression(node)) return isSecret(node.expression) || node.arguments.some(isSecret);
  return false;
}

/** What is compared with a word that stands in the program tells nobody anything. */
function isKnownToAll(node: ts.Node): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTypeOfExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isIdentifier(node) && node.text === "undefined")
  );
}

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && rooms.includes(file.split("/", 1)[0] ?? ""))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

describe("secrets", () => {
  it("are judged by timingSafeEqual, and nowhere else", () => {
    const calls = sources.flatMap(({ file, text }) =>
      Array.from(text.matchAll(/timingSafeEqual\(\w+, \w+\)/g), () => file),
    );
    expect(calls.sort()).to.deep.equal(judges);
  });

  it("are compared with no operator or method that ends at the first difference", () => {
    const found = sources.flatMap(({ file, text }) =>
      comparisonsIn(text).map((comparison) => `${file}: ${comparison}`),
    );
    expect(found).to.deep.equal(Object.keys(harmless));
  });

  it("would be found if they were", () => {
    for (const hasty of [
      "sign(parts) === given",
      "signature !== query.signature",
      "expected == given",
      "right.equals(tried)",
      "codeOf(follower, challenge) === text",
      "derived.equals(other)",
      "Buffer.compare(digest, other) === 0",
      "session.token === other",
      "token.startsWith(known)",
      "password.localeCompare(known)",
    ]) {
      expect(comparisonsIn(hasty), hasty).to.not.have.lengthOf(0);
    }
    for (const known of [
      "code === undefined",
      'typeof token !== "string"',
      "signature.length === 40",
      'secret === ""',
      'secret.startsWith("whsec_")',
      "codeIsRight === true",
    ]) {
      expect(comparisonsIn(known), known).to.deep.equal([]);
    }
  });
});
