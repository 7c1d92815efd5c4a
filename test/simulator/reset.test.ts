import { expect } from "chai";
import { defaultAccount } from "../../src/domain/account.ts";
import { BadInputError } from "../../src/domain/bad-input.ts";
import { readSeed } from "../../src/simulator/seed.ts";
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
    const puts = [...next.book.puts, { key: memberKey("a\ud83d"), value: {} }];
    const reset = resetWorld(store, { ...next, book: { ...next.book, puts } }, fresh);
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
      /departments\.1: 60008 department existed: 2; a has this id/,
    ],
    [
      "two departments of one name",
      {
        departments: [
          { id: 2, name: "a" },
          { id: 3, name: "a" },
        ],
      },
      /departments\.1: 60008 department existed: 2; a has this id, or this name/,
    ],
    [
      "two followers of one openid",
      { followers: [{ openid: "o" }, { openid: "o" }] },
      /follower o/,
    ],
    [
      "two members of one userid",
      { members: [wu, { ...zhang, userid: "WU", department: [1] }] },
      /members\.1: 60102 userid existed: wu is 吴/,
    ],
    [
      "a userid with a space in it",
      { members: [{ ...wu, userid: "张 三!" }] },
      /members\.0\.userid: 40003 invalid userid/,
    ],
    [
      "a WeChat ID of one character",
      { members: [{ ...wu, weixinid: "1" }] },
      /members\.0\.weixinid: 60107 invalid weixinid/,
    ],
    [
      "a mobile of twelve digits",
      { members: [{ ...wu, mobile: "138000000012" }] },
      /members\.0\.mobile: 60103 invalid mobile: .*has 12 digits/,
    ],
    [
      "a department's name with a colon",
      { departments: [{ id: 2, name: "a:b*" }] },
      /departments\.0: 60009 invalid department name: "a:b\*" has a :/,
    ],
    [
      "a cycle of parents",
      {
        departments: [
          { id: 2, name: "a", parentid: 3 },
          { id: 3, name: "b", parentid: 2 },
        ],
      },
      /departments\.0: 60010 .*2 stands below 3.*departments\.1: 60010 .*3 stands below 2/,
    ],
    [
      "a department that is its own parent",
      { departments: [{ id: 2, name: "a", parentid: 2 }] },
      /departments\.0: 60010/,
    ],
    [
      "a parent that is not there",
      { departments: [{ id: 2, name: "a", parentid: 9 }] },
      /departments\.0: 60004 parent department not found: no department has the id 9/,
    ],
    [
      "eleven levels",
      {
        departments: Array.from({ length: 10 }, (_, at) => ({
          id: at + 2,
          name: "a",
          parentid: at + 1,
        })),
      },
      /departments\.9: 60002 department too deep: .* has 11 levels/,
    ],
    [
      "a department that a member names and nobody made",
      { members: [{ ...wu, department: [9] }] },
      /members\.0: 60003 department not found: no department has the id 9/,
    ],
    [
      "an e-mail that two have",
      { members: [wu, { ...wu, userid: "wu2" }] },
      /members\.1: 60106 email existed:wu; wu@example.com is registered for 吴/,
    ],
    [
      "a member whom no code reaches",
      { members: [{ userid: "wu", name: "吴" }] },
      /members\.0: 60113/,
    ],
    ["a setting out of range", { settings: { codeLength: 1 } }, /codeLength/],
  ];
  it("is taken with its departments in any order", () => {
    const departments = [
      { id: 3, name: "b", parentid: 2 },
      { id: 2, name: "a" },
    ];
    const { book } = readSeed({ departments });
    expect(book.puts.map(({ key }) => key)).to.include.members(["departments/2", "departments/3"]);
  });

  for (const [what, seed, says] of refused) {
    it(`is refused in one line for ${what}`, () => {
      expect(() => readSeed(seed)).to.throw(BadInputError, says);
    });
  }
});
