import { isIP } from "node:net";

/** What no request to a URL that answers rightly can show, and where to look: one line each. */
export const unseen: readonly string[] = [
  "Domain owner (域名主体校验未通过): the console compares who registered the domain with who owns the account; look at the domain's ICP record and the account's certification.",
  "ICP filing (备案): a domain on a server in mainland China needs one; ask the hosting company, or look it up at beian.miit.gov.cn.",
  "Trusted IP (60020): concerns what the bot sends to the platform, not callbacks; look at 企业可信IP in the app's page, for the address that the bot's requests leave from.",
  "Tunnel: a free tunnel's address changes, and may show a notice to strangers or be blocked by the platform; open the URL from another network.",
  "Firewall: this machine reached the URL, the platform's addresses may not; look at rules by country or address, and at getcallbackip.",
];

/** Lists what may still be wrong with a URL that this machine reached, and that answered rightly. */
export function unseenOf(url: string): readonly string[] {
  const { hostname } = new URL(url);
  if (!isPrivate(hostname.replace(/^\[|\]$/g, ""))) return unseen;
  return [
    `The way there: only this machine or network can reach ${hostname}; ask again at the URL that the console has.`,
  ];
}

function isPrivate(host: string): boolean {
  if (isIP(host) === 4) return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(host);
  if (isIP(host) === 6) return /^(::1?$|f[cd]|fe[89ab])/i.test(host);
  return host.endsWith(".localhost") || host.endsWith(".local") || !host.includes(".");
}
