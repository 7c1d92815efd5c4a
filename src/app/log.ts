import { pino, type Logger, type LoggerOptions } from "pino";

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
// One write a line would cost a tenth of a callback's time. Lines are written together, every 200 ms at
// the latest and at exit.
const gathered = { fd: 1, sync: false, minLength: 8192, periodicFlush: 200 };
/** How many bytes wait for a reader; further lines are dropped. */
const mostWaiting = 4 * 1024 * 1024;
/** How often a process that ends tries, every 0.1 s, to write what waits. */
const triesAtExit = 10;

/** Writes log lines: one fixed sentence with named fields. */
export type Log = Readonly<
  Record<Level, (sentence: string, fields?: LogFields) => void> & {
    /** Whether lines of a level are written. */
    tells(level: Level): boolean;
  }
>;

type Level = "debug" | "info" | "warn" | "error";

/**
 * Makes a log that writes JSON lines to standard output. Lines that nobody reads do not gather
 * without end: they are dropped, and when somebody reads again the log says how many.
 */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger: Logger =
    destination === undefined ? toStandardOutput(options) : pino(options, destination);
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

function toStandardOutput(options: LoggerOptions): Logger {
  if (isWatched) return pino(options, pino.destination({ fd: 1 }));
  let tries = Infinity;
  const retryEAGAIN = (): boolean => (tries -= 1) >= 0;
  const output = pino.destination({ ...gathered, maxLength: mostWaiting, retryEAGAIN });
  const logger = pino(options, output);
  let count = 0;
  output.on("drop", () => (count += 1));
  output.on("drain", () => {
    if (count > 0) logger.warn({ count }, "lines of this log were dropped: nobody read them");
    count = 0;
  });
  const flushSync = output.flushSync.bind(output);
  // It is called when the process ends, and would try for ever where nobody reads.
  output.flushSync = () => {
    tries = triesAtExit;
    try {
      flushSync();
    } catch {
      // Nobody reads the log, so there is no place to report it.
    }
  };
  return logger;
}

function onlyAllowed(fields: LogFields): LogFields {
  const kept: Record<string, string | number> = {};
  for (const name of allowed) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
