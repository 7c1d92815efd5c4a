import { parseArgs } from "node:util";
import { redisAvailable } from "../test/support/redis.ts";
import { compare } from "./compare.ts";
import { grow } from "./growth.ts";
import { playTalks } from "./talks.ts";
import { contenderNames, type ContenderName } from "./contenders/contenders.ts";

const usage = `usage: npm run bench -- [VERB] [options]
  compare   (the default) ours on Redis and on LMDB, a bare handler, the wechat package; turn by turn
            --rounds 7  --messages 10000  --connections 64  --profile FOLDER
            --only redis,lmdb,bare,wechat,wechat-lean
  growth    ours with 1,000,000 members and followers against 1,000, and the import of as many
            --members 1000000, and --rounds, --messages, --connections as above
  talks     talks of ten turns, each in a world of its own, as npm run talk plays them
            --talks 1000, and --rounds as above`;

/** Runs one verb. Exit 0 whatever the figures say; 2: not understood, or no redis-server. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "7" },
      messages: { type: "string", default: "10000" },
      connections: { type: "string", default: "64" },
      members: { type: "string", default: "1000000" },
      talks: { type: "string", default: "1000" },
      only: { type: "string" },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [verb = "compare"] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (verb === "talks") {
    await playTalks({ rounds: Number(values.rounds), talks: Number(values.talks) });
    return 0;
  }
  if (!redisAvailable) {
    console.error("bench: redis-server is not on the PATH; install Redis 6.2 or later");
    return 2;
  }
  switch (verb) {
    case "compare":
      await compare({
        rounds: Number(values.rounds),
        messages: Number(values.messages),
        connections: Number(values.connections),
        only: chosen(values.only) ?? contenderNames.filter((name) => name !== "grown"),
        profile: values.profile,
      });
      return 0;
    case "growth":
      await grow({
        rounds: Number(values.rounds),
        messages: Number(values.messages),
        connections: Number(values.connections),
        members: Number(values.members),
      });
      return 0;
    default:
      console.error(`${verb} is not a verb here\n${usage}`);
      return 2;
  }
}

function chosen(only: string | undefined): readonly ContenderName[] | undefined {
  if (only === undefined) return undefined;
  const wanted = only.split(",");
  return contenderNames.filter((name) => wanted.includes(name));
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
