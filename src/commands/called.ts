import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

// The bundle, `dist/bin`, lies as deep as this.
const root = new URL("../../", import.meta.url);
// A package, and the image, come without their source.
const isClone = existsSync(new URL("src/main.ts", root));

/** Says how a verb is called where this program lies: by its script, or as an installed package. */
export function called(verb: string): string {
  if (!isClone) return `npx enterprise-assistant ${verb}`;
  return verb === "start" ? "npm start --" : `npm run ${verb} --`;
}

/** Says where a page of `docs`, or another file that comes with this program, can be read. */
export function fileHere(path: string): string {
  const [file = "", ...part] = path.split("#");
  const found = new URL(file, root);
  if (!existsSync(found)) return path;
  return [relative(process.cwd(), fileURLToPath(found)), ...part].join("#");
}

/** Says which version of this program runs. */
export function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
