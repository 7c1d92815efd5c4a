import { expect } from "chai";
import { demoRemark, readCallbackUnderTest } from "../../src/commands/callback-under-test.ts";
import { demoTriple } from "../../src/config/wechat.ts";

const names = ["WECHAT_TOKEN", "WECHAT_ENCODING_AES_KEY", "WECHAT_CORP_ID", "WECHAT_KIND"] as const;
const key = "b".repeat(43);

describe("a callback URL and what is shared with it", () => {
  const before = names.map((name) => [name, process.env[name]] as const);
  const clear = (): void => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  };
  beforeEach(clear);
  after(() => {
    clear();
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  });
  const shared = { to: "http://localhost/", "agent-id": "0" };

  it("is the demo's where nobody says otherwise, and that is told", () => {
    const { secrets, remark } = readCallbackUnderTest(shared) ?? {};
    expect(secrets).to.include({ token: demoTriple.token, receiveId: demoTriple.corpId });
    expect(remark).to.equal(
      "# no --token, --aes-key, --corp-id (nor WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_CORP_ID): the demo triple is used",
    );
    expect(readCallbackUnderTest({ "agent-id": "0" })).to.equal(undefined);
  });

  it("is told for what of it nobody gave", () => {
    const given = { ...shared, token: "t", "aes-key": key };
    expect(demoRemark(given)).to.equal("# no --corp-id (nor WECHAT_CORP_ID): the demo's is used");
    expect(demoRemark({ ...given, "corp-id": "ww1" })).to.equal(undefined);
  });

  it("is the environment's, and an option stands over it", () => {
    process.env["WECHAT_TOKEN"] = "of the environment";
    process.env["WECHAT_ENCODING_AES_KEY"] = key;
    process.env["WECHAT_CORP_ID"] = "wwenvironment";
    process.env["WECHAT_KIND"] = "official";
    const { secrets, agent, remark } =
      readCallbackUnderTest({ ...shared, "corp-id": "wwoption" }) ?? {};
    expect(secrets).to.include({
      kind: "official",
      token: "of the environment",
      receiveId: "wwoption",
    });
    expect({ agent, remark }).to.deep.equal({ agent: undefined, remark: undefined });
  });
});
