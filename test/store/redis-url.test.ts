import { expect } from "chai";
import { parseRedisUrl, type RedisTarget } from "../../src/store/redis/url.ts";

const single: RedisTarget = {
  kind: "single",
  nodes: [{ host: "h", port: 6379 }],
  username: undefined,
  password: undefined,
  tls: false,
  db: 0,
  master: undefined,
  label: "Redis at h:6379",
};

describe("A Redis URL", () => {
  const forms: readonly (readonly [string, Partial<RedisTarget>])[] = [
    ["redis://h", {}],
    ["redis://h/", {}],
    ["rediss://h", { tls: true }],
    [
      "redis://h:7000/3",
      { nodes: [{ host: "h", port: 7000 }], db: 3, label: "Redis at h:7000, database 3" },
    ],
    ["redis://:p%40ss@h", { password: "p@ss" }],
    ["redis://u:p@/?ss@h", { username: "u", password: "p@/?ss" }],
    ["redis://u%3A1:@h", { username: "u:1", password: "" }],
    ["redis://[::1]:7000", { nodes: [{ host: "::1", port: 7000 }], label: "Redis at [::1]:7000" }],
    [
      "redis://u:p@h:1, redis://h:2",
      {
        kind: "cluster",
        nodes: [
          { host: "h", port: 1 },
          { host: "h", port: 2 },
        ],
        username: "u",
        password: "p",
        label: "Redis Cluster at h:1, h:2",
      },
    ],
    [
      "redis+sentinel://u:p@h:1,k/my%20master/2",
      {
        kind: "sentinel",
        nodes: [
          { host: "h", port: 1 },
          { host: "k", port: 26_379 },
        ],
        username: "u",
        password: "p",
        db: 2,
        master: "my master",
        label: "Redis my master, found by Sentinels at h:1, k:26379, database 2",
      },
    ],
  ];
  for (const [url, target] of forms) {
    it(`is understood: ${url}`, () => {
      expect(parseRedisUrl(url)).to.deep.equal({ ...single, ...target });
    });
  }

  const wrong = [
    "",
    "h:6379",
    "http://h",
    "redis://",
    "redis://h:0",
    "redis://h:70000",
    "redis://h/x",
    "redis://h?family=6",
    "redis://h,k",
    "redis://h/1,redis://k/1",
    "redis+sentinel://h",
    "redis+sentinel://h/",
    "redis+sentinel://h,/m",
    "redis+sentinel://h/m/x",
  ];
  for (const url of wrong) {
    it(`is refused in one line that tells the forms: ${url || "(empty)"}`, () => {
      expect(() => parseRedisUrl(url)).to.throw(/^The Redis URL must be redis:\/\/.*sentinel.*$/);
    });
  }
});
