/** What an administrator can ask for; each route of `/api` is one of them. */
export const administrativeActs = [
  "account.read",
  "account.change",
  "settings.read",
  "settings.change",
  "members.read",
  "members.change",
  "members.import",
  "departments.read",
  "departments.change",
  "followers.read",
  "followers.change",
  "deliveries.read",
  "deliveries.change",
  "administrators.read",
  "administrators.change",
  "audit.read",
] as const;

export type AdministrativeAct = (typeof administrativeActs)[number];

/** Who acts: an administrator who has signed in, or somebody at a terminal of the machine. */
export type Who = { readonly via: "api" | "terminal"; readonly name: string };

/** Says whether somebody may do that to an object: a userid, an openid, a department's id … or ''. */
export type May = (who: Who, act: AdministrativeAct, object: string) => boolean;

/** Whoever administers the account may do everything with it. */
export const may: May = () => true;
