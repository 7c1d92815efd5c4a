import { z } from "zod";
import { oneOf } from "../../domain/read-as.ts";
import { deliveryStates, listDeliveries, tryAgain } from "../deliveries.ts";
import { askedPage, pageQuery } from "../pages.ts";
import type { AdminParts } from "../parts.ts";
import { named, queryAs, type Route } from "./route.ts";

const listQuery = z.strictObject({ ...pageQuery, state: oneOf(deliveryStates) });

/** The calls on codes that have not been delivered. */
export function deliveryRoutes(parts: AdminParts): readonly Route[] {
  return [
    {
      method: "get",
      path: "/deliveries",
      act: "deliveries.read",
      async answer(asked) {
        const { state, ...page } = queryAs(listQuery, asked);
        return listDeliveries(parts, state, askedPage(page));
      },
    },
    {
      method: "post",
      path: "/deliveries/:id/again",
      act: "deliveries.change",
      object: "id",
      answer: (asked) => tryAgain(parts, asked.who, named(asked, "id")),
    },
  ];
}
