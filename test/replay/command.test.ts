import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { runMain, temporaryFolder, type Ended } from "../support/child.ts";
import { listenHttp } from "../delivery/loopback.ts";
import { freePort } from "../support/port.ts";
import { createEnds } from "../support/ends.ts";
import { inParallel } from "../support/in-parallel.ts";
import { startProgram, type Program } from "../support/program.ts";
import { inFull } from "../support/sizes.ts";
import { replayHere, replayThere } from "./said.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "fixtures/callbacks");
const fixtures = readdirSync(folder)
  .sort()
  .map((name) => join(folder, name));
const [follow = "", , , , code = ""] = fixtures;

const conversation = [
  "oZhangWei ~ follow",
  "oZhangWei < 请回复您在企业号登记的手机号或邮箱",
  "oZhangWei > 13900009999",
  "oZhangWei < 请联系 IT 8001",
  "oZhangWei > 138 0000 0001",
  "oZhangWei < 验证码已发送至 138****0001，10 分钟内有效",
  "! sms 13800000001 CODE",
  "oZhangWei > 000000",
  "oZhangWei < 请联系 IT 8001",
  "oZhangWei > CODE",
  "oZhangWei < 验证成功，张伟",
  "oZhangWei > 你好",
  "oZhangWei < 您已通过身份验证，张伟",
  "oZhangWei ~ unfollow",
];

describe("replay", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  const server = async (): Promise<Program> => {
    const program = await startProgram();
    whenOver(() => program.stop());
    return program;
  };

  it("plays the fixtures in a world of its own: the conversation that the README shows", async () => {
    const { code: exit, out, errors } = await runMain(["replay", ...fixtures]);
    expect({ exit, errors, out: masked(out) }).to.deep.equal({
      exit: 0,
      errors: [],
      out: conversation,
    });
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const shown = masked(
      (/```talk plays\n(oZhangWei ~ follow[^`]*)```/.exec(readme)?.[1] ?? "")
        .replaceAll("{{code}}", "CODE")
        .trim()
        .split("\n"),
    );
    expect(shown).to.have.lengthOf.above(5);
    // The README leaves out what went wrong on the way.
    let from = 0;
    for (const line of shown) {
      const at = conversation.indexOf(line, from);
      expect(at, line).to.be.at.least(0);
      from = at + 1;
    }
  });

  it("plays them to a running server, time and again", async () => {
    const program = await server();
    const to = ["--to", `${program.server.url}/callback`];
    for (let time = 0; time < (inFull ? 3 : 1); time += 1) {
      const { code: exit, out, errors } = await play([...fixtures, ...to]);
      expect({ exit, errors, out: masked(out) }).to.deep.equal({
        exit: 0,
        errors: [],
        out: conversation,
      });
      await program.call("POST", "/_sim/clock", { advance: "1d" });
      // Two follows of one second would be one callback, delivered twice.
      await new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000)));
    }
  });

  it("plays the recorded fixtures: a recording, a pair, an envelope", async () => {
    const recorded = join(root, "fixtures/recorded");
    const played = await replayHere([recorded, "--quiet"]);
    expect(played.out).to.have.lengthOf(1);
    expect(played.out[0]).to.match(/^# 9 callbacks: 0 wrong, 0 differ, 8 not compared; /);
    const file = join(recorded, "conversation.jsonl");
    const compared = await replayHere([file, "--expect", file, "--quiet"]);
    expect(compared.out[0]).to.match(/^# 7 callbacks: 0 wrong, 0 differ; /);
  });

  it("exits 1 and names the callback that failed, and why", async () => {
    const program = await server();
    const callback = `${program.server.url}/callback`;
    const silent = await listenHttp(() => undefined);
    const garbled = await listenHttp((_request, response) => {
      response.end("<html>\nno envelope");
    });
    whenOver(() => silent.stop());
    whenOver(() => garbled.stop());
    const nobody = `http://127.0.0.1:${await freePort()}/callback`;
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["--to", nobody], /cannot be reached: ECONNREFUSED$/],
      [["--to", callback, "--token", "another"], /answered 401: refused$/],
      [["--to", `${program.server.url}/nowhere`], /answered 404: /],
      [["--to", `http://127.0.0.1:${garbled.port}/`], /; html: the answer is a web page: /],
      ...(inFull
        ? [[["--to", `http://127.0.0.1:${silent.port}/`], /no answer within 5 s$/] as const]
        : []),
    ];
    const ended = await inParallel(cases.length, atOnce, (index) =>
      play([follow, ...(cases[index]?.[0] ?? [])]),
    );
    for (const [index, { code: exit, out, errors }] of ended.entries()) {
      expect(errors).to.deep.equal([]);
      expect(out).to.have.lengthOf(4);
      expect(out[0]).to.equal("oZhangWei ~ follow");
      expect(out[1])
        .to.match(/^# .*01-follow\.xml: (no answer|\d+) in \d+ ms; /)
        .and.to.match(cases[index]?.[1] ?? /never/);
      expect(out[2]).to.match(/^# 1 callback: 1 wrong, not compared; the slowest took \d+ ms$/);
      expect(out[3]).to.match(/^# [\w-]+ 1$/);
      expect(exit).to.equal(1);
    }
  });

  it("exits 2 with one line when it does not understand the call or a file", async () => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    mkdirSync(join(path, "empty"));
    const written = (name: string, text: string): string => {
      writeFileSync(join(path, name), text);
      return join(path, name);
    };
    const nobody = `http://127.0.0.1:${await freePort()}/callback`;
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /^replay needs files: npm run replay -- \S*fixtures/],
      [[join(path, "missing.xml")], /missing\.xml is no file, and matches none$/],
      [[follow, "--to", nobody, "--aes-key", "short"], /EncodingAESKey|--aes-key/],
      [[join(path, "empty")], /empty has no \.\{xml,jsonl\} files in it$/],
      [[written("page.xml", "<html>\n</html>")], /page\.xml is no XML with <xml> around it$/],
      [[written("empty.xml", "")], /empty\.xml is no XML/],
      [
        [written("bare.xml", "<xml><Content>hi</Content></xml>")],
        /bare\.xml is no callback: it has no MsgType$/,
      ],
      [[follow, "--nonsense"], /^Unknown option '--nonsense'/],
      [[follow, "--to", "nonsense"], /^--to takes an http or https URL$/],
      [[join(path, "empty/*.xml")], /\*\.xml is no file, and matches none$/],
      [[follow, "--set", "Contant=x"], /^--set Contant: no callback has a field of that name$/],
      [[follow, "--set", "Content"], /^--set takes FIELD=VALUE/],
      [[follow, "--freeze"], /01-follow\.xml keeps no query and body to freeze: /],
      [[follow, "--msgid", "other"], /^--msgid is new, kept or repeated$/],
      [[follow, "--allow", "other"], /^--allow takes the name of a problem: unreachable, /],
      [[follow, "--parallel", "0"], /^--parallel takes a whole number from 1 to 1000$/],
      [[follow, "--speed", "fast"], /^--speed takes a number: /],
      [[follow, "--out", join(path, "no/out.jsonl")], /out\.jsonl cannot be written: ENOENT$/],
      [[follow, "--expect", join(path, "no.jsonl")], /no\.jsonl cannot be read: ENOENT$/],
      [[written("a.out.xml", "")], /a\.out\.xml is the reply to .*a\.in\.xml, which is not /],
      [
        [written("b.jsonl", "{}")],
        /b\.jsonl:1 has no v, and this program reads recordings of v 1$/,
      ],
      [[written("c.jsonl", "\n{")], /c\.jsonl:2 is no JSON; /],
      [[written("d.jsonl", '{"v":1,"at":"now"}')], /d\.jsonl:1: at: must be a time \(ISO 8601\)$/],
      [[follow, "--kind", "other"], /^--kind is enterprise or official$/],
      [[follow, "--seed", "/nowhere.yaml"], /^the seed \/nowhere\.yaml cannot be read: ENOENT$/],
      [[code, "--to", nobody], /05-code\.xml says \{\{code\}\}, and no code has arrived/],
    ];
    const ended = await inParallel(cases.length, atOnce, (index) => play(cases[index]?.[0] ?? []));
    for (const [index, { code: exit, errors }] of ended.entries()) {
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.match(cases[index]?.[1] ?? /never/);
      expect(exit, errors[0]).to.equal(2);
    }
  });
});

const atOnce = inFull ? 2 : 1;

/** Runs the command in a process of its own, which takes a second, or else right here. */
const play = inFull ? replayThere : replayHere;

/** The conversation alone, with the code that happened to be sent made the same each time. */
function masked(printed: Ended["out"]): readonly string[] {
  const lines = printed.filter((line) => !line.startsWith("#"));
  const sent = lines.flatMap((line) => /^! sms \d+ (\d{6})$/.exec(line)?.[1] ?? [])[0];
  return sent === undefined ? lines : lines.map((line) => line.replace(sent, "CODE"));
}
