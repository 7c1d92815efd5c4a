import { expect } from "chai";
import { retryDelayMs } from "../../src/delivery/outbox/timing.ts";

describe("the time between two tries", () => {
  for (const { attempts, least, most } of [
    { attempts: 1, least: 1_000, most: 1_500 },
    { attempts: 2, least: 2_000, most: 3_000 },
    { attempts: 3, least: 4_000, most: 6_000 },
    { attempts: 6, least: 32_000, most: 48_000 },
    { attempts: 7, least: 40_000, most: 60_000 },
    { attempts: 1_000, least: 40_000, most: 60_000 },
  ]) {
    it(`is ${least / 1000} to ${most / 1000} s after failure ${attempts}`, () => {
      expect(retryDelayMs(attempts, 0)).to.equal(least);
      expect(retryDelayMs(attempts, 1)).to.equal(most);
    });
  }
});
