import { expect } from "chai";
import { answered } from "../../src/assistant/known.ts";
import { parseContact } from "../../src/domain/contact.ts";
import { createCodeMaker } from "../../src/records/codes.ts";
import type { Store } from "../../src/store/store.ts";
import { csv, openBook, type Book } from "./import/book.ts";

describe("finding a member", () => {
  for (const size of [100, 10_000]) {
    describe(`in a book of ${size}`, () => {
      let book: Book;
      before(async () => {
        book = await openBook();
        const rows = Array.from(
          { length: size },
          (_, at) =>
            `u${at},员工,部门${at % 20},,${13_800_000_000 + at},u${at}@example.com,wx_u${at}`,
        );
        expect(await book.take(csv(...rows))).to.include({ added: size });
      });
      after(() => book.close());

      const asking = async (question: Parameters<typeof answered>[2], profile = {}) => {
        const asked = { reads: 0, keys: 0, scans: 0 };
        const store: Store = {
          ...book.store,
          read(keys) {
            asked.reads += 1;
            asked.keys += keys.length;
            return book.store.read(keys);
          },
          scan(...page) {
            asked.scans += 1;
            return book.store.scan(...page);
          },
        };
        const codes = createCodeMaker("pepper", "account");
        const known = { profile: { openid: "o", ...profile } };
        const { member } = await answered(store, codes, question, known, "o");
        return { asked, userid: member?.userid };
      };

      for (const written of ["138 0000 0042", "U42@example.com", "13900000000"]) {
        it(`by ${written} is one read of one key`, async () => {
          const contact = parseContact(written);
          if (contact === undefined) throw new Error("That is a contact");
          const { asked, userid } = await asking({ kind: "contact", contact });
          expect(asked).to.deep.equal({ reads: 1, keys: 1, scans: 0 });
          expect(userid).to.equal(written.startsWith("139") ? undefined : "u42");
        });
      }

      it("by what a WeChat is bound to is one read of three identifiers, and of how the follower stands", async () => {
        const profile = { weixinid: "WX_u42", mobile: "+8613900000000", email: "none@example.com" };
        const by = ["weixinid", "mobile", "email"] as const;
        const { asked, userid } = await asking({ kind: "profile", by }, profile);
        expect(asked).to.deep.equal({ reads: 1, keys: 4, scans: 0 });
        expect(userid).to.equal("u42");
      });
    });
  }
});
