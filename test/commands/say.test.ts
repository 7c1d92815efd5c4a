import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { world } from "../../src/testing.ts";
import { replyXml, startBot } from "../doctor/bot.ts";
import { runMain, temporaryFolder, type Ended } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";

const escape = String.fromCharCode(0x1b);
const intro = String.fromCharCode(0x9b);
// Clears the screen, names the window, and says backwards what comes.
const rude = `${escape}[2J${escape}]0;owned\u0007${intro}31m\u202Eyes`;
const shown = String.raw`\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}yes`;
const obeyed = /(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

describe("what a bot writes to terminals", function () {
  this.timeout(60_000);
  const atEnd = createEnds();

  const rudeBot = async (): Promise<string> => {
    const bot = await startBot({ write: (heard) => replyXml(heard, rude) });
    atEnd(() => bot.stop());
    return bot.url;
  };
  const folderOf = (name: string, text: string): { folder: string; file: string } => {
    const { path, remove } = temporaryFolder();
    atEnd(remove);
    mkdirSync(path, { recursive: true });
    const file = join(path, name);
    writeFileSync(file, text);
    return { folder: path, file };
  };
  const expectTame = ({ out, errors }: Ended, told = shown): void => {
    const said = [...out, ...errors].join("\n");
    expect(said).to.include(told);
    expect(said).to.not.match(obeyed);
  };

  it("is shown by talk, and obeyed by no terminal", async () => {
    const { file } = folderOf("a.talk", "lilei > hello\nlilei < hello\n");
    const to = await rudeBot();
    expectTame(await runMain(["talk", file, "--to", to]));
    const escaped = JSON.stringify(rude)
      .slice(1, -1)
      .replace(intro, "\\u009b")
      .replace("\u202E", "\\u202e");
    const json = await runMain(["talk", file, "--to", to, "--report", "json"]);
    expectTame(json, escaped);
    expect(JSON.parse(json.out.join("\n"))).to.have.nested.property("talks[0].verdict", "failed");
  });

  it("is shown by replay, and kept to the letter in a file", async () => {
    const { file, folder } = folderOf(
      "a.xml",
      `<xml><ToUserName>wwdemo0000000000</ToUserName><FromUserName>oLilei</FromUserName>
      <CreateTime>1433173800</CreateTime><MsgType>text</MsgType><Content>hello</Content>
      <MsgId>1</MsgId><AgentID>0</AgentID></xml>`,
    );
    const out = join(folder, "a.jsonl");
    expectTame(await runMain(["replay", file, "--to", await rudeBot(), "--out", out]));
    const { reply } = JSON.parse(readFileSync(out, "utf8")) as { readonly reply: string };
    expect(reply).to.include(rude);
  });

  it("is shown in the name of a file", async () => {
    expectTame(await runMain(["talk", `${rude}.talk`]));
  });

  it("is shown by mocha", async () => {
    const there = world({ bot: { url: await rudeBot() } });
    const lilei = there.follower("lilei");
    await lilei.say("hello");
    const error: unknown = await lilei.hears("hello").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
    const { message, actual } = error as Error & { readonly actual?: unknown };
    expect(actual).to.equal(shown);
    expect(message).to.not.match(obeyed);
  });
});
