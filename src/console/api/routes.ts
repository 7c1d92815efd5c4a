import type { AdminParts } from "../parts.ts";
import { accountRoutes } from "./account.ts";
import { administratorRoutes } from "./administrators.ts";
import { departmentRoutes } from "./departments.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { followerRoutes } from "./followers.ts";
import { memberRoutes } from "./members.ts";
import type { Route } from "./route.ts";

/** Every call of `/api` but signing in and the import. */
export function routesOf(parts: AdminParts): readonly Route[] {
  return [
    ...accountRoutes(parts),
    ...memberRoutes(parts),
    ...departmentRoutes(parts),
    ...followerRoutes(parts),
    ...deliveryRoutes(parts),
    ...administratorRoutes(parts),
  ];
}
