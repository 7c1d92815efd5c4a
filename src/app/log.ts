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
// A write a line would cost a callback a tenth of its time. What is gathered leaves soon, and at exit.
const gathered = { fd: 1, sync: false, minLength: 8192, periodicFlush: 200 };
/** Where nobody reads, so much waits, in bytes, and what is said beyond it is dropped. */
const mostWaiting = 4 * 1024 * 1024;
/** How often, every 0.1 s, a process that ends tries to be rid of what waits. */
const triesAtExit = 10;

/** Says what happened, in one fixed sentence and named fields. */
export type Log = Readonly<
  Record<Level, (sentence: string, fields?: LogFields) => void> & {
    /** Whether anybody hears what is said at a level. */
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
  // What ends the process calls it, and would try for ever where nobody reads.
  output.flushSync = () => {
    tries = triesAtExit;
    try {
      flushSync();
    } catch {
      // There is nobody to be told.
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
