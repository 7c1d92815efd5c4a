import { readFields } from "../../wire/loose-xml.ts";
import { ill, skipped, well, type Finding } from "../check.ts";
import { ciphertextOf, isEncrypted, valuesOf, type Case } from "./captured.ts";

/** Is the query whole? */
export function queryWhole(subject: Case): Finding {
  const { captured } = subject;
  const needed = namesOf(subject);
  const missing = needed.filter((name) => (valuesOf(captured, name)[0] ?? "") === "");
  const repeated = needed.filter((name) => valuesOf(captured, name).length > 1);
  if (missing.length > 0)
    return ill("query-missing", `without ${missing.join(", ")}`, hint(subject));
  if (repeated.length > 0) return ill("query-repeated", `more than one ${repeated.join(", ")}`);
  return well(needed.join(", "));
}

/** Is there the XML of an envelope, with something encrypted in it? */
export function bodyThere(subject: Case): Finding {
  const { captured } = subject;
  if (captured.method === "GET") return skipped("a GET has none");
  const { body } = captured;
  if (body === "") return ill("body-missing", "nothing stands after the headers");
  const fields = readFields(body);
  if (fields !== undefined && Object.keys(fields).join() === "xml") {
    return ill("xml-twice", body.slice(0, 80));
  }
  if (fields === undefined) {
    const kind = /^[[{"]/.test(body) ? "JSON" : "something else";
    return ill("body-not-xml", `${kind}: ${body.slice(0, 80)}`);
  }
  if (!isEncrypted(subject)) return well("plain XML");
  if (ciphertextOf(captured) === "") return ill("not-encrypted", `XML: ${body.slice(0, 80)}`);
  return well(`an envelope of ${Buffer.byteLength(body)} bytes`);
}

function namesOf(subject: Case): readonly string[] {
  const { captured, secrets } = subject;
  const signed = [
    ...(secrets.kind === "official" ? ["signature"] : []),
    ...(isEncrypted(subject) ? ["msg_signature"] : []),
  ];
  const echo = captured.method === "GET" ? ["echostr"] : [];
  return [...signed, "timestamp", "nonce", ...echo];
}

function hint({ captured, secrets }: Case): readonly string[] {
  const { search } = captured;
  if (/[&?]amp;/.test(search)) return ["it has &amp; where & must be"];
  const isOfficial = !search.includes("msg_signature=") && /\bsignature=/.test(search);
  if (isOfficial && secrets.kind === "enterprise") {
    return ["it has signature instead of msg_signature, as an official account's: --kind official"];
  }
  return [`the query is ${search === "" ? "empty" : search.slice(0, 120)}`];
}
