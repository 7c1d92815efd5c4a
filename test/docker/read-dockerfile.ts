import {
  Copy,
  DockerfileParser,
  Env,
  From,
  JSONInstruction,
  type Instruction,
} from "dockerfile-ast";

/** A step of a target that makes or changes files. */
export type Step =
  | { readonly does: "run"; readonly command: string }
  | { readonly does: "enter"; readonly folder: string }
  | {
      readonly does: "copy";
      /** The name of the target that it copies from; undefined: the context. */
      readonly from: string | undefined;
      readonly owner: string | undefined;
      readonly sources: readonly string[];
      readonly to: string;
    };

/** What stands between two FROMs. */
export type Target = {
  readonly name: string | undefined;
  readonly base: string;
  readonly steps: readonly Step[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly healthcheck: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
};

/** Reads a Dockerfile into its targets. Throws on an instruction that the tests cannot play. */
export function readDockerfile(text: string): readonly Target[] {
  const dockerfile = DockerfileParser.parse(text);
  const given = new Map(
    dockerfile.getInitialARGs().map((arg) => {
      const property = arg.getProperty();
      return [property?.getName() ?? "", property?.getValue() ?? ""];
    }),
  );
  const targets: Instruction[][] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction instanceof From) targets.push([]);
    targets.at(-1)?.push(instruction);
  }
  return targets.map((instructions) => targetOf(instructions, given));
}

function targetOf(
  instructions: readonly Instruction[],
  given: ReadonlyMap<string, string>,
): Target {
  const of = (keyword: string): readonly Instruction[] =>
    instructions.filter((instruction) => instruction.getKeyword() === keyword);
  const [from] = instructions;
  if (!(from instanceof From)) throw new Error("a target begins with FROM");
  return {
    name: from.getBuildStage() ?? undefined,
    base: (from.getImage() ?? "").replace(
      /\$\{(\w+)\}/g,
      (_, name: string) => given.get(name) ?? "",
    ),
    steps: instructions.flatMap((instruction) => stepOf(instruction) ?? []),
    environment: Object.fromEntries(of("ENV").flatMap(variablesOf)),
    user: of("USER").at(-1)?.getArgumentsContent() ?? undefined,
    volumes: of("VOLUME").flatMap(wordsOf),
    ports: of("EXPOSE").flatMap(wordsOf),
    healthcheck: of("HEALTHCHECK").flatMap(healthcheckOf),
    entrypoint: of("ENTRYPOINT").flatMap(wordsOf),
    command: of("CMD").flatMap(wordsOf),
  };
}

function stepOf(instruction: Instruction): Step | undefined {
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case "RUN":
      return { does: "run", command: instruction.getArgumentsContent() ?? "" };
    case "WORKDIR":
      return { does: "enter", folder: instruction.getArgumentsContent() ?? "" };
    case "COPY":
      return copyOf(instruction);
    case "FROM":
    case "ENV":
    case "USER":
    case "VOLUME":
    case "EXPOSE":
    case "HEALTHCHECK":
    case "ENTRYPOINT":
    case "CMD":
      return undefined;
    default:
      throw new Error(`${keyword} is an instruction that these tests cannot play`);
  }
}

function copyOf(instruction: Instruction): Step {
  if (!(instruction instanceof Copy)) throw new Error("COPY was expected");
  const flags = new Map(
    instruction.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? undefined]),
  );
  const paths = wordsOf(instruction);
  return {
    does: "copy",
    from: flags.get("from"),
    owner: flags.get("chown"),
    sources: paths.slice(0, -1),
    to: paths.at(-1) ?? "",
  };
}

/** The words of an instruction, whether written as JSON or not; its flags are none of them. */
function wordsOf(instruction: Instruction): readonly string[] {
  if (instruction instanceof JSONInstruction) {
    const strings = instruction.getJSONStrings();
    if (strings.length > 0) return strings.map((string) => string.getJSONValue());
  }
  return instruction.getArguments().map((argument) => argument.getValue());
}

function variablesOf(instruction: Instruction): readonly (readonly [string, string])[] {
  if (!(instruction instanceof Env)) return [];
  return instruction
    .getProperties()
    .map((property) => [property.getName(), property.getValue() ?? ""]);
}

function healthcheckOf(instruction: Instruction): readonly string[] {
  const [, json = "[]"] = /\bCMD\s+(\[.*\])/s.exec(instruction.getArgumentsContent() ?? "") ?? [];
  // The exec form is JSON by its definition; the lint has read it already.
  return JSON.parse(json) as readonly string[];
}
