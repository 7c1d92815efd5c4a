import { expect } from "chai";
import fc from "fast-check";
import { dayOf, isTimeZone, localOf, momentOf, parseDuration } from "../../src/domain/time.ts";

const hourMs = 3_600_000;

/** The moments of a year at which the clocks of a zone are put ahead or back, to the hour. */
function changesOf(zone: string, year: number): readonly number[] {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const offsetAt = (moment: number): string | undefined =>
    format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value;
  const found: number[] = [];
  const weekMs = 7 * 24 * hourMs;
  for (let at = Date.UTC(year, 0); at < Date.UTC(year + 1, 0); at += weekMs) {
    let [before, after] = [at, at + weekMs];
    if (offsetAt(before) === offsetAt(after)) continue;
    while (after - before > hourMs) {
      const middle = before + Math.floor((after - before) / (2 * hourMs)) * hourMs;
      if (offsetAt(middle) === offsetAt(at)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found;
}

describe("a day", () => {
  it("turns at midnight on the wall there, to the millisecond", () => {
    const midnight = Date.parse("2015-06-02T00:00:00+08:00");
    expect(dayOf(midnight - 1, "Asia/Shanghai").date).to.equal("2015-06-01");
    expect(dayOf(midnight, "Asia/Shanghai").date).to.equal("2015-06-02");
  });

  it("may have 23 or 25 hours", () => {
    const hours = (noon: string): number => {
      const { start, end } = dayOf(Date.parse(noon), "America/New_York");
      return (end - start) / hourMs;
    };
    expect(hours("2015-03-08T12:00:00-04:00")).to.equal(23);
    expect(hours("2015-11-01T12:00:00-05:00")).to.equal(25);
  });

  it("begins when the clock is put ahead at midnight", () => {
    const { date, start, end } = dayOf(Date.parse("2026-04-24T12:00:00+03:00"), "Africa/Cairo");
    expect({ date, start: localOf(start, "Africa/Cairo") }).to.deep.equal({
      date: "2026-04-24",
      start: "2026-04-24 01:00:00",
    });
    expect(localOf(start - 1, "Africa/Cairo")).to.equal("2026-04-23 23:59:59");
    expect((end - start) / hourMs).to.equal(23);
  });

  it("ends at midnight although 23 o'clock comes twice", () => {
    const { start, end } = dayOf(Date.parse("2026-10-29T12:00:00+03:00"), "Africa/Cairo");
    expect((end - start) / hourMs).to.equal(25);
    expect(localOf(end, "Africa/Cairo")).to.equal("2026-10-30 00:00:00");
  });

  it("begins at the first of two midnights", () => {
    const { start, end } = dayOf(Date.parse("2026-11-01T12:00:00-05:00"), "America/Havana");
    expect(start).to.equal(Date.parse("2026-11-01T00:00:00-04:00"));
    expect((end - start) / hourMs).to.equal(25);
  });

  it("is not there where the calendar leaves it out", () => {
    const { date, end } = dayOf(Date.parse("2011-12-29T12:00:00-10:00"), "Pacific/Apia");
    expect(date).to.equal("2011-12-29");
    expect(localOf(end, "Pacific/Apia")).to.equal("2011-12-31 00:00:00");
  });

  it("does not come back when the clock does", () => {
    const { date, start } = dayOf(Date.parse("2010-11-06T23:30:00-03:30"), "America/St_Johns");
    expect(date).to.equal("2010-11-07");
    expect(start).to.equal(Date.parse("2010-11-07T00:00:00-02:30"));
  });

  it("follows the one before at once, in every zone, whenever its clock is put ahead or back", () => {
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      for (const change of changesOf(zone, 2026)) {
        const days = [-24, -1, 0, 1, 24].map((hours) => dayOf(change + hours * hourMs, zone));
        for (const { date, start, end } of days) {
          expect(localOf(start, zone).slice(0, 10), zone).to.equal(date);
          expect(localOf(start - 1, zone) < date, `${zone}: ${date} began before`).to.equal(true);
          expect(dayOf(end, zone).start, zone).to.equal(end);
          expect(dayOf(start - 1, zone).end, zone).to.equal(start);
        }
      }
    }
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
  it("is the first of two, and the change itself where the clock passes it over", () => {
    expect(momentOf("2026-10-29 23:30:00", "Africa/Cairo")).to.equal(
      Date.parse("2026-10-29T23:30:00+03:00"),
    );
    expect(momentOf("2026-04-24 00:30:00", "Africa/Cairo")).to.equal(
      Date.parse("2026-04-24T00:00:00+02:00"),
    );
  });

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
