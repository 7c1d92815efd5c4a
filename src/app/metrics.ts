import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What the program counts; `/metrics` shows it in Prometheus' text format. */
export type Metrics = {
  /** One callback answered: its outcome, and how long (s) it took. */
  answered(outcome: string, seconds: number): void;
  /** One callback refused: the name of the reason. */
  refused(reason: string): void;
  /** One callback that could not be answered now: the store was away. */
  unavailable(): void;
  /** One step of a delivery. */
  delivery(channel: string, step: string): void;
  /** Everything, as text. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** Makes the counters of one server; `waiting` counts codes on their way when somebody looks. */
export function createMetrics(waiting: () => Promise<number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const seconds = new Histogram({
    name: "callback_seconds",
    help: "Callbacks answered, by outcome",
    labelNames: ["outcome"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const refused = new Counter({
    name: "callbacks_refused_total",
    help: "Callbacks refused, by reason",
    labelNames: ["reason"],
    registers,
  });
  const unavailable = new Counter({
    name: "callbacks_unavailable_total",
    help: "Callbacks answered 503 because the store was away or busy",
    registers,
  });
  const deliveries = new Counter({
    name: "deliveries_total",
    help: "Steps of deliveries, by channel and step",
    labelNames: ["channel", "step"],
    registers,
  });
  new Gauge({
    name: "outbox_waiting",
    help: "Codes on their way",
    registers,
    async collect() {
      // The others are wanted most when the store is away.
      this.set(await waiting().catch(() => NaN));
    },
  });
  return {
    answered(outcome, took) {
      seconds.observe({ outcome }, took);
    },
    refused(reason) {
      refused.inc({ reason });
    },
    unavailable() {
      unavailable.inc();
    },
    delivery(channel, step) {
      deliveries.inc({ channel, step });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
