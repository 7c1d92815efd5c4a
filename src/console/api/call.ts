import type { z } from "zod";
import type { AdministrativeAct, Who } from "../../domain/administration.ts";
import { readAs } from "../../domain/read-as.ts";

/** What a call is asked. */
export type ApiRequest = {
  readonly who: Who;
  /** What it is about: the part of the path that its name leaves open, or ''. */
  readonly object: string;
  readonly query: unknown;
  readonly body: unknown;
};

/** What a call of `/api` does: who may make it is asked by its act, before it is answered. */
export type ApiCall = {
  readonly act: AdministrativeAct;
  /** 200 unless it says otherwise. */
  readonly status?: 201;
  /** Returns what is answered, as JSON. Throws `BadInputError` with one line. */
  readonly answer: (asked: ApiRequest) => Promise<object>;
};

/** ApiCalls by method and path below `/api`, as Express writes it: `GET /members/:userid`. */
export type ApiCalls = Readonly<Record<string, ApiCall>>;

/** Reads a query. Throws `BadInputError` with a line for each name that is wrong. */
export function queryAs<T>(schema: z.ZodType<T>, query: unknown): T {
  return readAs(schema, query, { whole: "the query", name: "parameter" });
}

/** Reads a body. Throws `BadInputError` with a line for each field that is wrong. */
export function bodyAs<T>(schema: z.ZodType<T>, body: unknown): T {
  return readAs(schema, body ?? {});
}
