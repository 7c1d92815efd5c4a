import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { Request, Response } from "express";
import type { Who } from "../../domain/administration.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import { checkStaff, type CheckSummary } from "../../addressbook/import/check-staff.ts";
import type { ImportSummary, ImportListener } from "../../addressbook/import/import-staff.ts";
import { createRefusedList } from "../../addressbook/import/refused-list.ts";
import { importAudited } from "../audited-import.ts";
import type { AdminParts } from "../parts.ts";

/** Answers an import that somebody may make. */
export type ImportHandler = (who: Who, request: Request, response: Response) => Promise<void>;

/** Where address books go, how long an upload may stand still, and how many bytes it may have. */
export type ImportParts = Pick<AdminParts, "store" | "realNow"> & {
  readonly idleMs?: number;
  readonly mostBytes?: number;
};

const defaultIdleMs = 60_000;
/** Two and a half million rows. */
const defaultMostBytes = 256 * 1024 * 1024;
const progressEveryMs = 500;
const usage = "send the CSV as the multipart field file: curl -F file=@staff.csv …";

/** The upload stood still or does not end; `status` is what HTTP calls that. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly status: 408 | 413;

  constructor(status: 408 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Answers `POST /api/members/import`. The upload lies on the disk before it is read, so a slow one
 * is no slow request, and is deleted afterwards; one that is too long is refused while it arrives.
 * `Accept: application/x-ndjson` gets progress, a line at a time, and the result as its last line;
 * `?check=1` writes nothing, `?clear=1` lets blank cells clear. What cannot be read at all is thrown
 * as `BadInputError`.
 */
export function createImportHandler(parts: ImportParts): ImportHandler {
  const { store, idleMs = defaultIdleMs, mostBytes = defaultMostBytes } = parts;
  return async (who, request, response) => {
    const isCheck = readFlag(request, "check");
    const blanks = readFlag(request, "clear") ? "clear" : "stay";
    const folder = await mkdtemp(join(tmpdir(), "import-"));
    try {
      const path = join(folder, "upload.csv");
      await receive(request, path, { idleMs, mostBytes });
      const run = (listener: ImportListener): Promise<ImportSummary | CheckSummary> =>
        isCheck
          ? checkStaff(store, path, listener, blanks)
          : importAudited(parts, who, { path, blanks }, listener);
      await answer(request, response, { folder, run });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function readFlag({ query }: Request, name: string): boolean {
  const value: unknown = query[name];
  if (value === undefined || value === "0" || value === "false") return false;
  if (value === "1" || value === "true") return true;
  throw new BadInputError(`${name} is 1, or left out`);
}

type Limits = { readonly idleMs: number; readonly mostBytes: number };

/** Writes the one file of an upload to the disk; reads the rest too, so that an answer gets through. */
async function receive(request: Request, path: string, limits: Limits): Promise<void> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.mostBytes) throw tooLong(limits);
  const form = formOf(request);
  const files: Promise<void>[] = [];
  let problem: string | undefined;
  form.on("file", (name, stream) => {
    if (name === "file" && files.length === 0) {
      const writing = pipeline(stream, createWriteStream(path));
      // Without it the form would wait for its file to be taken.
      writing.catch((error: unknown) => form.destroy(errorOf(error)));
      files.push(writing);
      return;
    }
    problem ??= name === "file" ? "one file at a time" : `no field is called ${name}; ${usage}`;
    stream.resume();
  });
  await passed(request, form, limits);
  await Promise.all(files);
  if (problem !== undefined) throw new BadInputError(problem);
  if (files.length === 0) throw new BadInputError(`there is no file in it; ${usage}`);
}

function formOf(request: Request): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "")) {
    throw new BadInputError(`this is no upload; ${usage}`);
  }
  try {
    return busboy({ headers: request.headers, limits: { fields: 16, fieldSize: 1024 } });
  } catch (error) {
    throw broken(error);
  }
}

/** Pipes by hand: `pipeline` would end the connection before anybody can be answered. */
async function passed(request: Request, form: busboy.Busboy, limits: Limits): Promise<void> {
  const { idleMs, mostBytes } = limits;
  let bytes = 0;
  const stop = (error: Error): void => {
    request.unpipe(form);
    form.destroy(error);
  };
  const stall = (): void => {
    stop(new UploadError(408, `the upload stood still for ${idleMs / 1000} s`));
  };
  const breakOff = (): void => {
    if (!request.complete) stop(new BadInputError("the upload broke off"));
  };
  let timer = setTimeout(stall, idleMs);
  const arrived = (chunk: Buffer): void => {
    clearTimeout(timer);
    timer = setTimeout(stall, idleMs);
    bytes += chunk.length;
    if (bytes > mostBytes) stop(tooLong(limits));
  };
  request.on("data", arrived).once("close", breakOff);
  try {
    request.pipe(form);
    await finished(form);
  } catch (error) {
    request.resume();
    throw broken(error);
  } finally {
    clearTimeout(timer);
    request.off("data", arrived).off("close", breakOff);
  }
}

/** Whatever the form stumbles over is the sender's; a full disk and a time-out are not. */
function broken(error: unknown): Error {
  const reason = errorOf(error);
  const isOurs = reason instanceof UploadError || "syscall" in reason;
  if (isOurs || reason instanceof BadInputError) return reason;
  return new BadInputError(`the upload cannot be read (${reason.message}); ${usage}`);
}

function tooLong({ mostBytes }: Limits): UploadError {
  const most = `${mostBytes.toLocaleString("en")} bytes`;
  return new UploadError(413, `an upload may have ${most} at most; npm run import takes any size`);
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

type Work = {
  readonly folder: string;
  readonly run: (listener: ImportListener) => Promise<ImportSummary | CheckSummary>;
};

async function answer(request: Request, response: Response, { folder, run }: Work): Promise<void> {
  const isStreamed = (request.headers.accept ?? "").includes("application/x-ndjson");
  const refused = createRefusedList(join(folder, "refused"));
  const ignored: string[] = [];
  try {
    const {
      rows: _rows,
      refused: _count,
      ...summary
    } = await run({
      began({ header }) {
        ignored.push(...header.ignored);
        if (isStreamed) response.type("application/x-ndjson").flushHeaders();
      },
      settled: refused.add,
      ...(isStreamed && { progressed: tellerOf(response) }),
    });
    if (!isStreamed) response.type("application/json");
    const ignoredColumns = ignored.length > 0 && { ignoredColumns: ignored };
    const head = JSON.stringify({ ...summary, ...ignoredColumns }).slice(0, -1);
    await pipeline(Readable.from(resultOf(head, refused.json())), response);
  } catch (error) {
    // Nobody is there any more who could be told.
    if (response.destroyed) return;
    if (!response.headersSent) throw error;
    const [message] = errorOf(error).message.split("\n", 1);
    response.end(`${JSON.stringify({ error: message })}\n`);
  }
}

async function* resultOf(head: string, refused: AsyncIterable<string>): AsyncGenerator<string> {
  yield `${head},"refused":`;
  yield* refused;
  yield "}\n";
}

function tellerOf(response: Response): NonNullable<ImportListener["progressed"]> {
  let toldAt = 0;
  return (progress) => {
    if (Date.now() - toldAt < progressEveryMs) return;
    toldAt = Date.now();
    response.write(`${JSON.stringify(progress)}\n`);
  };
}
