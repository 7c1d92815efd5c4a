import { randomBytes } from "node:crypto";
import { RefusedCallError } from "./refused.ts";

/** The access tokens of one server; they do not outlive it, as the platform may revoke its own. */
export type Tokens = {
  /** Answers the secret's token: the same one until it expires (PROTOCOL §4.1). */
  issue(corpId: unknown, secret: unknown): Promise<string>;
  /** Throws `RefusedCallError` for a token that is missing, unknown or expired. */
  check(token: unknown): Promise<void>;
};

/** How long a token is good, seconds of the world's clock. */
export const tokenSeconds = 7200;

const mostTokens = 1000;

/** Makes the tokens of an account; any secret will do here. */
export function createTokens(corpId: string, worldNow: () => Promise<number>): Tokens {
  const bySecret = new Map<string, { readonly token: string; readonly expires: number }>();
  const expiries = new Map<string, number>();
  return {
    async issue(corp, secret) {
      if (corp !== corpId) throw new RefusedCallError(40013, "invalid corpid");
      if (typeof secret !== "string" || secret === "" || secret.length > 512) {
        throw new RefusedCallError(40001, "invalid credential");
      }
      const now = await worldNow();
      const known = bySecret.get(secret);
      if (known !== undefined && now < known.expires) return known.token;
      const token = randomBytes(48).toString("base64url");
      const expires = now + tokenSeconds * 1000;
      // All go at once, as if the platform had revoked them: nobody has a thousand secrets.
      if (bySecret.size >= mostTokens) bySecret.clear();
      if (expiries.size >= mostTokens) expiries.clear();
      bySecret.set(secret, { token, expires });
      expiries.set(token, expires);
      return token;
    },
    async check(token) {
      if (typeof token !== "string" || token === "") {
        throw new RefusedCallError(41001, "access_token missing");
      }
      const expires = expiries.get(token);
      if (expires === undefined) throw new RefusedCallError(40014, "invalid access_token");
      if ((await worldNow()) >= expires) throw new RefusedCallError(42001, "access_token expired");
    },
  };
}
