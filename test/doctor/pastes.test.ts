import { expect } from "chai";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { readableForms, readCaptured } from "../../src/doctor/request/read-captured.ts";
import { demoSecrets, sealed, textXml } from "../support/pushes.ts";

const push = sealed(textXml("oZhangWei", "你好", demoSecrets));
// With what quotes, escapes and shells could take for their own.
const search = `${push.search}&note=it%27s`;
const body = push.body.replace(/\n/g, "");
const url = `https://bot.example.com/wx?${search}`;
const echo = `msg_signature=${"a".repeat(40)}&timestamp=1&nonce=2&echostr=ab%2Bc%2Fd%3D%3D`;
const getUrl = `https://bot.example.com/wx?${echo}`;
const json = JSON.stringify({ method: "POST", uri: `/wx?${search}`, body });
const heredoc = `curl '${url}' -d @- <<'EOF'\n${body}\nEOF`;

/** Pastes of one and the same POST, by the form in which people have it. */
const posts: Readonly<Record<string, string>> = {
  "Chrome, bash": `curl '${url}' \\\n  -H 'accept: */*' \\\n  -H 'content-type: text/xml' \\\n  --data-raw '${body}' \\\n  --compressed`,
  "Chrome, bash, with $'…'": `curl '${url}' \\\n  --data-raw $'${body.replaceAll("!", "\\u0021").replace("<xml>", "\\u003cxml>").replace("</xml>", "\\x3c/xml\\076")}'`,
  "Chrome, cmd": `curl ^"${url.replace(/[&%]/g, "^$&")}^" ^\n  -H ^"content-type: text/xml^" ^\n  --data-raw ^"${body.replace(/[<>&!]/g, "^$&")}^"`,
  "cmd, before Chrome 120": `curl "${url}" ^\n  -H "content-type: text/xml" ^\n  --data-binary "${body}"`,
  PowerShell: `curl.exe "${url}" \`\n  -X POST \`\n  --data-raw '${body}'`,
  Firefox: `curl '${url}' --compressed -X POST -H 'User-Agent: a' --data-raw '${body}'`,
  Postman: `curl --location '${url}' \\\n--header 'Content-Type: text/xml' \\\n--data '${body}'`,
  "Postman, old": `curl --location --request POST "${url}" \\\n--header "Content-Type: text/xml" \\\n--data-raw "${body}"`,
  "by hand": `curl -sS -XPOST -H 'a: b' -d '${body}' "${url}" | xxd | head -1`,
  "by hand, in other order": `curl -d'${body}' --url '${url}' -w '%{http_code}'`,
  "smart quotes": `curl “${url}” --data-raw ‘${body}’`,
  "-d @- and a here-document": heredoc,
  "-d @- and a here-string": `curl --data-binary @- '${url}' <<< '${body}'`,
  "echo into curl": `echo '${body}' | curl -d @- '${url}'`,
  "printf into curl": `printf '%s' '${body}' | /usr/bin/curl --data-binary @- '${url}'`,
  "curl and what it printed": `curl -v '${url}' -d '${body}'\n* Trying 127.0.0.1:80...\n> POST /wx HTTP/1.1\n> Host: b\n>\n< HTTP/1.1 200 OK\n<\n`,
  "a line of JSON": json,
  "a line of JSON, escaped": json.replaceAll("&", "\\u0026").replaceAll("<", "\\u003c"),
  "nginx, escape=json": JSON.stringify({
    time: "x",
    request: `POST /wx?${search} HTTP/1.1`,
    request_body: body,
    status: "200",
  }),
  "nginx, uri and args apart": JSON.stringify({
    request_method: "POST",
    uri: "/wx",
    args: search,
    request_body: body,
  }),
  "pino, with a request in it": JSON.stringify({
    level: 30,
    request: { method: "post", url: `/wx?${search}`, body },
  }),
  "JSON behind a logger's words": `2026-11-28 10:00:00 INFO callback ${json}`,
  "a HAR file": JSON.stringify(
    {
      log: {
        entries: [
          { request: { method: "GET", url: "https://bot.example.com/logo.png" } },
          { request: { method: "POST", url, postData: { mimeType: "text/xml", text: body } } },
          { request: { method: "OPTIONS", url } },
        ],
      },
    },
    undefined,
    2,
  ),
  "an access log with the body": `1.2.3.4 - - [28/Nov/2026:10:00:00 +0800] "POST /wx?${search} HTTP/1.1" 200 0 "-" "Mozilla/4.0" "${body}"`,
  "an access log, escaped": `1.2.3.4 "POST /wx?${search} HTTP/1.1" 200 "${body.replaceAll("<", "\\x3C").replaceAll("\n", "\\n")}"`,
  "on the wire": `POST /wx?${search} HTTP/1.1\nHost: bot.example.com\nContent-Type: text/xml\n\n${body}`,
  "on the wire, without the empty line": `POST /wx?${search} HTTP/1.1\nHost: bot.example.com\nContent-Length: 9\n${body}`,
  "on the wire, with neither headers nor version": `POST /wx?${search}\n${body}`,
  "an .http file": `# callback\n@host = x\n### one\nPOST ${url.replaceAll("&", "\n  &")}\nContent-Type: text/xml\n\n${body}\n\n### two\nGET https://bot.example.com/`,
};

/** Pastes of one and the same GET. */
const gets: Readonly<Record<string, string>> = {
  "a URL": getUrl,
  "a URL in quotes": `"${getUrl}"`,
  curl: `curl '${getUrl}'`,
  "curl -G": `curl -G 'https://bot.example.com/wx' -d '${echo}'`,
  "curl -v": `*   Trying 127.0.0.1:80...\n> GET /wx?${echo} HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 200 OK\n`,
  "an access log": `1.2.3.4 - - [x] "GET /wx?${echo} HTTP/1.1" 200 19 "-" "Mozilla/4.0"`,
  "a line of a log": `10:00:00 INFO GET /wx?${echo}`,
  "on the wire": `GET /wx?${echo} HTTP/1.1\nHost: a\n\n`,
};

/** What pasting does to a text. */
const pasted: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "with CRLF": (text) => text.replaceAll("\n", "\r\n"),
  indented: (text) => text.replace(/^(?=.)/gm, "    "),
  "with a mark and white space around it": (text) => `\uFEFF\n\n${text}\n \n`,
  "behind a prompt": (text) => (/^(curl|echo|printf)/.test(text) ? `$ ${text}` : text),
  "behind a long prompt": (text) =>
    /^(curl|echo|printf)/.test(text) ? `wei@host:~/bot# ${text}` : text,
  "behind PowerShell's prompt": (text) => (text.startsWith("curl") ? `PS C:\\> ${text}` : text),
};

const without = (text: string): string => text.replace(/\s+/g, "");

describe("a pasted request", () => {
  for (const [form, text] of Object.entries(posts)) {
    it(`is the same POST from: ${form}`, () => {
      for (const [how, paste] of Object.entries(pasted)) {
        // Only cmd's own lines end so, and indented here-documents have another end.
        const read = readCaptured("paste", paste(text));
        expect({ ...read, body: without(read.body) }, how).to.deep.equal({
          method: "POST",
          search,
          body: without(body),
        });
      }
    });
  }

  for (const [form, text] of Object.entries(gets)) {
    it(`is the same GET from: ${form}`, () => {
      for (const [how, paste] of Object.entries(pasted)) {
        const expected = { method: "GET", search: echo, body: "" };
        expect(readCaptured("paste", paste(text)), how).to.deep.equal(expected);
      }
    });
  }

  const unreadable: Readonly<Record<string, readonly [string, RegExp]>> = {
    nothing: ["", /form; readable/],
    words: ["hello", /form; readable/],
    "a response": ["HTTP/1.1 200 OK\n\n<xml></xml>", /form; readable/],
    "another method": [`PUT /wx?${search} HTTP/1.1\n\n${body}`, /the method is PUT/],
    "the URL of a POST alone": [url, /the URL of a POST without its body/],
    "an access log of a POST without its body": [
      `1.2.3.4 "POST /wx?${search} HTTP/1.1" 200 0 "-" "Mozilla/4.0"`,
      /the line has no body/,
    ],
    "JSON without a body": [JSON.stringify({ method: "POST", uri: `/wx?${search}` }), /no body/],
    "JSON that keeps - for it": [
      JSON.stringify({ request: `POST /wx?${search} HTTP/1.1`, request_body: "-" }),
      /no body/,
    ],
    "a HAR file that keeps - for it": [
      JSON.stringify({
        log: { entries: [{ request: { method: "POST", url, postData: { text: "-" } } }] },
      }),
      /no body/,
    ],
    "JSON without a method": [JSON.stringify({ uri: `/wx?${search}`, body }), /says no method/],
    "JSON of something else": ['{"errcode":0}', /JSON without method/],
    "curl -v of a POST": [
      `> POST /wx?${search} HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 200 OK\n`,
      /curl -v/,
    ],
    "a URL without quotes": [`curl ${url} -d '${body}'`, /a shell cuts it at the &/],
    "a quote that is not closed": [`curl '${url}' -d '${body}`, /a quote ' is not closed/],
    "a body in a file": [`curl '${url}' -d @body.xml`, /in another file, body\.xml/],
    "a body from elsewhere": [`cat body.xml | curl '${url}' -d @-`, /comes from elsewhere/],
    "a shell's variable": [`curl "$URL" -d '${body}'`, /\$variable/],
    "an .http file's variable": [
      `POST http://a/wx?${search}&x={{x}}\n\n${body}`,
      /\{\{variable\}\}/,
    ],
    "an .http file's other file": [`POST /wx?${search}\n\n< ./body.xml`, /in another file/],
    "an option joined to its value, which curl does not take": [
      `curl '${url}' --request=POST -d '${body}'`,
      /curl's option request is not understood/,
    ],
    "an option that is not known": [`curl -F 'a=b' '${url}'`, /curl's option F/],
    "two URLs": [`curl '${url}' '${getUrl}'`, /has 2 URLs/],
    "two requests of an .http file": [
      `POST ${url}\n\n${body}\n\n###\nPOST ${url}&again=1\n\n${body}`,
      /2 requests, 2 of them signed/,
    ],
    "two requests on the wire": [
      `POST /wx?${search} HTTP/1.1\n\n${body}\n\nGET /wx?${echo} HTTP/1.1\n\n`,
      /several requests/,
    ],
    "two lines of a log": [
      `"GET /wx?${echo} HTTP/1.1"\n"GET /wx?${echo}1 HTTP/1.1"`,
      /several lines/,
    ],
    "two lines of JSON": [`${json}\n${json}`, /2 requests/],
  };
  for (const [what, [text, why]] of Object.entries(unreadable)) {
    it(`is not taken for another, but told as not readable: ${what}`, () => {
      for (const paste of Object.values(pasted)) {
        expect(() => readCaptured("x.http", paste(text))).to.throw(BadInputError, why);
      }
      const said = (() => {
        try {
          return readCaptured("x.http", text);
        } catch (error) {
          return error;
        }
      })();
      const { message } = said as Error;
      expect(message).to.match(/^x\.http is not readable in this form/);
      for (const form of readableForms) expect(message).to.include(`\n  - ${form}`);
    });
  }

  it("has a $ before a quote that is escaped, and no variable", () => {
    const read = readCaptured("paste", `curl '${url}' -d "a$\\"B\\"$"`);
    expect(read).to.deep.equal({ method: "POST", search, body: 'a$"B"$' });
  });

  it("is read in time that grows with its length only", () => {
    const parts = [
      "'",
      '"',
      "\\",
      "$'",
      "^",
      "\n",
      "curl ",
      "{",
      "[",
      "&",
      "?signature=",
      "<",
      "$",
      "POST /",
    ];
    const hostile = [
      ...parts,
      "POST /wx?signature=a\n",
      "curl -d 'a'",
      " ",
      "a",
      "> POST ",
      "\\x",
      '\\"',
    ];
    for (const part of hostile) {
      const took = (length: number): number => {
        const text = `curl ${part.repeat(Math.ceil(length / part.length))}`;
        const started = performance.now();
        for (const whole of [text, text.slice(5), `POST /wx?a=b\n${text}`, `{"a":"${text}`]) {
          try {
            readCaptured("x", whole);
          } catch (error) {
            if (!(error instanceof BadInputError)) throw error;
          }
        }
        return performance.now() - started;
      };
      // Some hundredths of a second; were any part of it a square, minutes.
      expect(took(64_000), JSON.stringify(part)).to.be.lessThan(2000);
    }
  });
});
