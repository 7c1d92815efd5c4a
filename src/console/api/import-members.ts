import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Who } from "../../domain/administration.ts";
import { BadInputError } from "../../domain/bad-input.ts";
import { checkStaff, type CheckSummary } from "../../addressbook/import/check-staff.ts";
import type { ImportSummary, ImportListener } from "../../addressbook/import/import-staff.ts";
import { createRefusedList } from "../../addressbook/import/refused-list.ts";
import { importAudited } from "../audited-import.ts";
import type { AdminParts } from "../parts.ts";
import { receiveUpload, type UploadLimits } from "./upload.ts";

/** Answers an import that somebody may make. */
export type ImportHandler = (who: Who, request: Request, response: Response) => Promise<void>;

/** Where address books go, how long an upload may stand still, and how many bytes it may have. */
export type ImportParts = Pick<AdminParts, "store" | "realNow"> & Partial<UploadLimits>;

const defaultIdleMs = 60_000;
/** Two and a half million rows. */
const defaultMostBytes = 256 * 1024 * 1024;
const progressEveryMs = 500;

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
      await receiveUpload(request, path, { idleMs, mostBytes });
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
    const [message] = String(error instanceof Error ? error.message : error).split("\n", 1);
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
