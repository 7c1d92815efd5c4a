import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { validate } from "dockerfile-utils";
import { z } from "zod";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { until } from "../support/redis.ts";
import { buildImage, contextOf, inRoot, type Built } from "../docker/build-image.ts";
import { freePort } from "../support/port.ts";
import { startContainer, type Container } from "../docker/container.ts";
import { environmentOf, readCompose, serviceOf } from "../docker/read-compose.ts";
import { readDockerfile } from "../docker/read-dockerfile.ts";

const source = join(import.meta.dirname, "../..");
const text = readFileSync(join(source, "Dockerfile"), "utf8");
const targets = readDockerfile(text);
const compose = readCompose(join(source, "compose.yaml")).compose;
const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    scripts: z.object({ start: z.string() }),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8")));

describe("the Dockerfile, read", () => {
  it("is well formed", () => {
    expect(validate(text)).to.deep.equal([]);
  });

  it("begins each target on a Node that package.json allows", () => {
    const least = Number(/>=(\d+)/.exec(manifest.engines.node)?.[1]);
    for (const { base } of targets) {
      expect(Number(/^node:(\d+)-bookworm-slim$/.exec(base)?.[1])).to.be.at.least(least);
    }
    expect(new Set(targets.map(({ base }) => base)).size).to.equal(1);
  });

  it("runs as a user of its own, who owns what it may write", () => {
    const image = targets.at(-1);
    expect(image?.user).to.equal("node");
    const owned = image?.steps.flatMap((step) =>
      step.does === "copy" && step.owner !== undefined ? [[step.owner, step.to]] : [],
    );
    expect(owned).to.deep.equal(image?.volumes.map((volume) => ["node:node", volume]));
    expect(image?.environment["DATA_DIR"]).to.equal(image?.volumes[0]);
  });

  it("starts the server as npm start does", () => {
    const image = targets.at(-1);
    const words = [...(image?.entrypoint ?? []), ...(image?.command ?? [])];
    expect(words.join(" ")).to.equal(manifest.scripts.start);
  });

  it("keeps secrets, data and what was built elsewhere out of the context", () => {
    const files = [
      "src/main.ts",
      ".env",
      "data/lock.mdb",
      "node_modules/a/b.js",
      "dist/bin/main.js",
    ];
    const ignored = readFileSync(join(source, ".dockerignore"), "utf8");
    expect(contextOf(files, ignored)).to.deep.equal(["src/main.ts"]);
  });
});

describe("the Dockerfile, its steps run here", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const end = createEnds();
  let image: Built;

  before(() => {
    image = buildImage(source, folder.path);
  });
  after(folder.remove);

  async function start(environment: Readonly<Record<string, string>>): Promise<Started> {
    const port = await freePort();
    const container = startContainer(image, { ...environment, PORT: String(port) });
    end(() => container.stop());
    return { port, container };
  }

  it("leaves out what only development needs", () => {
    const packages = readdirSync(join(image.workFolder, "node_modules"));
    expect(packages).to.include("express");
    expect(
      Object.keys(manifest.devDependencies).filter((name) => packages.includes(name)),
    ).to.deep.equal([]);
    expect(readdirSync(image.workFolder).sort()).to.deep.equal([
      "LICENSE",
      "dist",
      "fixtures",
      "node_modules",
      "package.json",
    ]);
  });

  it("stops at once and names what production lacks", async () => {
    const { container } = await start({});
    expect(await container.ended).to.equal(2);
    expect(container.said())
      .to.match(/WECHAT_CORP_ID, .+ are missing/)
      .and.include("CODE_PEPPER is missing");
  });

  it("is healthy in production once it answers, keeps its data on the volume, and ends when asked", async () => {
    const { container } = await start({
      WECHAT_CORP_ID: "wx0123456789abcdef",
      WECHAT_TOKEN: "token",
      WECHAT_ENCODING_AES_KEY: "0123456789".repeat(4) + "abc",
      CODE_PEPPER: "pepper for this test",
      SMS_WEBHOOK_URL: "http://127.0.0.1:1/sms",
      SMS_WEBHOOK_SECRET: "secret for this test",
    });
    expect(container.isHealthy(), "before it listens").to.be.false;
    await until(() => container.isHealthy(), 30_000);
    expect(readdirSync(inRoot(image.root, "/data"))).not.to.be.empty;
    expect(statSync(inRoot(image.root, "/data")).mode & 0o777).to.equal(0o700);
    expect(existsSync(join(image.workFolder, "data"))).to.be.false;
    expect(await container.stop()).to.equal(0);
  });

  it("is the simulator that compose.yaml makes of it, for other machines too", async () => {
    const { port, container } = await start({
      ...environmentOf(serviceOf(compose, "simulator")),
      DATA_DIR: "/data/simulator",
      INBOX_SMTP_PORT: String(await freePort()),
    });
    await until(() => container.isHealthy(), 30_000);
    expect(await statusOf(port, "/_sim/clock", "simulator:3000")).to.equal(200);
    expect(await statusOf(port, "/_sim/followers/oZhangWei", "simulator:3000")).to.equal(200);
  });
});

type Started = { readonly port: number; readonly container: Container };

function statusOf(port: number, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once("error", reject).end();
  });
}
