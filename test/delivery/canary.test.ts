import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { RefusedForGoodError } from "../../src/delivery/courier.ts";
import { createInbox, receivedPut } from "../../src/simulator/inbox/inbox.ts";
import {
  createNotingCourier,
  never,
  openDeliverySetup,
  type DeliverySetup,
} from "./delivery-on-store.ts";

/** Codes asked for, as many again for each way that a code can go. */
const each = 400;
const digits = 10;

describe("codes at rest", () => {
  let setup: DeliverySetup;
  beforeEach(async () => {
    setup = await openDeliverySetup();
  });
  afterEach(() => setup.close());

  it(`are none: of ${each * 5} codes not one lies in the store's files or in what was told`, async () => {
    const codes = new Set<string>();
    const askMany = async (from: number, channel: "sms" | "mail"): Promise<void> => {
      for (let number = from; number < from + each; number += 1) {
        const { follower, challenge } = await setup.ask(number, { channel, digits });
        codes.add(setup.codes.codeOf(follower, challenge));
      }
    };
    const carrying = createNotingCourier("sms");
    const quoting = createNotingCourier("sms", ({ code, text }) => {
      throw Object.assign(new Error(`${code} ${text}`), { code, response: text });
    });
    const refusing = createNotingCourier("mail", () => {
      throw new RefusedForGoodError("answered 550");
    });
    const { store, codes: maker, clock } = setup;
    const inbox = createInbox({
      store,
      codes: maker,
      worldNow: () => Promise.resolve(clock.world),
    });

    await askMany(0, "sms");
    await setup.deliver({ couriers: [carrying] }).drain(10_000);
    await askMany(each, "sms");
    await askMany(each * 2, "mail");
    await setup.deliver({ couriers: [quoting, refusing] }).drain(10_000);
    await askMany(each * 3, "mail");
    await setup.deliver({ withoutCourier: receivedPut, couriers: [quoting] }).drain(10_000);
    await askMany(each * 4, "mail");
    await setup.deliver({ couriers: [createNotingCourier("mail", never)] }).drain(100);

    const shown = await inbox.list();
    expect(codes.size).to.equal(each * 5);
    expect(carrying.carried).to.have.lengthOf(each);
    expect(await setup.givenUp()).to.have.lengthOf(each);
    expect(shown.filter(({ code }) => codes.has(code ?? ""))).to.have.lengthOf(each);
    expect(await setup.outbox()).to.have.lengthOf(each * 2);

    const written = await everythingIn(setup.path);
    const ids = new Set(written.match(/challenge-\d{6}/g));
    expect(ids.size).to.equal(each * 5);
    expect(codesIn(written, codes)).to.deep.equal([]);
    expect(codesIn(JSON.stringify(setup.events), codes)).to.deep.equal([]);
  });

  it("would be found, in the store's files as anywhere", async () => {
    const code = "0482134711";
    const put = { key: "given-up/canary", value: { v: 1, reason: `answered ${code}5 to it` } };
    await setup.store.commit({ checks: [], puts: [put], deletes: [], adds: [] });
    expect(codesIn(await everythingIn(setup.path), new Set([code]))).to.deep.equal([code]);
  });
});

async function everythingIn(path: string): Promise<string> {
  const files = await readdir(path);
  const contents = await Promise.all(files.map((file) => readFile(join(path, file), "latin1")));
  return contents.join("\n");
}

/** Finds codes wherever they stand, also within a longer run of digits. */
function codesIn(text: string, codes: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const [run] of text.matchAll(/\d{10,}/g)) {
    for (let at = 0; at + digits <= run.length; at += 1) {
      const piece = run.slice(at, at + digits);
      if (codes.has(piece)) found.add(piece);
    }
  }
  return [...found];
}
