import { createHmac } from "node:crypto";

/** The headers by which the receiver of a webhook knows who sent it, and that it is fresh. */
export type SignedHeaders = {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

/** Makes what signs bodies as Standard Webhooks does; a secret with `whsec_` is base64 behind it. */
export function createWebhookSigner(
  secret: string,
): (id: string, now: number, body: string) => SignedHeaders {
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : Buffer.from(secret);
  if (key.length === 0) throw new Error("SMS_WEBHOOK_SECRET holds no key");
  return (id, now, body) => {
    const timestamp = String(Math.floor(now / 1000));
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`);
    return {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature.digest("base64")}`,
    };
  };
}
