import { openSealed } from "../../src/wire/envelope.ts";
import { readFields } from "../../src/wire/loose-xml.ts";
import { RefusedError } from "../../src/wire/refusal.ts";
import type { Secrets } from "../../src/wire/secrets.ts";

/** Opens an answer and returns the reply's XML; undefined for no reply. Without a key it is plain. */
export function openReply(secrets: Secrets, body: string): string | undefined {
  if (body === "") return undefined;
  if (secrets.key === undefined) return body;
  const fields = readFields(body);
  if (fields === undefined) throw new RefusedError("envelope-xml");
  return openSealed(secrets, fields);
}
