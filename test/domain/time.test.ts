import { expect } from "chai";
import fc from "fast-check";
import { dayOf, isTimeZone, localOf, momentOf, parseDuration } from "../../src/domain/time.ts";

describe("a day", () => {
  it("turns at midnight on the wall there, to the millisecond", () => {
    const midnight = Date.parse("2015-06-02T00:00:00+08:00");
    expect(dayOf(midnight - 1, "Asia/Shanghai").date).to.equal("2015-06-01");
    expect(dayOf(midnight, "Asia/Shanghai").date).to.equal("2015-06-02");
  });

  it("may have 23 or 25 hours", () => {
    const hours = (noon: string): number => {
      const { start, end } = dayOf(Date.parse(noon), "America/New_York");
      return (end - start) / 3_600_000;
    };
    expect(hours("2015-03-08T12:00:00-04:00")).to.equal(23);
    expect(hours("2015-11-01T12:00:00-05:00")).to.equal(25);
  });

  it("holds the moment that it was asked for, in every zone", () => {
    const zones = fc.constantFrom(
      "Asia/Shanghai",
      "America/New_York",
      "Asia/Kathmandu",
      "UTC",
      "Pacific/Apia",
    );
    const moments = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(moments, zones, (now, zone) => {
        const { date, start, end } = dayOf(now, zone);
        expect(now).to.be.at.least(start).and.below(end);
        expect(localOf(now, zone)).to.match(new RegExp(`^${date} `));
      }),
    );
  });
});

describe("a moment", () => {
  it("is found by what the clock on the wall shows", () => {
    expect(momentOf("2015-06-01 23:50:00", "Asia/Shanghai")).to.equal(
      Date.parse("2015-06-01T15:50:00Z"),
    );
  });
});

describe("a length of time", () => {
  it("is read with its unit", () => {
    expect(parseDuration("90s")).to.equal(90_000);
    expect(parseDuration("1h30m")).to.equal(5_400_000);
    expect(parseDuration("1d")).to.equal(86_400_000);
  });

  for (const text of ["", "10", "m", "-5m", "1.5h", "10 m"]) {
    it(`is not read into ${JSON.stringify(text)}`, () => {
      expect(parseDuration(text)).to.equal(undefined);
    });
  }
});

describe("a time zone", () => {
  it("is one that this machine knows", () => {
    expect(isTimeZone("Asia/Shanghai")).to.equal(true);
    expect(isTimeZone("Mars/Olympus")).to.equal(false);
  });
});
