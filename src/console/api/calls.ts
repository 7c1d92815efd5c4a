import type { AdminParts } from "../parts.ts";
import { accountCalls, administratorCalls, deliveryCalls, followerCalls } from "./account-calls.ts";
import { departmentCalls, memberCalls } from "./book-calls.ts";
import type { ApiCalls } from "./call.ts";

/** Every call of `/api` but signing in and the import. */
export function callsOf(parts: AdminParts): ApiCalls {
  return {
    ...accountCalls(parts),
    ...memberCalls(parts),
    ...departmentCalls(parts),
    ...followerCalls(parts),
    ...deliveryCalls(parts),
    ...administratorCalls(parts),
  };
}
