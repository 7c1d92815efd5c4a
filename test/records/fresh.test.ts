import { expect } from "chai";
import { freshStoreOf } from "../../src/app/context.ts";
import { readConfig } from "../../src/config.ts";
import { accountKey, putAccount, readAccount } from "../../src/records/account.ts";
import { fillNewStore, type FreshStore } from "../../src/records/fresh.ts";
import type { Store } from "../../src/store/store.ts";
import { change } from "../store/changes.ts";
import { describeOnEachEngine } from "../support/engines.ts";

const own = {
  WECHAT_CORP_ID: "wxcorp",
  WECHAT_TOKEN: "token",
  WECHAT_ENCODING_AES_KEY: "0123456789012345678901234567890123456789012",
};

function freshOf(environment: Readonly<Record<string, string>>): FreshStore {
  const read = readConfig(environment);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return freshStoreOf(read.config);
}

describe("what a new account is", () => {
  it("has 50 seats where WeChat is simulated, and no limit where it is not", () => {
    expect(freshOf({}).account).to.deep.equal({ name: "Acme", level: "registered", seats: 50 });
    expect(freshOf(own).account).to.deep.equal({ name: "Acme", level: "registered" });
  });

  it("has the name and the seats that the environment gives", () => {
    expect(freshOf({ ...own, ACCOUNT_NAME: "宏图", ACCOUNT_SEATS: "0" }).account).to.deep.equal({
      name: "宏图",
      level: "registered",
      seats: 0,
    });
  });
});

describeOnEachEngine("filling a store at a start", (open) => {
  let store: Store;
  beforeEach(async () => {
    [store] = await open();
  });
  const account = async () => readAccount((await store.read([accountKey]))[0]);

  it("writes settings and account down once, whatever a later start brings", async () => {
    expect(await fillNewStore(store, freshOf({ ACCOUNT_NAME: "宏图" }))).to.equal(true);
    expect(await fillNewStore(store, freshOf({ ACCOUNT_NAME: "Umbrella" }))).to.equal(false);
    expect(await account()).to.include({ name: "宏图", seats: 50 });
  });

  it("gives an account to a store that has settings only, as versions before this one left it", async () => {
    const fresh = freshOf({ ...own, ACCOUNT_NAME: "宏图" });
    await fillNewStore(store, fresh);
    await store.commit(change({ deletes: [accountKey] }));
    expect(await fillNewStore(store, fresh)).to.equal(false);
    expect(await account()).to.deep.equal({ name: "宏图", level: "registered" });
  });

  it("leaves an account alone that stands there before the settings", async () => {
    await store.commit(change({ puts: [putAccount({ name: "Kept", level: "trial", seats: 1 })] }));
    expect(await fillNewStore(store, freshOf({}))).to.equal(true);
    expect(await account()).to.deep.equal({ name: "Kept", level: "trial", seats: 1 });
  });
});
