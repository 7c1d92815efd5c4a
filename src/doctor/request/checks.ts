import type { Check } from "../check.ts";
import { keyShaped } from "../key.ts";
import type { Case } from "./captured.ts";
import { ciphertextOpens, idExpected, messageReads } from "./inside.ts";
import { bodyThere, queryWhole } from "./outside.ts";
import { signatureFits } from "./signed.ts";

/** What the doctor looks at in a captured request, in the order of the official libraries. */
export const requestChecks: readonly Check<Case>[] = [
  { name: "key", asks: "Is the EncodingAESKey one?", run: keyShaped },
  { name: "query", asks: "Is the query whole?", run: queryWhole },
  { name: "body", asks: "Is the body an envelope?", run: bodyThere },
  { name: "signature", asks: "Does the signature fit?", run: signatureFits },
  { name: "ciphertext", asks: "Does the key open the ciphertext?", run: ciphertextOpens },
  { name: "id", asks: "Is it meant for this account?", run: idExpected },
  { name: "message", asks: "Is the message in it well-formed?", run: messageReads },
];
