import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const service = z.object({
  build: z.string().optional(),
  image: z.string().optional(),
  command: z.array(text).default([]),
  environment: z.record(z.string(), text.nullable()).default({}),
  networks: z.array(z.string()).default([]),
  ports: z.array(text).default([]),
  profiles: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(text) }).optional(),
});

const compose = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).nullable()),
  volumes: z.record(z.string(), z.null()),
});

/** A compose file, as far as the tests look at it. */
export type Compose = z.infer<typeof compose>;

/** One of its services. */
export type Service = z.infer<typeof service>;

/** Reads a compose file. Throws with every mistake in the YAML. */
export function readCompose(path: string): { readonly plain: unknown; readonly compose: Compose } {
  const document = parseDocument(readFileSync(path, "utf8"), { strict: true, uniqueKeys: true });
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join("\n"));
  const plain: unknown = document.toJS();
  return { plain, compose: compose.parse(plain) };
}

/** Answers the service of a name. Throws when there is none. */
export function serviceOf({ services }: Compose, name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`the compose file has no service ${name}`);
  return found;
}

/** The variables that a service says a value for; the others come from where compose is called. */
export function environmentOf({ environment }: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
