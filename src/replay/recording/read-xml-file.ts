import { BadInputError } from "../../domain/bad-input.ts";
import { decryptFor } from "../../wire/cipher.ts";
import { openEnvelope, openSealed } from "../../wire/envelope.ts";
import { readFields, textOf } from "../../wire/loose-xml.ts";
import { RefusedError } from "../../wire/refusal.ts";
import { keyOf, type Secrets } from "../../wire/secrets.ts";
import { writeFields } from "../../wire/write-fields.ts";
import { readFileText } from "./file-text.ts";
import { readMessages, type XmlMessage } from "./messages.ts";
import { asCallback, readOneCallback, type RecordedCallback } from "./recorded.ts";

/**
 * Reads callbacks from a file: their plain XML, or their envelopes, which the secrets open. The
 * query that a single one came with may lie beside it (`NAME.query` for `NAME.xml`), and so may the
 * reply that is expected (`NAME.out.xml` for `NAME.in.xml`). Throws `BadInputError` that names the
 * file, and the line where it has several.
 */
export async function readXmlFile(
  file: string,
  secrets: Secrets,
): Promise<readonly RecordedCallback[]> {
  const { bytes, text } = await readFileText(file);
  const query = await readQueryBeside(file);
  const expected = await readExpected(file, secrets);
  const messages = readMessages(text, file);
  if (messages.length > 1 && (query ?? expected) !== undefined) {
    throw new BadInputError(`${file} has several messages, and what lies beside it fits to one`);
  }
  return messages.map((message) => {
    const isSealed = textOf(message.fields, "Encrypt") !== "";
    const { where, fields, ends } = isSealed
      ? readOneCallback(decrypted(message, secrets, query), message.where)
      : asCallback(message);
    return {
      kind: "callback",
      where,
      fields,
      ends,
      ...(secrets.kind === "official" && query !== undefined && !isSealed && { mode: "plain" }),
      ...(query !== undefined && { raw: { query, body: bytes } }),
      ...(expected !== undefined && { expected }),
    };
  });
}

/** The file that holds the reply to the callback of this one, if they are a pair by name. */
export function outFileOf(file: string): string | undefined {
  return file.endsWith(".in.xml") ? file.replace(/\.in\.xml$/, ".out.xml") : undefined;
}

function decrypted(
  { where, fields }: XmlMessage,
  secrets: Secrets,
  query: string | undefined,
): string {
  try {
    // What was recorded once is never of now: its time is not looked at. Its layout is not signed.
    if (query !== undefined) return openEnvelope(secrets, query, writeFields(fields), 0, 0).xml;
    return decryptFor(keyOf(secrets), secrets.receiveId, textOf(fields, "Encrypt"));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new BadInputError(`${where} cannot be opened with these secrets: ${error.advice}`);
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
    return { where, xml: openSealed(secrets, fields) };
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
    return (await readFileText(file)).text;
  } catch (error) {
    if (error instanceof BadInputError && error.message.endsWith("ENOENT")) return undefined;
    throw error;
  }
}
