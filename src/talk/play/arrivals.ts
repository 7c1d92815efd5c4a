import { z } from "zod";
import type { Arrival } from "./target.ts";

const arrivals = z.array(
  z.object({
    id: z.string(),
    channel: z.enum(["sms", "mail"]),
    to: z.string(),
    text: z.string(),
    code: z.string().optional(),
  }),
);

/** Reads what `/_sim/inbox` answers; undefined when it is a server of somebody else. */
export function readArrivals(json: unknown): readonly Arrival[] | undefined {
  // A field that JSON leaves out is not there.
  return arrivals.safeParse(json).data as readonly Arrival[] | undefined;
}
