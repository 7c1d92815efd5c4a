import { expect } from "chai";
import { accountWith, isFull, patchAccount, type Account } from "../../src/domain/account.ts";

const acme: Account = { name: "Acme", level: "registered", seats: 50 };

describe("an account", () => {
  it("keeps what a patch leaves out", () => {
    expect(patchAccount(acme, { name: " 宏图 " })).to.deep.equal({
      account: { name: "宏图", level: "registered", seats: 50 },
    });
    expect(patchAccount(acme, { level: "certified", seats: 3000 })).to.deep.equal({
      account: { name: "Acme", level: "certified", seats: 3000 },
    });
    expect(patchAccount(acme, {})).to.deep.equal({ account: acme });
  });

  it("has no limit once its seats are null, and keeps it so", () => {
    const unlimited = { account: { name: "Acme", level: "registered" } };
    expect(patchAccount(acme, { seats: null })).to.deep.equal(unlimited);
    expect(patchAccount(unlimited.account as Account, {})).to.deep.equal(unlimited);
  });

  it("refuses every part that is wrong at once, and says what it may be", () => {
    expect(patchAccount(acme, { name: "", level: "gold", seats: 1.5, owner: "me" })).to.deep.equal({
      problems: [
        "name: must be 1 to 64 characters without control characters",
        "level: must be one of trial, registered, certified",
        "seats: must be a whole number from 0 to 100000000",
        "owner: no such part; there are name, level, seats",
      ],
    });
  });

  it("has the seats of its level, or of a new account's, unless its own are given", () => {
    expect(accountWith({ level: "trial" }, acme)).to.include({ name: "Acme", seats: 10 });
    expect(accountWith({ level: "trial", seats: 3 }, acme)).to.include({ seats: 3 });
    expect(accountWith({ name: "宏图" }, { ...acme, seats: 7 })).to.include({ seats: 7 });
  });

  it("is full with as many followers as seats, and never without a limit", () => {
    expect(isFull(acme, 49)).to.equal(false);
    expect(isFull(acme, 50)).to.equal(true);
    expect(isFull({ name: "Acme", level: "certified" }, 100_000_000)).to.equal(false);
  });
});
