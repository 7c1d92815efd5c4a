import { once } from "node:events";
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { bundled } from "../test/support/bundle.ts";
import { compare } from "./compare.ts";
import { colleague } from "./load/people.ts";
import { shown } from "./report/table.ts";

const small = 1000;
const heapMegabytes = 512;
const perDepartment = 900;

/** Measures what size costs: callbacks with many members against 1,000, and the import of many. */
export async function grow(options: {
  readonly rounds: number;
  readonly messages: number;
  readonly connections: number;
  readonly members: number;
}): Promise<void> {
  const { members, ...course } = options;
  await importMany(members);
  console.log(`callbacks with ${shown(members)} members and followers against ${shown(small)}`);
  const crowds = { redis: small, grown: members };
  await compare({ ...course, only: ["redis", "grown"], crowds, profile: undefined });
}

async function importMany(members: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const file = join(folder, "staff.csv");
    await writeStaff(file, members);
    console.log(`import of ${shown(members)} members, with a heap of ${heapMegabytes} MiB`);
    const began = performance.now();
    const { code, last, peak } = await runImport(file, folder);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `  ${last}; exit ${code}, ${shown(seconds)} s, ${shown(members / seconds)} rows/s, at most ${shown(peak)} MiB resident`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeStaff(file: string, members: number): Promise<void> {
  const out = createWriteStream(file);
  out.write("userid,name,department,position,mobile,email,weixinid\n");
  for (let index = 0; index < members; index += 1) {
    const { member, phone } = colleague(index);
    const { userid, name, email = "", weixinid = "" } = member;
    const department = `总部/部门${Math.floor(index / perDepartment)}`;
    const line = `${userid},${name},${department},员工,${phone},${email},${weixinid}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

function runImport(
  file: string,
  folder: string,
): Promise<{ readonly code: number | null; readonly last: string; readonly peak: number }> {
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMegabytes}`, bundled("src/main.ts"), "import", file],
    { cwd: folder, env: { PATH, HOME, DATA_DIR: join(folder, "data") } },
  );
  let said = "";
  let peak = 0;
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const watching = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(child.pid ?? 0));
  }, 200);
  return new Promise((resolve) => {
    child.once("close", (code) => {
      clearInterval(watching);
      resolve({ code, last: said.trim().split("\n").at(-1) ?? "", peak });
    });
  });
}

function residentMegabytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
