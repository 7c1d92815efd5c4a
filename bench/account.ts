import { readKey, type Secrets } from "../src/wire/secrets.ts";

/** The callback triple that all contenders share; made up, as is the pepper. */
export const triple = {
  corpId: "wwbench000000000",
  token: "benchToken",
  encodingAESKey: "benchBENCHbenchBENCHbenchBENCHbenchBENCH012",
} as const;

/** What codes are derived from, so that the load knows the right one. */
export const pepper = "a pepper for the bench and nothing else";

/** The triple, ready for the cipher. */
export const secrets: Secrets = {
  kind: "enterprise",
  receiveId: triple.corpId,
  token: triple.token,
  key: readKey(triple.encodingAESKey),
};
