import { join } from "node:path";
import { collections } from "../../src/records/kinds.ts";
import { openLmdbStore } from "../../src/store/lmdb-store.ts";
import { directoryOf } from "../../src/store/open-store.ts";
import { openRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { pepper, triple } from "../account.ts";
import { startChild, type Running } from "./child.ts";

/** Everything that answers callbacks here, by the names that `--only` takes. */
export const contenderNames = ["redis", "lmdb", "bare", "wechat", "wechat-lean", "grown"] as const;

export type ContenderName = (typeof contenderNames)[number];

/** Where the contenders find their things. */
export type Place = {
  readonly folder: string;
  readonly redisUrl: string;
  /** Takes the codes that ours sends by SMS. */
  readonly smsUrl: string;
  readonly nodeOptions: readonly string[];
};

/** One server to be measured. */
export type Contender = {
  readonly name: ContenderName;
  readonly title: string;
  readonly whose: "ours" | "another's";
  /** Opens the store to fill it before the start; only ours has one. */
  readonly openStore: ((place: Place) => Promise<Store>) | undefined;
  readonly start: (place: Place) => Promise<Running>;
};

/** Says what a contender is. */
export function contenderOf(name: ContenderName): Contender {
  switch (name) {
    case "redis":
      return oursOnRedis(name, "ours on Redis", triple.corpId);
    case "grown":
      return oursOnRedis(name, "ours on Redis, grown", triple.corpId);
    case "lmdb":
      return oursOnLmdb();
    case "bare":
      return another(name, "bare handler", "bench/contenders/bare.ts");
    case "wechat":
      return another(name, "wechat on Express", "bench/contenders/middleware.ts");
    case "wechat-lean":
      return another(name, "wechat, lean session", "bench/contenders/lean-middleware.ts");
  }
}

function oursOnRedis(name: ContenderName, title: string, account: string): Contender {
  return {
    name,
    title,
    whose: "ours",
    openStore: (place) =>
      openRedisStore({ collections, url: redisUrlOf(name, place), account, warn: () => undefined }),
    start: (place) => startOurs(name, place, { REDIS_URL: redisUrlOf(name, place) }),
  };
}

function oursOnLmdb(): Contender {
  const folderOf = ({ folder }: Place): string => join(folder, "lmdb");
  return {
    name: "lmdb",
    title: "ours on LMDB",
    whose: "ours",
    openStore: (place) =>
      openLmdbStore({
        collections,
        path: join(folderOf(place), directoryOf(triple.corpId)),
        durable: false,
      }),
    start: (place) => startOurs("lmdb", place, { DATA_DIR: folderOf(place) }),
  };
}

// Each has a database of its own in the one Redis, so that none finds what another wrote.
function redisUrlOf(name: ContenderName, { redisUrl }: Place): string {
  return `${redisUrl}/${contenderNames.indexOf(name)}`;
}

// What `npm start` gives Node: room for what dies young, so that less of it is carried along.
const asStarted = ["--max-semi-space-size=64"];

function startOurs(
  name: ContenderName,
  place: Place,
  environment: Readonly<Record<string, string>>,
): Promise<Running> {
  const program = {
    name,
    script: "src/main.ts",
    args: ["start"],
    nodeOptions: [...place.nodeOptions, ...asStarted],
    environment: {
      SIMULATOR: "off",
      WECHAT_CORP_ID: triple.corpId,
      WECHAT_TOKEN: triple.token,
      WECHAT_ENCODING_AES_KEY: triple.encodingAESKey,
      CODE_PEPPER: pepper,
      ADMIN_PASSWORD: "a password for the bench",
      SMS_WEBHOOK_URL: place.smsUrl,
      SMS_WEBHOOK_SECRET: "a secret for the bench",
      ...environment,
    },
  };
  return startChild(program, place.folder);
}

function another(name: ContenderName, title: string, script: string): Contender {
  return {
    name,
    title,
    whose: "another's",
    openStore: undefined,
    start: (place) => {
      const environment = { REDIS_URL: redisUrlOf(name, place), NODE_ENV: "production" };
      const { nodeOptions } = place;
      return startChild({ name, script, args: [], nodeOptions, environment }, place.folder);
    },
  };
}
