import { expect } from "chai";
import fc from "fast-check";
import { triedCode, wishOf } from "../src/conversation/words.ts";
import { foundCode } from "../src/simulator/inbox/found-code.ts";
import { readInboxMessage } from "../src/simulator/inbox/inbox-message.ts";
import { readCaptured } from "../src/doctor/request/read-captured.ts";
import { BadInputError } from "../src/domain/bad-input.ts";
import { parseContact } from "../src/domain/contact.ts";
import { contactsInText, contactsMeant } from "../src/domain/contacts-in-text.ts";
import { readPlaces } from "../src/domain/department.ts";
import {
  readEmail,
  readMobile,
  readName,
  readPosition,
  readUserid,
  readWeixinid,
} from "../src/domain/member-rules.ts";
import { cellsOf } from "../src/addressbook/import/csv/cells.ts";
import { findHeader } from "../src/addressbook/import/header.ts";
import { readRow } from "../src/addressbook/import/row.ts";
import { createDisguise } from "../src/replay/record/disguise.ts";
import { cutFact } from "../src/talk/grammar/fact.ts";
import { formatTalk } from "../src/talk/grammar/format.ts";
import { readTemplate } from "../src/talk/grammar/template.ts";
import { match } from "../src/talk/play/match.ts";
import { inFull } from "./support/sizes.ts";

const place = { line: 1, column: 1 };
const disguise = createDisguise("a secret for tests", ["老王"]);
const { header } = findHeader([{ line: 1, cells: ["userid", "name", "mobile", "email"] }]);

const matchedBy = (source: string): ((text: string) => unknown) => {
  const template = readTemplate(source, place);
  if ("wanted" in template) throw new Error(template.wanted);
  return (text) => match(template, text, new Map());
};

/** Everything that reads what people write. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  "a contact": parseContact,
  "contacts that are meant": contactsMeant,
  "contacts in a text": contactsInText,
  "a code that is tried": (text) => triedCode(text, 6),
  "a wish": wishOf,
  "a code in a message": foundCode,
  "a message for the inbox": (text) => readInboxMessage({ channel: "sms", to: text, text: "x" }),
  "a mobile": readMobile,
  "an e-mail": readEmail,
  "a userid": readUserid,
  "a WeChat ID": readWeixinid,
  "a name": readName,
  "a position": readPosition,
  departments: readPlaces,
  "cells of a CSV record": cellsOf,
  "a header": (text) => findHeader([{ line: 1, cells: text.split(",") }]),
  "a row": (text) => readRow({ line: 2, cells: ["wei", text, text, text] }, header, "stay"),
  "a text to be disguised": (text) => disguise.text(text),
  "a talk": (text) => formatTalk("a.talk", text),
  "lines of a talk": (text) => formatTalk("a.talk", text.replace(/^/gm, "a > ")),
  "a fact": cutFact,
  "a template": (text) => readTemplate(text, place),
  "what three {{any}} match": matchedBy("{{any}}a{{any}}1{{any}}。"),
  "a captured request": (text) => readCaptured("a.http", text),
  "what names match": matchedBy("{{x}} {{y}}@{{any}}{{z}}."),
};

const pieces = [
  ...Array.from(" 1a中@<>()[]{}|+-*=.,;:!?~#'\"\\/&\t\n。＠＞～１\u200b\u00ad\ud83d"),
  ...["<@", "a@", "a@a.", "138", "13800000001", "+86 ", "+1 415", "010-", "验证码", "(at)", "还"],
  ...["{{a}}", "{{any}}", "{{", "}}", "{{/", "/}}", "\n| ", "\n  ", "! sms ", "? a.", " = ", '"='],
  ...["http://", "ﷺ", "a,", "> GET /?", "\nGET /?", "msg_signature=", "&a=b", "curl '", "\\\n"],
];

// What took quadratic time or more once: an e-mail, talks, their templates.
const once: [string, string, string][] = [
  ["", "<@", ""],
  ["? a.", " ", "x"],
  ["", "{{a}}", ""],
  ["", "a1", "中"],
  ["", "a @", ""],
  ["", "+1 ", ""],
  ["", "?中", ""],
];

const longest = 65_536;
const enoughMs = 8;

describe("whatever reads what people write", () => {
  for (const [what, read] of Object.entries(readers)) {
    it(`reads ${what} in linear time`, function () {
      const some = (most: number) =>
        fc.array(fc.constantFrom(...pieces), { maxLength: most }).map((all) => all.join(""));
      const unit = some(3).filter((text) => text !== "");
      fc.assert(
        fc.property(some(2), unit, some(2), (before, repeated, behind) => {
          const textOf = (length: number): string =>
            before + repeated.repeat(Math.ceil(length / repeated.length)) + behind;
          // Twice as long until it takes a while; then it must have taken a share of that before.
          let length = 1024;
          while (length < longest && timeOf(read, textOf(length)) < enoughMs) length *= 2;
          if (length >= longest) return;
          const long = textOf(length);
          const short = textOf(length / 8);
          // A short one takes an eighth of it in linear time, a sixty-fourth in quadratic; a slow moment is no verdict.
          let ratio = Infinity;
          for (let round = 0; round < 10 && ratio > 14; round += 1)
            ratio = Math.min(ratio, timeOf(read, long) / timeOf(read, short));
          expect(ratio, `${length} characters`).to.be.at.most(14);
        }),
        { numRuns: inFull ? 100 : 5, endOnFailure: true, examples: once },
      );
    });
  }
});

/** The processor's time, ms: others on the machine do not count. */
function timeOf(read: (text: string) => unknown, text: string): number {
  const started = process.cpuUsage();
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
