import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect } from "chai";
import { readConfig } from "../src/config.ts";
import { demoTriple } from "../src/config/wechat.ts";
import { isLoopback } from "../src/domain/address.ts";
import type { Environment } from "../src/environment.ts";

function configOf(environment: Environment) {
  const read = readConfig(environment);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.config;
}

function problemsOf(environment: Environment, place?: "server" | "mounted"): readonly string[] {
  const read = readConfig(environment, place);
  return "problems" in read ? read.problems : [];
}

const triple = {
  WECHAT_CORP_ID: "wx5823bf96d3bd56c7",
  WECHAT_TOKEN: "QDG6eK",
  WECHAT_ENCODING_AES_KEY: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
};

describe("the environment", () => {
  it("may be empty: the simulator runs with a demo's triple", () => {
    const { wechat, simulator, port, host, maxSkewSeconds } = configOf({});
    expect({ simulator, port, host, maxSkewSeconds }).to.deep.equal({
      simulator: "on",
      port: 3000,
      host: "127.0.0.1",
      maxSkewSeconds: 300,
    });
    expect(wechat).to.deep.equal({ kind: "enterprise", ...demoTriple, demo: true });
  });

  it("as .env.example writes it is the same as an empty one", () => {
    const example = parseEnv(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));
    expect(configOf(example)).to.deep.equal(configOf({}));
  });

  it("counts an empty value as not set", () => {
    expect(configOf({ PORT: "", HOST: " " })).to.deep.equal(configOf({}));
  });

  const malformed: readonly (readonly [string, string])[] = [
    ["PORT", "80a"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["REDIS_URL", "localhost:6379"],
    ["REDIS_URL", "redis://a,http://b"],
    ["REDIS_DURABILITY", "everysec"],
    ["MAX_SKEW_SECONDS", "1.5"],
    ["SIMULATOR", "yes"],
    ["ADMIN_PASSWORD", "short"],
    ["METRICS_TOKEN", "fifteen-letters"],
    ["METRICS_TOKEN", "not one word but three"],
    ["SMTP_URL", "mail.example.com"],
    ["SMS_WEBHOOK_URL", "ftp://example.com"],
    ["CODE_PEPPER", "pepper"],
    ["ACCOUNT_NAME", "A\u0007cme"],
    ["ACCOUNT_NAME", "A".repeat(65)],
    ["ACCOUNT_SEATS", "many"],
    ["ACCOUNT_SEATS", "100000001"],
    ["TIME_ZONE", "Mars/Olympus"],
    ["REPLY_LANGUAGE", "fr"],
    ["TRUST_PROXY", "true"],
    ["PUBLIC_URL", "example.com"],
    ["LOG_LEVEL", "loud"],
    ["WECHAT_KIND", "personal"],
  ];
  for (const [name, value] of malformed) {
    it(`with ${name}=${value} is refused by a line that begins with ${name}`, () => {
      const named = problemsOf({ [name]: value }).filter((line) => line.startsWith(`${name} `));
      expect(named).to.have.lengthOf(1);
      expect(named[0]).to.not.include("\n");
    });
  }

  it("names two problems at once", () => {
    expect(
      problemsOf({ PORT: "x", LOG_LEVEL: "loud" }).map((line) => line.split(" ")[0]),
    ).to.deep.equal(["PORT", "LOG_LEVEL"]);
  });

  it("has a whole triple or none", () => {
    const { WECHAT_TOKEN: _left, ...rest } = triple;
    expect(problemsOf(rest).join()).to.match(/^WECHAT_TOKEN must be given with the other two/);
    expect(problemsOf({ ...triple, WECHAT_ENCODING_AES_KEY: "short" }).join()).to.match(
      /^WECHAT_ENCODING_AES_KEY/,
    );
  });

  it("never shows a value that may be secret", () => {
    const secret = "hunter2hunter2";
    const names = [
      "WECHAT_ENCODING_AES_KEY",
      "SMTP_URL",
      "REDIS_URL",
      "SMS_WEBHOOK_URL",
      "METRICS_TOKEN",
    ];
    for (const name of names) expect(problemsOf({ [name]: secret }).join()).to.not.include(secret);
  });

  it("lets an official account do without a key: plain mode", () => {
    const { WECHAT_ENCODING_AES_KEY: _left, ...rest } = triple;
    expect(configOf({ ...rest, WECHAT_KIND: "official" }).wechat.encodingAESKey).to.equal(
      undefined,
    );
  });
});

const courier = { SMS_WEBHOOK_URL: "https://sms.example.com/", SMS_WEBHOOK_SECRET: "secret" };

describe("in production", () => {
  const production = {
    NODE_ENV: "production",
    ...triple,
    CODE_PEPPER: "0123456789abcdef",
    ...courier,
  };

  it("the simulator is off unless it is written out", () => {
    expect(configOf(production).simulator).to.equal("off");
    expect(configOf({ ...production, SIMULATOR: "on" }).simulator).to.equal("public");
  });

  it("Redis must be durable, unless it is written out that nobody looks", () => {
    const unchecked = { REDIS_DURABILITY: "unchecked" };
    expect(configOf(production).redisDurability).to.equal("required");
    expect(configOf({ ...production, ...unchecked }).redisDurability).to.equal("unchecked");
    expect(configOf({}).redisDurability).to.equal("unchecked");
    expect(configOf({ REDIS_DURABILITY: "required" }).redisDurability).to.equal("required");
  });

  it("the demo's token is refused, whatever the rest of the triple", () => {
    const demos = { ...production, WECHAT_TOKEN: demoTriple.token };
    expect(problemsOf(demos)).to.deep.equal([
      "WECHAT_TOKEN is the demo's; production needs your own",
    ]);
    expect(problemsOf(production)).to.deep.equal([]);
  });

  it("the demo's key is refused, however it is spelt", () => {
    for (const last of ["E", "F", "G", "H"]) {
      const key = demoTriple.encodingAESKey.slice(0, -1) + last;
      expect(problemsOf({ ...production, WECHAT_ENCODING_AES_KEY: key }), key).to.deep.equal([
        "WECHAT_ENCODING_AES_KEY is the demo's; production needs your own",
      ]);
    }
  });

  it("one courier must be given, unless phones and mailboxes are simulated", () => {
    const { SMS_WEBHOOK_URL: _url, SMS_WEBHOOK_SECRET: _secret, ...without } = production;
    expect(problemsOf(without)).to.have.lengthOf(1);
    expect(problemsOf(without).join()).to.match(/^SMTP_URL or SMS_WEBHOOK_URL is missing: /);
    const mail = { SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "it@example.com" };
    for (const more of [courier, mail, { SIMULATOR: "on" }, { NODE_ENV: "", SIMULATOR: "off" }]) {
      expect(problemsOf({ ...without, ...more })).to.deep.equal([]);
    }
  });

  it("the pepper and the triple must be given", () => {
    const names = problemsOf({ NODE_ENV: "production", ...courier }).map(
      (line) => line.split(" ")[0],
    );
    expect(names).to.have.members(["WECHAT_CORP_ID,", "CODE_PEPPER"]);
  });
});

describe("the demo's triple, which everybody knows", () => {
  const { corpId, token, encodingAESKey } = demoTriple;
  const given = {
    WECHAT_CORP_ID: corpId,
    WECHAT_TOKEN: token,
    WECHAT_ENCODING_AES_KEY: encodingAESKey,
  };
  const { WECHAT_TOKEN } = triple;
  const production = { NODE_ENV: "production", CODE_PEPPER: "0123456789abcdef", ...courier };
  const guarded: readonly (readonly [Environment, "server" | "mounted", RegExp])[] = [
    [
      { HOST: "0.0.0.0" },
      "server",
      /; the simulator is off: HOST=0\.0\.0\.0 .+SIMULATOR=on switches it on/,
    ],
    [{ SIMULATOR: "off" }, "server", /; the simulator is off: SIMULATOR=off$/],
    [production, "server", /; production needs your own$/],
    [{ ...production, SIMULATOR: "on" }, "server", /; production needs your own$/],
    [{ ...production, HOST: "0.0.0.0", SIMULATOR: "on" }, "server", /; production needs your own$/],
    [{}, "mounted", /; the simulator is off: the assistant is mounted; .+SIMULATOR=on$/],
    [{ HOST: "0.0.0.0" }, "mounted", /the assistant is mounted/],
    [{ ...production, SIMULATOR: "on" }, "mounted", /; production needs your own$/],
  ];
  for (const [environment, place, why] of guarded) {
    it(`does for no account with ${JSON.stringify(environment)}, ${place}`, () => {
      expect(problemsOf(environment, place)).to.have.lengthOf(1);
      expect(problemsOf(environment, place)[0])
        .to.match(/^WECHAT_CORP_ID, .+ are missing/)
        .and.match(why);
      for (const part of [given, { ...given, WECHAT_TOKEN }]) {
        const problems = problemsOf({ ...environment, ...part }, place);
        expect(problems).to.have.lengthOf(1);
        expect(problems[0])
          .to.match(/^WECHAT_\w+ is the demo's/)
          .and.match(why);
      }
      expect(problemsOf({ ...environment, ...triple }, place)).to.deep.equal([]);
    });
  }

  it("does for a simulator: on this machine, or where it was asked for", () => {
    expect(configOf(given)).to.have.property("simulator", "on");
    expect(configOf(given).wechat.token).to.equal(token);
    expect(configOf({ HOST: "0.0.0.0", SIMULATOR: "on" }).wechat.demo).to.equal(true);
    expect(problemsOf({ SIMULATOR: "on" }, "mounted")).to.deep.equal([]);
  });
});

describe("with an account of one's own", () => {
  const { WECHAT_ENCODING_AES_KEY: _key, ...plain } = triple;
  const official = { ...plain, WECHAT_KIND: "official" };

  it("the simulator is off, wherever the server listens, unless it is written out", () => {
    for (const account of [triple, official]) {
      for (const HOST of ["", "localhost", "127.0.0.1", "::1", "0.0.0.0"]) {
        const { simulator, whyNotSimulated } = configOf({ ...account, HOST });
        expect(simulator, HOST).to.equal("off");
        expect(whyNotSimulated, HOST).to.match(/^the simulator is off: .+; SIMULATOR=on switches/);
        expect(configOf({ ...account, HOST, SIMULATOR: "on" }).simulator).to.equal("public");
      }
    }
  });

  it("any part of it that is not the demo's makes it one", () => {
    const { corpId, token, encodingAESKey } = demoTriple;
    const demo = {
      WECHAT_CORP_ID: corpId,
      WECHAT_TOKEN: token,
      WECHAT_ENCODING_AES_KEY: encodingAESKey,
    };
    for (const name of ["WECHAT_CORP_ID", "WECHAT_TOKEN", "WECHAT_ENCODING_AES_KEY"] as const) {
      const mixed = { ...demo, [name]: triple[name] };
      // What everybody knows is in it, so it does for a simulator that was asked for.
      expect(problemsOf(mixed).join()).to.match(
        /is the demo's; the simulator is off: .+=on switch/,
      );
      expect(configOf({ ...mixed, SIMULATOR: "on" }).simulator).to.equal("public");
    }
    const alike = `${encodingAESKey.slice(0, -1)}E`;
    expect(configOf({ ...demo, WECHAT_ENCODING_AES_KEY: alike }).simulator).to.equal("on");
  });
});

describe("NODE_ENV", () => {
  it("that nearly says production is warned of", () => {
    for (const mode of ["prod", "Production", "PROD", "produciton", "live", "prd", "pre-prod"]) {
      const { warnings, production } = configOf({ NODE_ENV: mode });
      expect(warnings, mode).to.have.lengthOf(1);
      expect(warnings[0]).to.match(
        new RegExp(`^NODE_ENV is ${mode}, and only NODE_ENV=production`),
      );
      expect(production).to.equal(false);
    }
    for (const mode of ["", "development", "test", "ci", "staging", "delivery"]) {
      expect(configOf({ NODE_ENV: mode }).warnings, mode).to.deep.equal([]);
    }
  });
});

describe("without NODE_ENV=production, where nothing is simulated", () => {
  it("a line says what real people need", () => {
    expect(configOf(triple).warnings.join()).to.match(/^NODE_ENV is not production: .+ set NODE_/);
    expect(configOf({ ...triple, SIMULATOR: "on" }).warnings).to.deep.equal([]);
  });
});

describe("beyond this machine", () => {
  it("the simulator is off unless it is written out", () => {
    expect(configOf({ HOST: "0.0.0.0", ...triple }).simulator).to.equal("off");
    expect(configOf({ HOST: "0.0.0.0", ...triple, SIMULATOR: "on" }).simulator).to.equal("public");
  });

  it("is every address but loopback ones", () => {
    expect(
      ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"].filter((host) => !isLoopback(host)),
    ).to.deep.equal([]);
    expect(["0.0.0.0", "10.0.0.1", "::", "127.evil.example"].filter(isLoopback)).to.deep.equal([]);
  });
});
