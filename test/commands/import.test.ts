import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import iconv from "iconv-lite";
import { importCommand } from "../../src/commands/import.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { listAudit } from "../../src/console/audit.ts";
import { openAccountStore } from "../../src/app/open-account-store.ts";
import { openHost } from "../../src/app/host.ts";
import { createLog } from "../../src/app/log.ts";
import { firstWorld, readSeedFile } from "../../src/simulator/seed-file.ts";
import { csv } from "../addressbook/import/book.ts";
import { spawnMain } from "../support/child.ts";
import { until } from "../support/redis.ts";

const staff = new URL("../../fixtures/staff.csv", import.meta.url);

const log = createLog("silent");

describe("npm run import", () => {
  let folder: string;
  let config: Config;
  const usual = process.cwd();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "import-command-"));
    process.chdir(folder);
    const read = readConfig({ DATA_DIR: "data", TIME_ZONE: "Europe/Berlin" });
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    config = read.config;
    copyFileSync(staff, "staff.csv");
  });
  afterEach(() => {
    process.chdir(usual);
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (args: readonly string[], terminal = false) => {
    const printed: string[] = [];
    const complaints: string[] = [];
    const rewritten: string[] = [];
    const code = await importCommand(args, config, {
      print: (line) => void printed.push(line),
      complain: (line) => void complaints.push(line),
      rewrite: terminal ? (line) => void rewritten.push(line) : undefined,
    });
    return { code, printed, complaints, rewritten };
  };

  const audited = async () => {
    const store = await openAccountStore(config, () => undefined);
    try {
      return (await listAudit({ store }, { limit: 50 })).items;
    } finally {
      await store.close();
    }
  };

  it("says what it does, imports the example, and exits 0; the second time all is unchanged", async () => {
    const first = await run(["staff.csv"]);
    expect(first).to.deep.equal({
      code: 0,
      printed: [
        `staff.csv: 994 bytes of UTF-8, into LMDB in ${join("data", "wwdemo0000000000")}`,
        "12 rows: 12 added, 0 updated, 0 unchanged, 0 refused",
      ],
      complaints: [],
      rewritten: [],
    });
    const second = await run(["staff.csv"]);
    expect(second.printed.at(-1)).to.equal("12 rows: 0 added, 0 updated, 12 unchanged, 0 refused");
  });

  it("finds the first world's member in the example unchanged", async () => {
    const host = await openHost(config, { log });
    await host.simulator?.reset(await readSeedFile(firstWorld));
    await host.close();
    const { code, printed } = await run(["staff.csv"]);
    expect({ code, last: printed.at(-1) }).to.deep.equal({
      code: 0,
      last: "12 rows: 11 added, 0 updated, 1 unchanged, 0 refused",
    });
  });

  it("names refused rows by file, line, userid and code, and exits 1", async () => {
    const text = csv(
      "zhang.wei,张伟,,,13800000001,,",
      "li.si,李四,,,13800000001,,",
      ",王五,,,,,",
      "x,赵六,,,1.38E+10,,",
    );
    writeFileSync("my staff.csv", iconv.encode(`${text.trimEnd()}\n`, "gb18030"));
    const { code, printed } = await run(["my staff.csv"]);
    expect(code).to.equal(1);
    expect(printed.slice(1, 4)).to.deep.equal([
      "my staff.csv:3 li.si 60104 mobile existed:zhang.wei; 13800000001 is registered for 张伟",
      "my staff.csv:4 - 302001 userid is empty",
      'my staff.csv:5 x 60103 invalid mobile: "1.38E+10" is what a spreadsheet made of a long number; format the column as text and enter the numbers again',
    ]);
    expect(printed[0]).to.include("of GB18030");
    expect(printed.at(-1)).to.equal("4 rows: 1 added, 0 updated, 0 unchanged, 3 refused");
  });

  it("checks without writing: figures, who is lacking, seats", async () => {
    await run(["staff.csv"]);
    writeFileSync(
      "new.csv",
      csv("new.1,新甲,研发部,,13700000001,new@example.com,", "zhang.wei,张伟,,,,,"),
    );
    const { code, printed } = await run(["new.csv", "--check"]);
    expect(code).to.equal(0);
    expect(printed.slice(1)).to.deep.equal([
      "2 rows: 1 added, 0 updated, 1 unchanged, 0 refused; nothing was written",
      "reachable by WeChat ID 1, by phone 2, by e-mail 2, not at all 0",
      "  phone and e-mail: 1",
      "  WeChat ID and phone and e-mail: 1",
      "duplicates: userid 0, WeChat ID 0, phone 0, e-mail 0",
      "in the book, not in the file: 11 (chen.jing, john.smith, li.na, liu.yang, ouyang.xue, sun.li, wang.fang, wu.min, zhao.lei, zheng.hao, zhou.tao)",
      "seats: 50, taken 0; members after the import: 13",
    ]);
    const again = await run(["new.csv", "--check"]);
    expect(again.printed).to.deep.equal(printed);
  });

  it("clears with blank cells when told to, and counts one row as one", async () => {
    await run(["staff.csv"]);
    writeFileSync("one.csv", "userid,name,position\nwang.fang,王芳,\n");
    const left = await run(["one.csv"]);
    expect(left.printed.at(-1)).to.equal("1 row: 0 added, 0 updated, 1 unchanged, 0 refused");
    const checked = await run(["one.csv", "--clear", "--check"]);
    expect(checked.printed[1]).to.match(/^1 row: 0 added, 1 updated, .* nothing was written$/);
    const cleared = await run(["one.csv", "--clear"]);
    expect(cleared.printed.at(-1)).to.equal("1 row: 0 added, 1 updated, 0 unchanged, 0 refused");
    expect((await run(["one.csv", "--clear"])).printed.at(-1)).to.include("1 unchanged");
  });

  it("names the columns that it passes over", async () => {
    writeFileSync("tel.csv", "userid,name,email,tel\na,甲,a@example.com,8001\n");
    expect((await run(["tel.csv"])).printed[1]).to.equal("columns passed over: tel");
  });

  it("shows its progress on one line of a terminal, and takes it away at the end", async () => {
    const rows = Array.from(
      { length: 6_000 },
      (_, at) => `u${at},员工,部门${at % 9},,,u${at}@example.com,`,
    );
    writeFileSync("many.csv", csv(...rows));
    const { printed, rewritten } = await run(["many.csv"], true);
    expect(printed).to.have.length(2);
    expect(rewritten.at(-1)).to.equal("");
    expect(rewritten[0]).to.match(/^([\d,]+ rows, \d+ %)?$/);
  });

  it("leaves a store that does not count as new, so that no world is planted over it", async () => {
    await run(["staff.csv"]);
    const host = await openHost(config, { log });
    try {
      expect(host.isNew).to.equal(false);
    } finally {
      await host.close();
    }
  });

  it("leaves a line in the audit log under the name of the system's user", async () => {
    await run(["staff.csv"]);
    await run(["staff.csv", "--check"]);
    const after = { added: 12, updated: 0, unchanged: 0, refused: 0 };
    const by = { via: "terminal", name: userInfo().username };
    const [line, ...others] = await audited();
    expect(line).to.deep.include({ by, act: "members.import", object: "", after });
    expect(others).to.deep.equal([]);
  });

  it("ends after the rows at hand when it is told to stop, and says so in the audit log", async () => {
    const rows = Array.from(
      { length: 50_000 },
      (_, at) => `u${at},员工,部门${at % 99},,,u${at}@a.cn,`,
    );
    writeFileSync("many.csv", csv(...rows));
    const environment = { DATA_DIR: join(folder, "data"), TIME_ZONE: "Europe/Berlin" };
    const child = spawnMain(["import", "many.csv"], environment, folder);
    await until(() => child.said.length > 0);
    const { code, errors } = await child.end("SIGINT");
    expect(code).to.equal(130);
    expect(errors).to.deep.equal([
      "many.csv: stopped by SIGINT; what was imported stays, and the file can be imported again",
    ]);
    const [line] = await audited();
    const { added, ...others } = line?.after as { readonly added: number };
    expect(added).to.be.greaterThan(0).and.below(50_000);
    expect(others).to.deep.equal({ updated: 0, unchanged: 0, refused: 0, brokeOff: true });
  });

  const misunderstood: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no file", [], /^import reads one file: npm run import -- staff\.csv/],
    ["two files", ["staff.csv", "staff.csv"], /one file/],
    ["an unknown option", ["staff.csv", "--dry"], /'--dry'.*npm run import/],
    ["a file that is not there", ["nowhere.csv"], /^nowhere\.csv: it cannot be read: ENOENT/],
    ["a file without a header", ["bad.csv"], /^bad\.csv: line 1: there is no header/],
  ];
  for (const [what, args, says] of misunderstood) {
    it(`exits 2 with one line for ${what}`, async () => {
      writeFileSync("bad.csv", "1,2,3\n");
      const { code, printed, complaints } = await run(args);
      expect({ code, printed }).to.deep.equal({ code: 2, printed: [] });
      expect(complaints).to.have.length(1);
      expect(complaints[0]).to.match(says).and.to.not.include("\n");
    });
  }
});
