import { openSealed } from "../../src/wire/envelope.ts";
import { readFields } from "../../src/wire/loose-xml.ts";
import { RefusedError } from "../../src/wire/refusal.ts";
import type { Secrets } from "../../src/wire/secrets.ts";

/** Opens an encrypted answer and returns the reply's XML; undefined for no reply. */
export function openReply(secrets: Secrets, body: string): string | undefined {
  if (body === "") return undefined;
  const fields = readFields(body);
  if (fields === undefined) throw new RefusedError("envelope-xml");
  return openSealed(secrets, fields);
}
