import { expect } from "chai";
import { shareOf } from "../../src/conversation/limits.ts";

/** How much of a contact's day followers use up who take all they may, one after the other. */
function usedUp(limit: number, followers: number): number {
  let used = 0;
  for (let follower = 0; follower < followers; follower += 1) {
    for (let had = 0; used < shareOf(limit, had); had += 1) used += 1;
  }
  return used;
}

describe("a contact's day", () => {
  it("is never used up by one follower, nor by two where it is five or more", () => {
    for (let limit = 2; limit <= 20; limit += 1) {
      expect(usedUp(limit, 1), `${limit}`)
        .to.be.at.least(limit / 2)
        .and.below(limit);
      if (limit >= 5) expect(usedUp(limit, 2), `${limit}`).to.be.below(limit);
      expect(usedUp(limit, 100), `${limit}`).to.equal(limit);
    }
  });

  it("has its last two of five kept from whoever asks alone, and five of ten", () => {
    expect(usedUp(5, 1)).to.equal(3);
    expect(usedUp(10, 1)).to.equal(5);
  });
});
