import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { causes } from "../../src/doctor/causes.ts";
import { requestChecks } from "../../src/doctor/request/checks.ts";
import { closingOf } from "../../src/doctor/report.ts";
import { unseen } from "../../src/doctor/unseen.ts";
import { urlChecks } from "../../src/doctor/url/checks.ts";
import { runMain, temporaryFolder, type Ended } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { replyXml, startBot } from "./bot.ts";
import { brokenRequests, wholeRequests } from "./broken-requests.ts";

const guide = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");
const escape = String.fromCharCode(27);

const demo =
  "# no --token, --aes-key, --corp-id (nor WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_CORP_ID): the demo triple is used";

describe("the verb doctor", () => {
  const atEnd = createEnds();
  const fileOf = (text: string): string => {
    const folder = temporaryFolder();
    atEnd(folder.remove);
    const file = join(folder.path, "request.http");
    writeFileSync(file, text);
    return file;
  };
  const doctor = (...args: readonly string[]): Promise<Ended> => runMain(["doctor", ...args]);

  it("tells each check, and ends with what it cannot see of an address of this network", async () => {
    const bot = await startBot();
    atEnd(() => bot.stop());
    const { code, out, errors } = await doctor(bot.url);
    expect(errors).to.deep.equal([demo]);
    expect(code).to.equal(0);
    expect(out[0]).to.equal("✓ key: 43 letters and digits");
    expect(out.slice(-3)).to.deep.equal([
      "Nothing wrong was found.",
      "What I cannot see from here:",
      "- The way there: only this machine or network can reach 127.0.0.1; ask again at the URL that the console has.",
    ]);
  });

  it("stops at the first cause, with a sentence for it and one for the cure", async () => {
    const bot = await startBot({ answerEcho: (plain) => ({ status: 200, body: `"${plain}"` }) });
    atEnd(() => bot.stop());
    const { code, out, errors } = await doctor(bot.url);
    expect({ code, errors }).to.deep.equal({ code: 1, errors: [demo] });
    const at = out.findIndex((line) => line.startsWith("✗"));
    expect(out[at]).to.match(/^✗ echo: the answer is "\d+"$/);
    const told = out.slice(at + 1, at + 5);
    // From wherever the command runs.
    expect(told.map((line) => line.replace(/more: .*(?=docs\/)/, "more:  "))).to.deep.equal([
      out[at + 1],
      `  cause: ${causes["echo-quotes"].says}`,
      `  cure:  ${causes["echo-quotes"].cure}`,
      "  more:  docs/doctor.md#echo-quotes",
    ]);
    expect(out[at + 1]).to.match(/byte 1 is 0x22 \("\), not 0x3\d \(\d\)$/);
    // What cannot be seen explains nothing where a cause was found.
    expect(out.slice(at + 5)).to.deep.equal(["", "The cause: echo-quotes."]);
  });

  it("counts its warnings, and does not say that nothing is wrong then", async () => {
    const bot = await startBot({
      write: (heard) => replyXml(heard, "好", heard.copies > 0 ? "1" : "1433173800123"),
    });
    atEnd(() => bot.stop());
    const { code, out } = await doctor(bot.url);
    expect(code, out.join("\n")).to.equal(0);
    expect(out).to.include("No cause was found; 1 warning.");
    expect(out.join("\n")).to.not.include("Nothing wrong");
  });

  it("is not moved by what a bot writes to terminals, nor by 100 MB", async () => {
    const rude = await startBot({
      answerEcho: () => ({ status: 200, body: `${escape}[2J${escape}]0;hello\u202E` }),
    });
    atEnd(() => rude.stop());
    const { code, out } = await doctor(rude.url);
    expect(code).to.equal(1);
    expect(out.join("\n")).to.not.match(new RegExp(`${escape}|\u202E`));

    const part = Buffer.alloc(1024 * 1024, "a");
    const server = createServer((_request, response) => {
      let left = 100;
      const more = (): void => {
        while (left > 0 && response.write(part)) left -= 1;
      };
      response.on("drain", more).on("error", () => undefined);
      more();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    atEnd(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const huge = await doctor(`http://127.0.0.1:${port}/`);
    expect(huge.code).to.equal(1);
    expect(huge.out).to.include("The cause: endless.");
  }).timeout(60_000);

  it("examines a captured request", async () => {
    const whole = wholeRequests()["HTTP with CRLF"] ?? "";
    const right = await doctor(fileOf(whole));
    expect({ code: right.code, errors: right.errors }).to.deep.equal({ code: 0, errors: [demo] });
    const [altered] = brokenRequests["request-altered"] ?? [];
    const wrong = await doctor(fileOf(altered?.text ?? ""));
    expect(wrong.code).to.equal(1);
    expect(wrong.out).to.include("The cause: request-altered.");
    expect(wrong.out.some((line) => line.startsWith("    ours:   "))).to.equal(true);
  }).timeout(60_000);

  it("says in one line what it could not understand", async () => {
    const folder = temporaryFolder();
    atEnd(folder.remove);
    mkdirSync(join(folder.path, "a-folder"));
    const calls: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /^doctor takes one URL or one captured request\nusage/],
      [["http://a/", "http://b/"], /^doctor takes one URL/],
      [["localhost:8080/wx"], /neither a URL that begins with http/],
      [["ftp://localhost/wx"], /neither a URL/],
      [["http://"], /takes an http or https URL/],
      [["missing.http"], /neither a URL that begins with http:\/\/ or https:\/\/ nor a file/],
      [[join(folder.path, "a-folder")], /neither/],
      [[fileOf("hello")], /is not readable in this form; readable are/],
      [[fileOf("a".repeat(2 * 1024 * 1024))], /has more than 1048576 bytes/],
      [["http://localhost/", "--kind", "other"], /--kind is enterprise or official/],
      [["http://localhost/", "--agent-id", "x"], /--agent-id is a number/],
      [["http://localhost/", "--colour"], /Unknown option '--colour'/],
    ];
    for (const [args, expected] of calls) {
      const { code, out, errors } = await doctor(...args);
      expect(code, args.join(" ")).to.equal(2);
      expect(errors.join("\n")).to.match(expected);
      expect([...out, ...errors].filter((line) => /^\s+at /.test(line))).to.deep.equal([]);
    }
  }).timeout(120_000);
});

describe("the end of an examination", () => {
  const well = { cause: undefined, warnings: 0 };

  it("lists what cannot be seen only where it may be what is wrong", () => {
    const listed = ["What I cannot see from here:", ...unseen.map((line) => `- ${line}`)];
    for (const url of ["https://bot.example.com/wx", "http://8.8.8.8/", "http://[2606:4700::1]/"]) {
      expect(closingOf({ ...well, url }), url).to.deep.equal([
        "",
        "Nothing wrong was found.",
        ...listed,
      ]);
    }
    // What was captured has arrived, and a cause explains enough.
    expect(closingOf({ ...well, url: undefined })).to.deep.equal(["", "Nothing wrong was found."]);
    const url = "https://bot.example.com/wx";
    for (const cause of ["refused", "dns", "echo-json"] as const) {
      expect(closingOf({ cause, warnings: 3, url })).to.deep.equal(["", `The cause: ${cause}.`]);
    }
    expect(closingOf({ ...well, warnings: 2, url })[1]).to.equal("No cause was found; 2 warnings.");
  });

  it("knows the addresses that no platform reaches", () => {
    const hosts = ["localhost", "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "[::1]"];
    for (const host of [...hosts, "[fd00::1]", "bot", "bot.local", "169.254.1.1"]) {
      const [, , , line = "", ...more] = closingOf({ ...well, url: `http://${host}:8080/wx` });
      expect(line, host).to.include(`only this machine or network can reach ${host}`);
      expect(more).to.deep.equal([]);
    }
  });
});

describe("the doctor's guide", () => {
  it("has a part for each cause, and for nothing else", () => {
    const parts = [...guide.matchAll(/^### (.*)$/gm)].map(([, name]) => name);
    expect([...parts].sort()).to.deep.equal(Object.keys(causes).sort());
  });

  it("is found by the console's own words, and its links lead somewhere", () => {
    const words = ["openapi回调地址请求不通过", "echostr校验失败", "域名主体校验未通过", "60020"];
    for (const word of words) expect(guide).to.include(word);
    const headings = [...guide.matchAll(/^##+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...guide.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(links.filter((anchor) => !headings.includes(anchor))).to.deep.equal([]);
  });

  it("tells what is asked", () => {
    for (const { name, asks } of [...urlChecks, ...requestChecks]) {
      expect(guide).to.match(
        new RegExp(`^\\| ${name} +\\| ${asks.replace(/[?\]]/g, "\\$&")} +\\|$`, "m"),
      );
    }
  });

  it("has a cause and a cure of one sentence each", () => {
    for (const [cause, { says, cure }] of Object.entries(causes)) {
      for (const sentence of [says, cure]) {
        expect(sentence, cause).to.match(/^[A-Z][^]*\.$/);
        expect(sentence, cause).to.not.match(/\. [A-Z]/);
      }
    }
  });
});
