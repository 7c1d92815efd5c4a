import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContenderName, Place } from "./contenders/contenders.ts";
import { contenderOf } from "./contenders/contenders.ts";
import type { Running } from "./contenders/child.ts";
import { startOwnRedis } from "./contenders/own-redis.ts";
import { startSmsSink } from "./contenders/sms-sink.ts";
import { colleaguesIn, type Plan } from "./load/cast.ts";
import { drive } from "./load/drive.ts";
import { buildRound, type Lane } from "./load/requests.ts";
import { seedStore } from "./load/seed.ts";
import { createChecker } from "./load/verify.ts";
import { machineLine } from "./report/machine.ts";
import { measured, type Measure } from "./report/measure.ts";
import { mixLines } from "./report/mix.ts";
import { summaryLines } from "./report/summary.ts";

/** What to compare, and how long. */
export type CompareOptions = {
  readonly rounds: number;
  readonly messages: number;
  readonly connections: number;
  readonly only: readonly ContenderName[];
  /** How many members and followers each store holds; as many as a round hears of unless given. */
  readonly crowds?: Readonly<Partial<Record<ContenderName, number>>>;
  /** Where to write the profiles of Node's sampler. */
  readonly profile: string | undefined;
};

/** Measures the contenders side by side, turn by turn, and prints what came of it. */
export async function compare(options: CompareOptions): Promise<void> {
  const { rounds, messages, connections, profile } = options;
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const redis = await startOwnRedis();
  const sink = await startSmsSink();
  const nodeOptions =
    profile === undefined
      ? []
      : ["--cpu-prof", "--cpu-prof-interval=200", "--cpu-prof-dir", profile];
  const place: Place = { folder, redisUrl: redis.url, smsUrl: sink.url, nodeOptions };
  const now = Date.now();
  const planOf = (name: ContenderName): Plan => ({
    messages,
    rounds: rounds + 1,
    colleagues: options.crowds?.[name] ?? colleaguesIn(messages),
    now,
  });
  console.log(machineLine());
  const fleet = new Map<ContenderName, Running>();
  try {
    for (const name of options.only) fleet.set(name, await started(name, place, planOf(name)));
    const [first = "redis"] = options.only;
    for (const line of mixLines(planOf(first), connections)) console.log(line);
    await warmUp(fleet, planOf, connections);
    const measures = await goRounds(fleet, { rounds, planOf, connections, redisPid: redis.pid });
    for (const line of summaryLines(measures)) console.log(line);
  } finally {
    await Promise.all([...fleet.values()].map(({ stop }) => stop()));
    await redis.stop();
    sink.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Fleet = ReadonlyMap<ContenderName, Running>;

async function started(name: ContenderName, place: Place, plan: Plan): Promise<Running> {
  const contender = contenderOf(name);
  const store = await contender.openStore?.(place);
  if (store !== undefined) {
    await seedStore(store, plan, plan.colleagues > 10_000 ? 0 : 32);
    await store.close();
  }
  return contender.start(place);
}

type PlanOf = (name: ContenderName) => Plan;

async function warmUp(fleet: Fleet, planOf: PlanOf, connections: number): Promise<void> {
  for (const [name, { port }] of fleet) {
    const lanes = buildRound(planOf(name), 0, connections);
    const checker = createChecker(contenderOf(name).whose);
    const { failures } = await drive(port, lanes, checker.heard);
    const { problems, replies } = checker.found();
    const verdict = problems.length === 0 ? "all as expected" : problems.join("; ");
    console.log(`warm-up of ${name}: ${replies} replies decrypted, ${failures} failed, ${verdict}`);
  }
}

type Course = {
  readonly rounds: number;
  readonly planOf: PlanOf;
  readonly connections: number;
  readonly redisPid: number;
};

async function goRounds(
  fleet: Fleet,
  { rounds, planOf, connections, redisPid }: Course,
): Promise<ReadonlyMap<ContenderName, readonly Measure[]>> {
  const measures = new Map<ContenderName, Measure[]>();
  for (let round = 1; round <= rounds; round += 1) {
    const said: string[] = [];
    for (const [name, running] of fleet) {
      const lanes: readonly Lane[] = buildRound(planOf(name), round, connections);
      const measure = await measured(running, redisPid, () => drive(running.port, lanes));
      measures.set(name, [...(measures.get(name) ?? []), measure]);
      said.push(`${name} ${Math.round(measure.perSecond).toLocaleString("en")}/s`);
    }
    console.log(`round ${round}: ${said.join(", ")}`);
  }
  return measures;
}
