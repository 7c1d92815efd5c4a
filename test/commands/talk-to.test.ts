import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { listenHttp } from "../delivery/loopback.ts";
import { startOwnBot } from "../targets/own-bot.ts";
import { runMain, temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram } from "../support/program.ts";

describe("npm run talk -- --to URL", function () {
  this.timeout(60_000);
  const whenOver = createEnds();

  /** Five talks alike, in a folder. */
  const folderOf = (...lines: readonly string[]): string => {
    const { path, remove } = temporaryFolder();
    whenOver(remove);
    for (const name of "abcde") {
      writeFileSync(join(path, `${name}.talk`), `${lines.join("\n")}\n`);
    }
    return path;
  };

  it("plays one talk at a time, with followers that are new to the bot", async () => {
    const program = await startProgram();
    whenOver(() => program.stop());
    const bot = await startOwnBot({ simulator: program.server.url });
    whenOver(() => bot.stop());
    const folder = folderOf(
      "lilei > 13800000001",
      "! sms 13800000001 {{code}}",
      "lilei > {{code}}",
      "lilei < 验证成功",
    );
    const { code, out } = await runMain([
      "talk",
      folder,
      "--to",
      bot.url,
      "--inbox",
      program.server.url,
    ]);
    expect(out.at(-1)).to.equal("5 talks, 10 turns: 5 passed, 0 failed, 0 not runnable");
    expect(code).to.equal(0);
    expect(bot.openids.size).to.equal(5);
    expect(bot.mostAtOnce()).to.equal(1);
    const named = ["talk", folder, "--to", bot.url, "--as", "lilei=oLilei", "--only", "a.talk"];
    await runMain([...named, "--inbox", program.server.url]);
    expect([...bot.openids].at(-1)).to.equal("oLilei");
  });

  it("answers 2 for what the bot cannot show, and 1 for a bot that hangs", async () => {
    const silent = await listenHttp((request, response) => {
      if (request.method === "GET") response.writeHead(404).end();
    });
    whenOver(silent.stop);
    const to = [
      "--to",
      `http://127.0.0.1:${silent.port}/wx`,
      "--timeout",
      "1s",
      "--only",
      "a.talk",
    ];
    const lacking = await runMain(["talk", folderOf("lilei > x", "@ clock +1d"), ...to]);
    expect(lacking.out[0]).to.match(/a\.talk:2 not runnable, line 2 needs --hook URL/);
    expect(lacking.code).to.equal(2);
    const hanging = await runMain(["talk", folderOf("lilei > x", "lilei < y"), ...to]);
    expect(hanging.out[0]).to.match(/a\.talk:1 no answer within 1 s$/);
    expect(hanging.errors).to.deep.equal([
      "# no --token, --aes-key, --corp-id (nor WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_CORP_ID): the demo triple is used",
    ]);
    expect(hanging.code).to.equal(1);
  });
});
