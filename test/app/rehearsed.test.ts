import { expect } from "chai";
import type { Environment } from "../../src/environment.ts";
import { temporaryFolder } from "../support/child.ts";
import { createEnds } from "../support/ends.ts";
import { startProgram, type Program } from "../support/program.ts";

const own: Environment = {
  WECHAT_CORP_ID: "wx5823bf96d3bd56c7",
  WECHAT_TOKEN: "QDG6eK",
  WECHAT_ENCODING_AES_KEY: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
};
const production: Environment = {
  ...own,
  NODE_ENV: "production",
  CODE_PEPPER: "0123456789abcdef",
  SMS_WEBHOOK_URL: "http://127.0.0.1:1/sms",
  SMS_WEBHOOK_SECRET: "secret",
};

describe("a store that was rehearsed on", () => {
  const whenOver = createEnds();

  /** What a start warns of, and what is done before it stops. */
  const warned = async (
    environment: Environment,
    action: (program: Program) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<readonly string[]> => {
    const program = await startProgram(environment);
    try {
      await action(program);
      return program.lines.filter((line) => /was set by a simulator|disclosure/.test(line));
    } finally {
      await program.stop();
    }
  };

  it("is warned of in production: its clock was set, and its answers tell who is registered", async () => {
    const { path: DATA_DIR, remove } = temporaryFolder();
    whenOver(remove);
    const rehearsal = { ...own, DATA_DIR, SIMULATOR: "on" };
    const ahead = { advance: "1d" };
    const meanwhile = await warned(rehearsal, (program) =>
      program.call("POST", "/_sim/clock", ahead),
    );
    expect(meanwhile).to.deep.equal([]);
    const [clock = "", disclosure = "", ...more] = await warned({ ...production, DATA_DIR });
    expect(clock).to.match(/is 86400 s ahead: codes, locks and days go by it/);
    expect(disclosure).to.include("answers tell strangers whose contact is registered");
    expect(more).to.deep.equal([]);
    // A development server without a simulator has no strangers, but its days are off too.
    expect(await warned({ ...own, DATA_DIR })).to.have.lengthOf(1);
  });

  it("is not what a new one is taken for", async () => {
    expect(await warned(production)).to.deep.equal([]);
  });
});
