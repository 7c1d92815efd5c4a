/** What no request can show, and where to look: one line each. */
export const unseen: readonly string[] = [
  "Domain owner (域名主体校验未通过): the console compares who registered the domain with who owns the account; look at the domain's ICP record and the account's certification.",
  "ICP filing (备案): a domain on a server in mainland China needs one; ask the hosting company, or look it up at beian.miit.gov.cn.",
  "Trusted IP (60020): concerns what the bot sends to the platform, not callbacks; look at 企业可信IP in the app's page, for the address that the bot's requests leave from.",
  "Tunnel: a free tunnel's address changes, and may show a notice to strangers or be blocked by the platform; open the URL from another network.",
  "Firewall: this machine reached the URL, the platform's addresses may not; look at rules by country or address, and at getcallbackip.",
];
