import { readFileSync } from "node:fs";
import { dereference } from "@readme/openapi-parser";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { sessionOf, putSession } from "../../../src/records/sessions.ts";
import { putAdministrator } from "../../../src/records/administrators.ts";
import { newSecretId } from "../../../src/records/secret-ids.ts";
import { change } from "../../store/changes.ts";
import { startProgram, type Program } from "../../support/program.ts";

/** What `/api` answered. */
export type Answered = { readonly status: number; readonly json: unknown };

/** The whole program, and an administrator who has signed in. */
export type Administrated = {
  readonly program: Program;
  /** Asks `/api`; throws when the answer is not what docs/openapi.yaml says. */
  readonly ask: (method: Method, path: string, body?: unknown) => Promise<Answered>;
  /** The cookie of `admin`. */
  readonly cookie: string;
  /** Imports an address book. */
  readonly upload: (form: FormData) => Promise<Answered>;
  /** Another administrator's view of it. */
  readonly as: (name: string) => Promise<Administrated["ask"]>;
  /** Every operation that was answered with 2xx: `get /account`. */
  readonly answered: ReadonlySet<string>;
};

export type Method = "get" | "post" | "put" | "patch" | "delete";

type Operation = {
  readonly responses: Readonly<
    Record<string, { content?: Record<string, { schema: object }> } | undefined>
  >;
};

type Described = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const file = new URL("../../../docs/openapi.yaml", import.meta.url);
const ajv = new Ajv2020({ strict: false, allErrors: true });
const compiled = new Map<object, ValidateFunction>();

/** Reads docs/openapi.yaml, with every reference replaced by what it refers to. */
export async function described(): Promise<Described> {
  const text: unknown = parse(readFileSync(file, "utf8"));
  return await dereference(text as never);
}

/** The operations of a description: `get /account`. */
export function operationsOf({ paths }: Described): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => method !== "parameters")
      .map((method) => `${method} ${path}`),
  );
}

/** Starts the program with the administrator `admin` signed in. */
export async function startAdministrated(
  environment: Parameters<typeof startProgram>[0] = {},
): Promise<Administrated> {
  const program = await startProgram(environment);
  const description = await described();
  const answered = new Set<string>();
  const asking = (cookie: string): Administrated["ask"] => {
    return async (method, path, body) => {
      const response = await fetch(`${program.server.url}/api${path}`, {
        method: method.toUpperCase(),
        headers: { Cookie: `session=${cookie}`, "Content-Type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const json: unknown = await response.json();
      const operation = operationFor(description, method, path);
      refuseUndescribed(operation, response.status, json);
      if (response.ok) answered.add(operation.name);
      return { status: response.status, json };
    };
  };
  const signIn = async (name: string): Promise<string> => {
    const id = newSecretId();
    const [entry] = await program.host.store.read([`administrators/${name}`]);
    const password =
      (entry?.value as { readonly password?: string } | undefined)?.password ?? "no hash";
    const session = putSession(id, sessionOf({ name, password }, Date.now()));
    await program.host.store.commit(change({ puts: [session] }));
    return id;
  };
  const admin = putAdministrator({ name: "admin", password: "no hash" });
  await program.host.store.commit(change({ puts: [admin] }));
  const own = await signIn("admin");
  return {
    program,
    answered,
    cookie: own,
    ask: asking(own),
    async upload(form) {
      const response = await fetch(`${program.server.url}/api/members/import`, {
        method: "POST",
        headers: { Cookie: `session=${own}` },
        body: form,
      });
      const json: unknown = await response.json();
      refuseUndescribed(
        operationFor(description, "post", "/members/import"),
        response.status,
        json,
      );
      return { status: response.status, json };
    },
    as: async (name) => asking(await signIn(name)),
  };
}

function operationFor({ paths }: Described, method: Method, asked: string) {
  const [bare = ""] = asked.split("?", 1);
  for (const [path, operations] of Object.entries(paths)) {
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    const operation = operations[method];
    if (pattern.test(bare) && operation !== undefined) {
      return { name: `${method} ${path}`, operation };
    }
  }
  throw new Error(`docs/openapi.yaml describes no ${method} ${bare}`);
}

function refuseUndescribed(
  { name, operation }: { readonly name: string; readonly operation: Operation },
  status: number,
  json: unknown,
): void {
  const schema = operation.responses[String(status)]?.content?.["application/json"]?.schema;
  if (schema === undefined) {
    throw new Error(`docs/openapi.yaml describes no ${status} of ${name}: ${JSON.stringify(json)}`);
  }
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(json)) return;
  throw new Error(`${name} ${status}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(json)}`);
}
