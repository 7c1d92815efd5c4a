import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { defaultAccount } from "../../../src/domain/account.ts";
import { putAccount } from "../../../src/records/account.ts";
import { seatsKey } from "../../../src/records/counters.ts";
import type { RowOutcome } from "../../../src/addressbook/import/apply.ts";
import { checkStaff } from "../../../src/addressbook/import/check-staff.ts";
import { importStaff } from "../../../src/addressbook/import/import-staff.ts";
import { change, csv, expectSound, openBook, type Book } from "./book.ts";

const inTheBook = csv(
  "zhang.wei,张伟,研发部,,13800000001,wei@example.com,wei_zhang",
  "li.si,李四,研发部,,13900000001,,",
  "left.1,离职甲,,,,left1@example.com,",
  "left.2,离职乙,,,,left2@example.com,",
);
const file = csv(
  "zhang.wei,张伟,研发部/前端,总监,,,",
  "new.1,新甲,市场部,,13800000011,new1@example.com,new_one",
  "new.2,新乙,市场部,,,new2@example.com,",
  "new.3,新丙,市场部,,13900000001,,",
  "li.si,李四,,,1.39E+10,,",
  "new.1,新甲,市场部,,,again@example.com,",
  "new.4,新丁,市场部,,,,",
  "new.5,新戊,市场部,,,NEW2@example.com,",
  "new.6,新己,市场部,,,,wei_zhang",
);

describe("checking an address book", () => {
  let book: Book;
  beforeEach(async () => {
    book = await openBook(true);
    await book.take(inTheBook);
    await book.store.commit(
      change({
        checks: [{ key: "none", version: "" }],
        puts: [putAccount({ ...defaultAccount, seats: 3 })],
        adds: [{ key: seatsKey, by: 2 }],
      }),
    );
  });
  afterEach(() => book.close());

  const settledBy = async (run: typeof importStaff | typeof checkStaff) => {
    const outcomes: RowOutcome[] = [];
    const summary = await run(book.store, book.file(file), {
      settled: (outcome) => void outcomes.push(outcome),
    });
    return { outcomes, summary };
  };
  const digest = (): string =>
    createHash("sha256")
      .update(readFileSync(join(book.folder, "store", "data.mdb")))
      .digest("hex");

  it("writes nothing: not a byte of the store changes", async () => {
    const [bytes, kept] = [digest(), await book.dump()];
    await checkStaff(book.store, book.file(file));
    expect(digest()).to.equal(bytes);
    expect(await book.dump()).to.deep.equal(kept);
  });

  it("comes to exactly what the import then comes to, row by row", async () => {
    const checked = await settledBy(checkStaff);
    const done = await settledBy(importStaff);
    expect(checked.outcomes).to.deep.equal(done.outcomes);
    expect(checked.summary).to.deep.include(done.summary);
    expect(done.summary).to.deep.equal({ rows: 9, added: 2, updated: 1, unchanged: 0, refused: 6 });
  });

  it("tells who can be reached how, what stands there twice, whom the file lacks, and seats", async () => {
    const { check } = await checkStaff(book.store, book.file(file));
    expect(check).to.deep.equal({
      reachable: {
        // zhang.wei and new.1
        weixinid: 2,
        // they and li.si, whose new number is refused
        mobile: 3,
        // zhang.wei, new.1 and new.2
        email: 3,
        // new.3, new.4, new.5 and new.6 would not be in the book
        none: 4,
        together: { "weixinid+mobile+email": 2, email: 1, mobile: 1 },
      },
      duplicates: { userid: 1, weixinid: 1, mobile: 1, email: 1 },
      lacking: { count: 2, first: ["left.1", "left.2"] },
      seats: { seats: 3, taken: 2, members: 6 },
    });
  });

  it("compares with a book of more than a page", async () => {
    const rows = Array.from(
      { length: 2_500 },
      (_, at) => `m${at},员工,部门${at % 5},,,m${at}@example.com,`,
    );
    await book.take(csv(...rows));
    const { check } = await checkStaff(book.store, book.file(csv(...rows.slice(0, 2_400))));
    expect(check.lacking.count).to.equal(104);
    expect(check.lacking.first).to.have.length(20);
    expect(check.seats.members).to.equal(2_504);
  });

  it("leaves nothing behind, also when the file cannot be read", async () => {
    const usual = process.env["TMPDIR"];
    process.env["TMPDIR"] = book.folder;
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("overlay-")).length;
    try {
      const during: number[] = [];
      await checkStaff(book.store, book.file(file), { settled: () => void during.push(left()) });
      expect(during[0]).to.equal(1);
      await checkStaff(book.store, book.file("")).catch(() => undefined);
      const away = { ...book.store, read: () => Promise.reject(new Error("away")) };
      await checkStaff(away, book.file(file)).catch(() => undefined);
      expect(left()).to.equal(0);
    } finally {
      if (usual === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = usual;
    }
  });

  it("is followed by an import that leaves the book sound", async () => {
    await book.take(file);
    // The seats were taken by hand.
    await book.store.commit(
      change({ checks: [{ key: "none", version: "" }], adds: [{ key: seatsKey, by: -2 }] }),
    );
    await expectSound(book);
  });
});
