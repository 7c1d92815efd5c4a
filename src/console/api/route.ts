import { z } from "zod";
import type { AdministrativeAct, Who } from "../../domain/administration.ts";
import { readAs } from "../../domain/read-as.ts";

/** What a route is asked. */
export type ApiCall = {
  readonly who: Who;
  /** The parts of the path that a route names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
};

/** One call of `/api`: who may make it is asked by its act, before it is answered. */
export type Route = {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api`, as Express writes it: `/members/:userid`. */
  readonly path: string;
  readonly act: AdministrativeAct;
  /** The part of the path that names the object; absent: the act is on all of them. */
  readonly object?: string;
  /** 200 unless it says otherwise. */
  readonly status?: 201;
  /** Returns what is answered, as JSON. Throws `BadInputError` with one line. */
  readonly answer: (asked: ApiCall) => Promise<object>;
};

/** A department's id in a query. */
export const idQuery = z
  .string()
  .regex(/^\d{1,15}$/, { error: "must be a department's id" })
  .transform(Number);

/** Reads a query. Throws `BadInputError` with a line for each name that is wrong. */
export function queryAs<T>(schema: z.ZodType<T>, { query }: ApiCall): T {
  return readAs(schema, query, { whole: "the query", name: "parameter" });
}

/** Reads a body. Throws `BadInputError` with a line for each field that is wrong. */
export function bodyAs<T>(schema: z.ZodType<T>, { body }: ApiCall): T {
  return readAs(schema, body ?? {});
}

/** Returns a part of the path. */
export function named({ params }: ApiCall, name: string): string {
  return params[name] ?? "";
}
