import { pino, type Logger } from "pino";

/**
 * What may stand in a log: these fields and no others, whatever a caller passes. Codes, contacts,
 * openids, names, texts, secrets and URLs are not among them.
 */
const allowed = [
  "kind",
  "outcome",
  "follower",
  "ms",
  "code",
  "reason",
  "advice",
  "channel",
  "attempts",
  "status",
  "store",
  "port",
  "count",
] as const;

/** The fields of one line; `follower` is the short name (`F-4K7Q`), never the openid. */
export type LogFields = Readonly<Partial<Record<(typeof allowed)[number], string | number>>>;

const isWatched = process.stdout.isTTY;
// A write a line would cost a callback a tenth of its time. What is gathered leaves soon, and at exit.
const gathered = { fd: 1, sync: false, minLength: 8192, periodicFlush: 200 };

/** Says what happened, in one fixed sentence and named fields. */
export type Log = Readonly<
  Record<Level, (sentence: string, fields?: LogFields) => void> & {
    /** Whether anybody hears what is said at a level. */
    tells(level: Level): boolean;
  }
>;

type Level = "debug" | "info" | "warn" | "error";

/** Makes a log that writes JSON lines to standard output. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const logger: Logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination(isWatched ? { fd: 1 } : gathered),
  );
  const at =
    (name: Level) =>
    (sentence: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(name)) return;
      logger[name](onlyAllowed(fields), sentence);
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    tells: (level) => logger.isLevelEnabled(level),
  };
}

function onlyAllowed(fields: LogFields): LogFields {
  const kept: Record<string, string | number> = {};
  for (const name of allowed) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
