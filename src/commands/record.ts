import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import { BadInputError, cannotBe, codeOf } from "../domain/bad-input.ts";
import { BodyError, bodyWithinMs, readBytes } from "../http/body.ts";
import { listen } from "../http/listener.ts";
import { createDisguise } from "../replay/record/disguise.ts";
import { createKeeper, whyNotKept } from "../replay/record/exchange.ts";
import { passOn, type Passed, type Passing } from "../replay/record/pass-on.ts";
import { called } from "./called.ts";
import {
  callbackOptions,
  readCallbackUnderTest,
  sharedOf,
  tellRemark,
} from "./callback-under-test.ts";
import { untilToldToStop } from "./until-told-to-stop.ts";
import { complain, say } from "./say.ts";

/** How the verb is called. */
export const recordUsage = `usage: ${called("record")} --to URL --token … --aes-key … --corp-id … [options]
passes callbacks on to URL and writes down what they say and what they are answered

  --port 3001              where it listens: put this address where the platform, or whoever
  --host 127.0.0.1         plays it, has the bot's; any path will do
  --out recording.jsonl    what is there already stays, new lines follow
  --kind official          an official account's callbacks, plain ones too (--aes-key "" without a key)
  --hide NAME              replace this name too, wherever it stands; repeatable; otherwise names
                           are replaced in the fields for them, and stay inside of a text
  --as-is                  replace nothing: phones, names and ids stay as they are
  --raw                    keep query and body too, signatures and all, which replay --freeze needs;
                           they hold what --as-is would`;

type Keep = (passing: Passing, passed: Passed, at: number) => void;

const longestBody = 1024 * 1024;

/** Passes callbacks on and records them until it is told to stop (SIGINT, SIGTERM). */
export async function record(args: readonly string[]): Promise<0> {
  const { underTest, host, port, out, keeper, note } = readCall(args);
  const file = openFile(out);
  // A line that was cut off by a full disk or a crash gets a line end before the next one.
  let isTorn = hasTornEnd(file);
  let kept = 0;
  let notKept = 0;
  const keep: Keep = (passing, passed, at) => {
    try {
      const line = keeper.lineOf({ at, passing, passed });
      if (line === undefined) return;
      const begun = isTorn ? "\n" : "";
      isTorn = true;
      // Written at once, so that nothing is lost with the process.
      writeSync(file, `${begun}${JSON.stringify(line)}\n`);
      isTorn = false;
      kept += 1;
    } catch (error) {
      notKept += 1;
      complain(whyNotKept(error));
    }
  };
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    void handle(request, response, { url: underTest.url, keep });
  };
  try {
    const listening = await listen({ host, port }, handler, handler);
    say(`http://${host}:${listening.port} passes on to ${underTest.url} and records in ${out}`);
    say(note);
    tellRemark(underTest);
    await untilToldToStop();
    await listening.stop();
    const others = notKept === 0 ? "" : `, ${notKept} passed on and not kept`;
    say(`${kept} recorded in ${out}${others}`);
    say(note);
    return 0;
  } finally {
    closeSync(file);
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { url, keep }: { readonly url: string; readonly keep: Keep },
): Promise<void> {
  const at = Date.now();
  const { method = "GET", url: path = "", rawHeaders } = request;
  try {
    const body = await readBytes(request, longestBody, bodyWithinMs);
    const search = path.includes("?") ? path.slice(path.indexOf("?") + 1) : "";
    const passing = { method, search, rawHeaders, body };
    const passed = await passOn(url, passing);
    keep(passing, passed, at);
    if (passed.ok) {
      const headers = [...passed.rawHeaders, "Content-Length", String(passed.body.length)];
      response.writeHead(passed.status, passed.statusText, headers).end(passed.body);
    } else {
      response.writeHead(502, { "Content-Type": "text/plain" });
      response.end(`${url}: ${passed.problem}\n`);
    }
  } catch (error) {
    // The listener answers 408 when a request's time is over; then its body breaks off.
    if (response.headersSent) return;
    const status = error instanceof BodyError ? error.status : 500;
    // What other errors say may hold what somebody wrote.
    if (!(error instanceof BodyError)) complain(`not passed on: ${codeOf(error)}`);
    response.writeHead(status, { Connection: "close", "Content-Type": "text/plain" });
    response.end(error instanceof BodyError ? `${error.message}\n` : "");
  }
}

function readCall(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...callbackOptions,
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "3001" },
      out: { type: "string", default: "recording.jsonl" },
      hide: { type: "string", multiple: true, default: [] as string[] },
      "as-is": { type: "boolean", default: false },
      raw: { type: "boolean", default: false },
    },
  });
  const underTest = readCallbackUnderTest(values);
  if (underTest === undefined) {
    throw new BadInputError(
      `record needs a bot: ${called("record")} --to http://localhost:8080/wechat`,
    );
  }
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) throw new BadInputError("--port is a port");
  const { secrets } = underTest;
  // Both sides share it, and it is never written down.
  const secret = `${secrets.token}\0${sharedOf(values, "aes-key")}`;
  const disguise = values["as-is"] ? undefined : createDisguise(secret, values.hide);
  const keeper = createKeeper({ secrets, disguise, keep: values.raw ? "raw" : "plaintext" });
  return { underTest, host: values.host, port, out: values.out, keeper, note: noteOf(values) };
}

function noteOf(values: { readonly raw: boolean; readonly "as-is": boolean }): string {
  if (values.raw) {
    return "--raw: query and body are kept as they came, with signatures and all that they hold";
  }
  if (values["as-is"]) return "--as-is: phones, e-mails, names and ids are kept as they are";
  return [
    "replaced are phones, e-mails, ids, and names in Name, NickName and Alias; a name inside of a text",
    "stays unless you --hide it: look through a recording before you pass it on",
  ].join("\n");
}

function openFile(path: string): number {
  try {
    return openSync(path, "a+", 0o600);
  } catch (error) {
    throw cannotBe("written", path, error);
  }
}

/** Says whether the last line of a file has no end. */
function hasTornEnd(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
}
