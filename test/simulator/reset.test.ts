import { expect } from "chai";
import { defaultAccount } from "../../src/domain/account.ts";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { readSeed } from "../../src/domain/seed.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { clockKey, putClockOffset } from "../../src/records/clock.ts";
import { conversationKey } from "../../src/records/conversations.ts";
import { departmentCounterKey } from "../../src/records/counters.ts";
import { followerKey } from "../../src/records/followers.ts";
import { identifierKey, memberKey } from "../../src/records/members.ts";
import { settingsKey } from "../../src/records/settings.ts";
import { resetWorld } from "../../src/simulator/reset.ts";
import { StoreAwayError, type Entry, type Store } from "../../src/store/store.ts";
import { change } from "../store/changes.ts";
import { describeOnEachEngine } from "../support/engines.ts";

const zhang = { userid: "zhang.wei", name: "张伟", mobile: "13800000001", department: [2] };
const old = readSeed({
  settings: { helpdesk: "8001" },
  departments: [{ id: 2, name: "研发部" }],
  members: [zhang],
  followers: [{ openid: "oZhangWei" }],
});
const wu = { userid: "wu", name: "吴", email: "wu@example.com" };
const next = readSeed({ members: [wu, { ...zhang, department: [1] }] });

const fresh = { settings: defaultSettings, account: defaultAccount };

const looked = [
  settingsKey,
  clockKey,
  memberKey("zhang.wei"),
  memberKey("wu"),
  identifierKey({ kind: "mobile", value: "+8613800000001" }),
  followerKey("oZhangWei"),
  conversationKey("oZhangWei"),
  departmentCounterKey(1),
  departmentCounterKey(2),
];

describeOnEachEngine("a reset", (open) => {
  let store: Store;
  let before: readonly Entry[];
  beforeEach(async () => {
    [store] = await open();
    await resetWorld(store, old, fresh);
    const talk = { key: conversationKey("oZhangWei"), value: { v: 1, phase: "stranger" } };
    await store.commit(change({ puts: [talk, putClockOffset(60_000)] }));
    before = await store.read(looked);
  });

  it("puts a world in the place of another, whole", async () => {
    await resetWorld(store, next, fresh);
    const there = await store.read(looked);
    expect(there.map(({ value }) => value !== undefined)).to.deep.equal([
      true,
      false,
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(there.find(({ key }) => key === departmentCounterKey(1))?.value).to.equal(2);
  });

  it("leaves the old world, whichever of its calls fails", async () => {
    let calls = 0;
    let failing = 1;
    const call = async <T>(act: () => Promise<T>): Promise<T> => {
      calls += 1;
      if (calls === failing) throw new StoreAwayError("away");
      return act();
    };
    const brittle: Store = {
      ...store,
      commit: (asked) => call(() => store.commit(asked)),
      clear: (...asked) => call(() => store.clear(...asked)),
    };
    for (; failing <= calls + 1; failing += 1) {
      calls = 0;
      const reset = resetWorld(brittle, next, fresh);
      const failed = await reset.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failed === undefined) break;
      expect(failed).to.be.instanceOf(StoreAwayError);
      expect(await store.read(looked), `call ${failing}`).to.deep.equal(before);
    }
    expect(failing).to.be.greaterThan(1);
  });

  it("leaves the old world when the new one cannot be kept", async () => {
    const unsound = { ...next, members: [...next.members, { ...wu, userid: "a\ud83d" }] };
    const members = unsound.members.map((member) => ({
      ...member,
      department: [1],
      enabled: true,
    }));
    const reset = resetWorld(store, { ...unsound, members }, fresh);
    expect(await reset.catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect(await store.read(looked)).to.deep.equal(before);
  });
});

describe("a seed that cannot be kept", () => {
  const refused: readonly (readonly [string, object, RegExp])[] = [
    [
      "half a character in a userid",
      { members: [{ ...wu, userid: "a\ud83d" }] },
      /members\.0\.userid/,
    ],
    [
      "half a character in a nickname",
      { followers: [{ openid: "o", nickname: "\udc00" }] },
      /nickname/,
    ],
    ["half a character in a name of a setting", { settings: { "\ud83d": 1 } }, /settings\.a name/],
    [
      "two departments of one id",
      {
        departments: [
          { id: 2, name: "a" },
          { id: 2, name: "b" },
        ],
      },
      /department 2 stands there twice/,
    ],
    [
      "two departments of one name",
      {
        departments: [
          { id: 2, name: "a" },
          { id: 3, name: "a" },
        ],
      },
      /department a below 1 stands there twice/,
    ],
    [
      "two followers of one openid",
      { followers: [{ openid: "o" }, { openid: "o" }] },
      /follower o/,
    ],
    [
      "two members of one userid",
      { members: [wu, { ...zhang, userid: "WU", department: [1] }] },
      /userid wu/,
    ],
    ["a setting out of range", { settings: { codeLength: 1 } }, /codeLength/],
  ];
  for (const [what, seed, says] of refused) {
    it(`is refused in one line for ${what}`, () => {
      expect(() => readSeed(seed)).to.throw(BadInputError, says);
    });
  }
});
