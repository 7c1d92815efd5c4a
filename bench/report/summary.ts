import { contenderOf, type ContenderName } from "../contenders/contenders.ts";
import { paired, spreadOf } from "./figures.ts";
import type { Measure } from "./measure.ts";
import { shown, tableOf } from "./table.ts";

type Measures = ReadonlyMap<ContenderName, readonly Measure[]>;

/** A ratio that the design asks for, and what it asks. */
type Mark = {
  readonly ours: ContenderName;
  readonly theirs: ContenderName;
  readonly least: number;
  readonly aim: number;
  readonly unit: "%" | "×";
};

const marks: readonly Mark[] = [
  { ours: "redis", theirs: "bare", least: 0.5, aim: 0.6, unit: "%" },
  { ours: "redis", theirs: "wechat", least: 2.7, aim: 3, unit: "×" },
  { ours: "lmdb", theirs: "bare", least: 0, aim: 0, unit: "%" },
  { ours: "grown", theirs: "redis", least: 0.9, aim: 1, unit: "%" },
  { ours: "redis", theirs: "wechat-lean", least: 0, aim: 0, unit: "×" },
];

/** Says what the rounds came to: medians, then the ratios round by round against the marks. */
export function summaryLines(measures: Measures): readonly string[] {
  const rows = [...measures].map(([name, rounds]) => rowOf(contenderOf(name).title, rounds));
  const failures = [...measures.values()].flat().reduce((sum, { failures: some }) => sum + some, 0);
  const shares = [...measures.values()].flat().map(({ generatorShare }) => generatorShare);
  return [
    "",
    "medians over the rounds",
    ...tableOf([head, ...rows]),
    "",
    "ratios of callbacks/s, paired round by round: median (min–max)",
    ...tableOf(marks.flatMap((mark) => ratioOf(mark, measures))),
    "",
    `the generator used ${shown(100 * spreadOf(shares).median)} % of a core (at most ${shown(100 * Math.max(...shares))} %)`,
    failures === 0
      ? "every answer had status 200"
      : `${failures} answers had another status than 200`,
  ];
}

const head = ["", "callbacks/s", "min–max", "p50 ms", "p99 ms", "server µs", "Redis µs"];

function rowOf(title: string, rounds: readonly Measure[]): readonly string[] {
  const of = (figure: (measure: Measure) => number) => spreadOf(rounds.map(figure));
  const speed = of(({ perSecond }) => perSecond);
  return [
    title,
    shown(speed.median),
    `${shown(speed.least)}–${shown(speed.most)}`,
    shown(of(({ p50 }) => p50).median, 1),
    shown(of(({ p99 }) => p99).median, 1),
    shown(of(({ serverMicros }) => serverMicros).median),
    shown(of(({ redisMicros }) => redisMicros).median),
  ];
}

function ratioOf(mark: Mark, measures: Measures): readonly (readonly string[])[] {
  const ours = measures.get(mark.ours);
  const theirs = measures.get(mark.theirs);
  if (ours === undefined || theirs === undefined) return [];
  const speeds = (rounds: readonly Measure[]) => rounds.map(({ perSecond }) => perSecond);
  const { median, least, most } = spreadOf(paired(speeds(ours), speeds(theirs)));
  const say = (ratio: number): string =>
    mark.unit === "%" ? `${shown(100 * ratio, 1)} %` : `${shown(ratio, 2)} ×`;
  const verdict =
    mark.least === 0
      ? ""
      : `mark ${say(mark.least)}: ${median >= mark.least ? "held" : "NOT HELD"}; aim ${say(mark.aim)}: ${median >= mark.aim ? "reached" : "not reached"}`;
  const names = `${contenderOf(mark.ours).title} / ${contenderOf(mark.theirs).title}`;
  return [[names, say(median), `(${say(least)}–${say(most)})`, verdict]];
}
