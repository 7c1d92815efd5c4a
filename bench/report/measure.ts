import type { Driven } from "../load/drive.ts";
import type { Running } from "../contenders/child.ts";
import { quantile } from "./figures.ts";
import { cpuSecondsOf } from "./machine.ts";

/** One contender's round. */
export type Measure = {
  readonly perSecond: number;
  /** ms. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time (µs) a callback, of the server and of Redis; NaN where it cannot be known. */
  readonly serverMicros: number;
  readonly redisMicros: number;
  readonly failures: number;
  /** What share of a core the generator used. */
  readonly generatorShare: number;
};

/** Measures what is driven. */
export async function measured(
  { pid }: Running,
  redisPid: number,
  run: () => Promise<Driven>,
): Promise<Measure> {
  const server = cpuSecondsOf(pid);
  const redis = cpuSecondsOf(redisPid);
  const { messages, seconds, latencies, failures, ownShare } = await run();
  const sorted = latencies.toSorted();
  return {
    perSecond: messages / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    serverMicros: ((cpuSecondsOf(pid) - server) / messages) * 1e6,
    redisMicros: ((cpuSecondsOf(redisPid) - redis) / messages) * 1e6,
    failures,
    generatorShare: ownShare,
  };
}
