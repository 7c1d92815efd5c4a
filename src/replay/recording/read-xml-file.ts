import { readFile } from "node:fs/promises";
import { BadInputError, cannotBe } from "../../domain/bad-input.ts";
import { decryptFor } from "../../wire/cipher.ts";
import { openEnvelope, openReply } from "../../wire/envelope.ts";
import { readFields, textOf } from "../../wire/loose-xml.ts";
import { RefusedError } from "../../wire/refusal.ts";
import { keyOf, type Secrets } from "../../wire/secrets.ts";
import { readCallbackFields, type RecordedCallback } from "./recorded.ts";

const mostBytes = 1024 * 1024;

/**
 * Reads a callback from a file: its plain XML, or its envelope, which the secrets open. The query
 * that it came with may lie beside it (`NAME.query` for `NAME.xml`), and so may the reply that is
 * expected (`NAME.out.xml` for `NAME.in.xml`). Throws `BadInputError` that names the file.
 */
export async function readXmlFile(file: string, secrets: Secrets): Promise<RecordedCallback> {
  const bytes = await readBytes(file);
  const body = textFrom(bytes);
  const query = await readQueryBeside(file);
  const opened = readFields(body);
  const isSealed = opened !== undefined && textOf(opened, "Encrypt") !== "";
  const xml = isSealed ? decrypted(file, secrets, { body, query }) : body;
  const expected = await readExpected(file, secrets);
  return {
    kind: "callback",
    where: file,
    fields: readCallbackFields(xml, file),
    ...(secrets.kind === "official" && query !== undefined && !isSealed && { mode: "plain" }),
    ...(query !== undefined && { raw: { query, body: bytes } }),
    ...(expected !== undefined && { expected }),
  };
}

/** The file that holds the reply to the callback of this one, if they are a pair by name. */
export function outFileOf(file: string): string | undefined {
  return file.endsWith(".in.xml") ? file.replace(/\.in\.xml$/, ".out.xml") : undefined;
}

function decrypted(
  file: string,
  secrets: Secrets,
  { body, query }: { readonly body: string; readonly query: string | undefined },
): string {
  try {
    // What was recorded once is never of now: its time is not looked at.
    if (query !== undefined) return openEnvelope(secrets, query, body, 0, 0).xml;
    const fields = readFields(body) ?? {};
    return decryptFor(keyOf(secrets), secrets.receiveId, textOf(fields, "Encrypt").trim());
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new BadInputError(`${file} cannot be opened with these secrets: ${error.advice}`);
  }
}

async function readExpected(
  file: string,
  secrets: Secrets,
): Promise<{ readonly where: string; readonly xml: string } | undefined> {
  const where = outFileOf(file);
  const text = where === undefined ? undefined : await readIfThere(where);
  if (where === undefined || text === undefined) return undefined;
  const fields = readFields(text);
  if (fields === undefined && text.trim() !== "") {
    throw new BadInputError(`${where} is no XML with <xml> around it`);
  }
  if (fields === undefined || textOf(fields, "Encrypt") === "") return { where, xml: text.trim() };
  try {
    return { where, xml: openReply(secrets, text) ?? "" };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new BadInputError(`${where} cannot be opened with these secrets: ${error.advice}`);
  }
}

/** A query, or the whole URL that ends in it. */
async function readQueryBeside(file: string): Promise<string | undefined> {
  const text = (await readIfThere(file.replace(/\.xml$/, ".query")))?.trim();
  return text === undefined ? undefined : text.slice(text.indexOf("?") + 1);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readText(file);
  } catch (error) {
    if (error instanceof BadInputError && error.message.endsWith("ENOENT")) return undefined;
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  return textFrom(await readBytes(file));
}

function textFrom(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

async function readBytes(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw cannotBe("read", file, error);
  });
  if (bytes.length <= mostBytes) return bytes;
  throw new BadInputError(`${file} has more than ${mostBytes} bytes; no callback is that long`);
}
