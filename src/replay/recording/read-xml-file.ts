import { BadInputError } from "../../domain/bad-input.ts";
import { decryptFor } from "../../wire/cipher.ts";
import { openEnvelope, openSealed } from "../../wire/envelope.ts";
import { readFields, textOf, type Fields } from "../../wire/loose-xml.ts";
import { keyOf, type Secrets } from "../../wire/secrets.ts";
import { writeFields } from "../../wire/write-fields.ts";
import { readFileText } from "./file-text.ts";
import { readMessages } from "./messages.ts";
import { asCallback, opened, readOneCallback, type RecordedCallback } from "./recorded.ts";

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
    const { where } = message;
    const { fields, ends } = isSealed
      ? readOneCallback(
          opened(where, () => decrypt(message.fields, secrets, query)),
          where,
        )
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

/**
 * Leaves out the replies of pairs, since their callbacks bring them along. Throws `BadInputError`
 * for a reply without its callback.
 */
export function withoutReplies(files: readonly string[]): readonly string[] {
  const outs = new Set(files.map(outFileOf));
  const alone = files.find((file) => file.endsWith(".out.xml") && !outs.has(file));
  if (alone === undefined) return files.filter((file) => !outs.has(file));
  const pair = alone.replace(/\.out\.xml$/, ".in.xml");
  throw new BadInputError(`${alone} is the reply to ${pair}, which is not among the files`);
}

function outFileOf(file: string): string | undefined {
  return file.endsWith(".in.xml") ? file.replace(/\.in\.xml$/, ".out.xml") : undefined;
}

function decrypt(fields: Fields, secrets: Secrets, query: string | undefined): string {
  // The time of what was recorded once is not checked. The layout of its XML is not signed.
  if (query !== undefined) return openEnvelope(secrets, query, writeFields(fields), 0, 0).xml;
  return decryptFor(keyOf(secrets), secrets.receiveId, textOf(fields, "Encrypt"));
}

async function readExpected(file: string, secrets: Secrets): Promise<RecordedCallback["expected"]> {
  const where = outFileOf(file);
  const text = where === undefined ? undefined : await readIfThere(where);
  if (where === undefined || text === undefined) return undefined;
  const fields = readFields(text);
  if (fields === undefined && text.trim() !== "") {
    throw new BadInputError(`${where} is no XML with <xml> around it`);
  }
  const isSealed = fields !== undefined && textOf(fields, "Encrypt") !== "";
  if (!isSealed) return { where, fields };
  return { where, fields: readFields(opened(where, () => openSealed(secrets, fields))) };
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
