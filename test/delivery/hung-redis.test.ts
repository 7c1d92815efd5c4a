import { defaultTiming } from "../../src/delivery/outbox/timing.ts";
import { describeHungRedis } from "./hung-redis.ts";

// The lease is shorter than Redis hangs. All of it in life: test/trust/hung-redis.test.ts.
const soon = {
  pollMs: 100,
  gapMs: 200,
  confirmMs: 300,
  carryMs: 1_000,
  leaseMs: 4_000,
  stopMs: 50,
};

describeHungRedis([
  {
    title: "while the webhook has the first",
    timing: { ...defaultTiming, ...soon },
    hangsForMs: 5_000,
    when: (got) => got > 4,
  },
]);
