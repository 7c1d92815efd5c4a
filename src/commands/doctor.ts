import { readFile, stat } from "node:fs/promises";
import { parseArgs, styleText } from "node:util";
import { answerWithinMs } from "../callback-client/call.ts";
import { freshOpenid } from "../callback-client/stamp.ts";
import { slowFromMs } from "../callback-client/verdict.ts";
import { demoTriple } from "../config/wechat.ts";
import { BadInputError } from "../domain/bad-input.ts";
import { examine, type Finding } from "../doctor/check.ts";
import { closingOf, reportOf } from "../doctor/report.ts";
import { requestChecks } from "../doctor/request/checks.ts";
import { readCaptured } from "../doctor/request/read-captured.ts";
import { urlChecks } from "../doctor/url/checks.ts";
import { readKey, type Secrets } from "../wire/secrets.ts";
import { called, fileHere } from "./called.ts";
import {
  callbackOptions,
  readAgent,
  readSecrets,
  readWebUrl,
  sharedOf,
  demoRemark,
  tellRemark,
} from "./callback-under-test.ts";
import { say } from "./say.ts";

/** How the verb is called. */
export const doctorUsage = `usage: ${called("doctor")} URL|request.http --token … --aes-key … --corp-id …
  URL                where the platform would call; it is called some 50 times, with texts and an event
  request.http       one captured request (${fileHere("docs/doctor.md#capturing")})
  --kind official    an official account's, with its AppID as --corp-id
  --agent-id 0       the app that callbacks come from
  --as USERID        who writes; otherwise somebody new to the bot`;

const mostBytes = 1024 * 1024;

/** Says why a callback URL fails, or what is wrong with a captured request. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...callbackOptions, as: { type: "string" } },
  });
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0) {
    throw new BadInputError(`doctor takes one URL or one captured request\n${doctorUsage}`);
  }
  const aesKey = sharedOf(values, "aes-key");
  const keyless = readSecrets({ ...values, "aes-key": "" });
  const shared = { aesKey, secrets: withKey(keyless, aesKey), mistaken };
  const agent = readAgent(values);
  const url = /^https?:/i.test(target) ? readWebUrl("doctor", target) : undefined;
  // A file is read before anything is told.
  const captured = url === undefined ? readCaptured(target, await readText(target)) : undefined;
  tellRemark({ remark: demoRemark(values) });
  const found =
    captured !== undefined
      ? await examine(requestChecks, { ...shared, captured }, tell)
      : await examine(
          urlChecks,
          {
            ...shared,
            url: target,
            agent,
            follower: values.as ?? freshOpenid(),
            limits: { slowFromMs, answerWithinMs },
            realNow: Date.now,
          },
          tell,
        );
  for (const line of closingOf({ ...found, url })) say(line);
  return found.cause === undefined ? 0 : 1;
}

const mistaken = { tokens: [demoTriple.token], receiveIds: [demoTriple.corpId] };

// Whether it is a key is the doctor's own first question.
function withKey(secrets: Secrets, aesKey: string): Secrets {
  try {
    return { ...secrets, key: readKey(aesKey) };
  } catch {
    return secrets;
  }
}

async function readText(file: string): Promise<string> {
  const kind = await stat(file).catch(() => undefined);
  if (kind?.isFile() !== true) {
    throw new BadInputError(
      `${file} is neither a URL that begins with http:// or https:// nor a file`,
    );
  }
  if (kind.size > mostBytes) {
    throw new BadInputError(`${file} has more than ${mostBytes} bytes; no callback is that long`);
  }
  return readFile(file, "utf8");
}

function tell(name: string, found: Finding): void {
  for (const line of reportOf(name, found)) {
    say(
      line.replace(/^( {2}more: +)(.+)$/, (_, lead: string, page: string) => {
        return `${lead}${fileHere(page)}`;
      }),
      paint,
    );
  }
}

const colours = { "✓": "green", "✗": "red", "!": "yellow" } as const;

function paint(line: string): string {
  if (!process.stdout.isTTY || process.env["NO_COLOR"] !== undefined) return line;
  const mark = /^(?: {2})?([✓✗!]) /.exec(line)?.[1];
  if (mark !== "✓" && mark !== "✗" && mark !== "!") return line;
  return line.replace(mark, styleText(colours[mark], mark));
}
