import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import express from "express";
import { createAddressBook } from "../../src/addressbook/address-book.ts";
import { createMember } from "../../src/addressbook/members/create.ts";
import { createLog } from "../../src/app/log.ts";
import { openTemporaryStore } from "../../src/app/temporary-store.ts";
import { problems } from "../../src/http/problem.ts";
import { StoreAwayError, type Store } from "../../src/store/store.ts";

describe("a change that an administrator asks for", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore();
  });
  afterEach(() => store.close());

  /** What a server answers that adds a member to the address book of a store. */
  const answered = async (commit: Store["commit"]): Promise<readonly [number, string, unknown]> => {
    const acts = { release: () => Promise.reject(new Error("nobody is released here")) };
    const book = createAddressBook({ store: { ...store, commit }, acts });
    const app = express();
    app.post("/", async (_request, response) => {
      const asked = { userid: "li.na", name: "李娜", email: "na@example.com" };
      response.json(await book.carryOut(createMember, asked));
    });
    app.use(problems(createLog("silent")));
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST" });
    const body: unknown = await response.json();
    server.close();
    return [response.status, response.headers.get("retry-after") ?? "", body];
  };

  it("is answered 503, and when to try again, where others always come first", async () => {
    expect(await answered(() => Promise.resolve("stale"))).to.deep.equal([
      503,
      "1",
      { error: "others kept changing the same data, so this was not done; try again" },
    ]);
  });

  it("is answered 503, and when to try again, while the store is away", async () => {
    expect(await answered(() => Promise.reject(new StoreAwayError("gone")))).to.deep.equal([
      503,
      "1",
      { error: "the store is away; try again" },
    ]);
  });
});
