import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { mainWithPackages } from "../support/bundle.ts";
import { runMain, temporaryFolder, type Ended } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { itUnlessRoot } from "../support/left-out.ts";

const asked = "请回复您在企业号登记的手机号或邮箱";
const passing = `zhangwei ~ follow\nzhangwei < ${asked}\n`;
const failing = "zhangwei ~ follow\nzhangwei < 您好\n";
const notRunnable = "zhangwei@7 > hello\n";

describe("npm run talk", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  /** A folder with files in it; what is called by their names runs there. */
  const folderOf = (files: Readonly<Record<string, string | Buffer>>): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    mkdirSync(join(path, "more"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    return path;
  };
  const talk = (...args: readonly string[]): Promise<Ended> => runMain(["talk", ...args]);

  it("plays a folder in the order of its names, and answers 0 when all pass", async () => {
    const folder = folderOf({
      "c.talk": passing,
      "a.talk": `@ case one\n  zhangwei ~ follow\n@ case two\n  zhangwei ~ follow\n  zhangwei < ${asked}\n`,
      "more/b.talk": passing,
      "notes.txt": "no talk",
    });
    const { code, out, errors } = await talk(folder);
    expect(errors).to.deep.equal([]);
    expect(out.map((line) => line.replace(folder, "").replace(/\d+ ms/, "N ms"))).to.deep.equal([
      "✓ /a.talk › one (1 turn, N ms)",
      "✓ /a.talk › two (1 turn, N ms)",
      "✓ /c.talk (1 turn, N ms)",
      "✓ /more/b.talk (1 turn, N ms)",
      "4 talks, 4 turns: 4 passed, 0 failed, 0 not runnable",
    ]);
    expect(code).to.equal(0);
  });

  it("ends in silence when nobody reads along any more", async () => {
    const args = [mainWithPackages(), "talk", folderOf({ "a.talk": passing })];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let errors = "";
    child.stderr.on("data", (said: Buffer) => (errors += said.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    expect(errors).to.equal("");
    expect(code).to.equal(141);
  });

  it("answers 1 when one differs, with FILE:LINE first, and 2 when one cannot be played", async () => {
    const folder = folderOf({ "a.talk": failing, "b.talk": notRunnable, "c.talk": passing });
    const one = await talk(join(folder, "a.talk"), join(folder, "b.talk"));
    expect(one.out[0]).to.equal(`${folder}/a.talk:2 something else was answered`);
    expect(one.code).to.equal(1);
    const other = await talk(join(folder, "b.talk"), join(folder, "c.talk"));
    expect(other.out[0]).to.match(/b\.talk:1 not runnable, line 1 needs apps/);
    expect(other.code).to.equal(2);
  });

  it("plays those whose name or case has --only in it, or says that there are none", async () => {
    const folder = folderOf({
      "first.talk": passing,
      "second.talk": "@ case wrong code\n  zhangwei ~ follow\n@ case other\n  zhangwei ~ follow\n",
    });
    const { out, code } = await talk(folder, "--only", "wrong code");
    expect(out[0]).to.match(/^✓ .*second\.talk › wrong code/);
    expect(out).to.have.lengthOf(2);
    expect(code).to.equal(0);
    const none = await talk(folder, "--only", "third");
    expect(none.errors).to.deep.equal(["--only third: no talk and no case has this in its name"]);
    expect(none.code).to.equal(2);
  });

  it("prints JSON and nothing else, and writes reports with all that was played", async () => {
    const folder = folderOf({ "a.talk": passing, "b.talk": failing });
    const xml = join(folder, "talks.xml");
    const { out, errors, code } = await talk(
      folder,
      "--report",
      "json",
      "--report",
      `junit=${xml}`,
    );
    expect(errors).to.deep.equal([]);
    expect(JSON.parse(out.join("\n")))
      .to.have.property("talks")
      .with.lengthOf(2);
    expect(readFileSync(xml, "utf8")).to.match(/tests="2" failures="1" errors="0"/);
    expect(code).to.equal(1);
    const json = join(folder, "talks.json");
    const spec = await talk(join(folder, "a.talk"), "--report", "spec", "--report", `json=${json}`);
    expect(spec.out[0]).to.match(/^✓/);
    expect(JSON.parse(readFileSync(json, "utf8")))
      .to.have.property("talks")
      .with.lengthOf(1);
    const updated = await talk(folder, "--report", "json", "--update");
    expect(JSON.parse(updated.out.join("\n")))
      .to.have.property("talks")
      .with.lengthOf(2);
    expect(updated.errors).to.deep.equal([`updated ${folder}/b.talk: 1 line`]);
  });

  it("updates what differs, once, and tells what still fails", async () => {
    const folder = folderOf({
      "a.talk": `\uFEFF# remark\r\n${failing.replaceAll("\n", "\r\n")}`,
      "b.talk": `${failing}? status = followed\n`,
      "c.talk": passing,
    });
    const first = await talk(folder, "--update");
    expect(first.out.filter((line) => line.startsWith("updated"))).to.deep.equal([
      `updated ${folder}/a.talk: 1 line`,
      `updated ${folder}/b.talk: 1 line`,
    ]);
    expect(first.out.join("\n")).to.match(/\? status = followed\n {2}\+ \? status = unverified/);
    expect(first.code).to.equal(1);
    expect(readFileSync(join(folder, "a.talk"), "utf8")).to.equal(
      `\uFEFF# remark\r\nzhangwei ~ follow\r\nzhangwei < ${asked}\r\n`,
    );
    const second = await talk(join(folder, "a.talk"), join(folder, "c.talk"), "--update");
    expect(second.out.filter((line) => line.startsWith("updated"))).to.deep.equal([]);
    expect(second.code).to.equal(0);
  });

  it("fills in what was left empty behind <, and says so without --update", async () => {
    const folder = folderOf({
      "a.talk": `zhangwei ~ follow\nzhangwei <\n@ case one\n  zhangwei > hello\n  zhangwei <\n`,
    });
    const asked = await talk(folder);
    expect(asked.errors[0]).to.match(/a\.talk:2:12 expected what is answered; .*--update/);
    expect(asked.code).to.equal(2);
    const filled = await talk(folder, "--update");
    expect(filled.code, filled.out.join("\n")).to.equal(0);
    const text = readFileSync(join(folder, "a.talk"), "utf8");
    expect(text).to.match(/^zhangwei ~ follow\nzhangwei < 请回复[^]+\n {2}zhangwei < \S/);
    expect((await talk(folder)).code).to.equal(0);
  });

  it("formats, or says which talks are not formatted", async () => {
    const folder = folderOf({ "a.talk": "zhangwei   ~  follow", "b.talk": passing });
    const checked = await talk(folder, "--format", "--check");
    expect(checked).to.deep.include({ code: 1, out: [`${folder}/a.talk is not formatted`] });
    const written = await talk(folder, "--format");
    expect(written).to.deep.include({ code: 0, out: [`formatted ${folder}/a.talk`] });
    expect(readFileSync(join(folder, "a.talk"), "utf8")).to.equal("zhangwei ~ follow\n");
    expect(await talk(folder, "--format", "--check")).to.deep.include({ code: 0, out: [] });
  });

  it("names what cannot be read in every file, plays the rest and reports both", async () => {
    const folder = folderOf({
      "a.talk": "hello\n",
      "b.talk": "@ dance\n",
      "c.talk": passing,
      "d.talk": Buffer.from([0x61, 0x20, 0x3e, 0x20, 0xff]),
      "e.talk": failing,
      "f.talk": "# nothing but a remark\n\n@ clock +1m\n",
      "g.talk": "",
    });
    const xml = join(folder, "talks.xml");
    const { code, out, errors } = await talk(
      folder,
      "--report",
      "spec",
      "--report",
      `junit=${xml}`,
    );
    expect(errors.map((line) => line.replace(folder, ""))).to.deep.equal([
      "/a.talk:1:1 expected an actor and one of > < <+ ~, or a line that begins with # @ ! ? |",
      "/b.talk:1:3 expected one of @ seed, @ set, @ clock, @ repeat, @ case, @ faults",
      "/d.talk is not UTF-8",
      "/f.talk:1:1 expected somebody to say or do something: zhangwei ~ follow",
      "/g.talk:1:1 expected somebody to say or do something: zhangwei ~ follow",
    ]);
    expect(out[0]).to.match(/^✓ .*c\.talk/);
    expect(out.at(-1)).to.match(/^7 talks, .* 1 passed, 1 failed, 0 not runnable, 5 not read$/);
    expect(code).to.equal(2);
    const reported = readFileSync(xml, "utf8");
    expect(reported).to.match(/tests="7" failures="1" errors="5"/);
    expect(reported).to.match(/<error message="\S+d\.talk is not UTF-8" type="unreadable"\/>/);
    const formatted = await talk(folder, "--format", "--check");
    expect(formatted.errors).to.deep.equal(errors.slice(0, 3));
    expect(formatted.code).to.equal(2);
  });

  it("says what is wrong with a call in a line or two, and answers 2", async () => {
    const folder = folderOf({
      "a.talk": passing,
      "broken.bytes": Buffer.from([0x61, 0x20, 0x3e, 0x20, 0xff]),
    });
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /^talk needs files\nusage: npm run talk/],
      [[join(folder, "none.talk")], /none\.talk is no file, and matches none$/],
      [[join(folder, "*.story")], /\*\.story is no file, and matches none$/],
      [[join(folder, "more")], /more has no \.talk files in it$/],
      [[join(folder, "broken.bytes")], /broken\.bytes is not UTF-8$/],
      [
        [folder, "--report", "html"],
        /^--report html: there are spec, json, json=FILE and junit=FILE$/,
      ],
      [
        [folder, "--report", `junit=${folder}/none/x.xml`],
        /none\/x\.xml cannot be written: ENOENT$/,
      ],
      [[folder, "--nonsense"], /Unknown option '--nonsense'/],
      [[folder, "--check"], /^--check goes with --format$/],
      [[folder, "--hook", "http://localhost:1/"], /^--hook, --inbox and --as go with --to URL/],
      [[folder, "--to", "nonsense"], /^--to takes an http or https URL$/],
      [
        [folder, "--to", "http://localhost:1/", "--timeout", "soon"],
        /^--timeout takes a length of time/,
      ],
      [[folder, "--to", "http://localhost:1/", "--wait", "0s"], /^--wait takes a length of time/],
      [
        [folder, "--to", "http://localhost:1/", "--hook", "x"],
        /^--hook takes an http or https URL$/,
      ],
      [
        [folder, "--to", "http://localhost:1/", "--as", "a="],
        /^--as takes USERID, or ACTOR=USERID$/,
      ],
      [[folder, "--to", "http://localhost:1/", "--aes-key", "short"], /^--aes-key: /],
      [
        [folder, "--to", "http://localhost:1/", "--inbox", "http://127.0.0.1:1"],
        /^--inbox .*: no simulator answers there/m,
      ],
    ];
    const isRefused = async ([args, why]: (typeof cases)[number]): Promise<void> => {
      const { code, errors } = await talk(...args);
      expect(errors.join("\n"), args.join(" ")).to.match(why);
      expect(errors.join("\n")).not.to.match(/^ +at /m);
      expect(code, args.join(" ")).to.equal(2);
    };
    for (let at = 0; at < cases.length; at += 6) {
      await Promise.all(cases.slice(at, at + 6).map(isRefused));
    }
  });

  itUnlessRoot("says which file it may not read", async () => {
    const folder = folderOf({ "a.talk": passing });
    chmodSync(join(folder, "a.talk"), 0);
    const { code, errors } = await talk(folder);
    expect(errors).to.deep.equal([`${folder}/a.talk cannot be read: EACCES`]);
    expect(code).to.equal(2);
  });
});
