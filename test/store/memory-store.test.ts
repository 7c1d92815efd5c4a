import { createMemoryStore } from "../support/memory-store.ts";
import { describeModel } from "./model.ts";

describe("The store in memory that tests walk with", () => {
  const store = createMemoryStore();

  describeModel(() => store);
});
