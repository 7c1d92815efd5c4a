import { defaultTiming } from "../../src/delivery/outbox/timing.ts";
import { describeHungRedis } from "../delivery/hung-redis.ts";

// As long as it takes in life: longer than a lease.
const inLife = { timing: { ...defaultTiming, stopMs: 50 }, hangsForMs: 35_000 };

describeHungRedis([
  { ...inLife, title: "as the first are claimed", when: () => true },
  { ...inLife, title: "while the webhook has the first", when: (got) => got > 4 },
  { ...inLife, title: "as those that were carried are noted", when: (got) => got > 16 },
]);
