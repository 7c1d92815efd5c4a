import { createWriteStream } from "node:fs";
import { finished, pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { Request } from "express";
import { BadInputError } from "../../domain/bad-input.ts";

/** The upload stood still or does not end; `status` is what HTTP calls that. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly status: 408 | 413;

  constructor(status: 408 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

const usage = "send the CSV as the multipart field file: curl -F file=@staff.csv …";

/** How long an upload may stand still, and how many bytes it may have. */
export type UploadLimits = { readonly idleMs: number; readonly mostBytes: number };

/**
 * Writes the one file of an upload to the disk; reads the rest too, so that an answer gets through.
 * Throws `UploadError` beyond the limits, and `BadInputError` for what is no upload of one file.
 */
export async function receiveUpload(
  request: Request,
  path: string,
  limits: UploadLimits,
): Promise<void> {
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
async function passed(request: Request, form: busboy.Busboy, limits: UploadLimits): Promise<void> {
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

function tooLong({ mostBytes }: UploadLimits): UploadError {
  const most = `${mostBytes.toLocaleString("en")} bytes`;
  return new UploadError(413, `an upload may have ${most} at most; npm run import takes any size`);
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
