import { temporaryFolder } from "./child.ts";

/**
 * Gives this process a temporary folder of its own until the test is over, and answers its path:
 * what is counted in it belongs to this test, whatever other processes do meanwhile.
 */
export function ownTmpdir(whenOver: (end: () => unknown) => void): string {
  const { path, remove } = temporaryFolder();
  const usual = process.env["TMPDIR"];
  process.env["TMPDIR"] = path;
  whenOver(() => {
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    remove();
  });
  return path;
}
