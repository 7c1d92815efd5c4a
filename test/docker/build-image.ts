import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import dockerignore from "@balena/dockerignore";
import { readDockerfile, type Target, type Step } from "./read-dockerfile.ts";

/** A target whose steps have been run in a folder, which stands for the root of its file system. */
export type Built = Target & {
  readonly root: string;
  /** The folder that the last WORKDIR names. */
  readonly workFolder: string;
};

/** Where a path of the image lies on this machine. */
export function inRoot(root: string, path: string): string {
  return join(root, path);
}

/** Which of a folder's files an engine would be sent as the context. */
export function contextOf(files: readonly string[], ignoreText: string): readonly string[] {
  return dockerignore
    .default()
    .add(ignoreText.split("\n").filter((line) => !line.startsWith("#")))
    .filter([...files]);
}

/**
 * Runs the steps of a Dockerfile in a folder, without an engine: COPY copies files, RUN is a shell
 * in the folder that WORKDIR names. Base images are this machine; owners are not changed. Answers
 * the last target. Throws with what a step said when it fails.
 */
export function buildImage(source: string, place: string): Built {
  const context = join(place, "context");
  for (const file of contextOf(filesOf(source), read(source, ".dockerignore"))) {
    copyInto(join(source, file), join(context, file));
  }
  const built: Built[] = [];
  for (const [index, target] of readDockerfile(read(source, "Dockerfile")).entries()) {
    const root = join(place, target.name ?? `target-${index}`);
    mkdirSync(root, { recursive: true });
    const rootOf = (from: string | undefined): string => {
      if (from === undefined) return context;
      const known = built.find(({ name }) => name === from);
      if (known === undefined) throw new Error(`COPY --from=${from}: there is no such target`);
      return known.root;
    };
    const workdir = target.steps.reduce((at, step) => play(step, { root, at, rootOf }), "/");
    built.push({ ...target, root, workFolder: inRoot(root, workdir) });
  }
  const last = built.at(-1);
  if (last === undefined) throw new Error("the Dockerfile has no target");
  return last;
}

/** What a program of this machine sees of it, within an image. */
export function surroundings(): Readonly<Record<string, string | undefined>> {
  const kept =
    /^(HOME|(npm_config_)?(registry|cache|userconfig|globalconfig)|(https?|no)_proxy|NODE_EXTRA_CA_CERTS)$/i;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name))),
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
  };
}

function filesOf(source: string): readonly string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: source,
      encoding: "utf8",
    },
  );
  return listed.split("\0").filter((file) => file !== "" && existsSync(join(source, file)));
}

type Stand = {
  readonly root: string;
  readonly at: string;
  readonly rootOf: (from: string | undefined) => string;
};

/** Runs one step; answers the folder that the next one begins in. */
function play(step: Step, { root, at, rootOf }: Stand): string {
  switch (step.does) {
    case "enter":
      mkdirSync(inRoot(root, step.folder), { recursive: true });
      return step.folder;
    case "copy": {
      const to = inRoot(root, step.to.startsWith("/") ? step.to : join(at, step.to));
      for (const source of step.sources) copyOne(join(rootOf(step.from), source), to, step);
      return at;
    }
    case "run":
      run(step.command, inRoot(root, at));
      return at;
  }
}

function copyOne(
  from: string,
  to: string,
  { to: written, sources }: Step & { does: "copy" },
): void {
  if (!existsSync(from)) throw new Error(`COPY ${basename(from)}: it is not in the context`);
  const isInto = written.endsWith("/") || sources.length > 1;
  const target = isInto && !statSync(from).isDirectory() ? join(to, basename(from)) : to;
  copyInto(from, target);
}

function copyInto(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

function run(command: string, cwd: string): void {
  const env = { ...surroundings(), npm_config_prefer_offline: "true" };
  const ran = spawnSync("/bin/sh", ["-c", command], {
    cwd,
    env,
    encoding: "utf8",
    timeout: 150_000,
  });
  if (ran.status === 0) return;
  throw new Error(`RUN ${command}: ${ran.signal ?? ran.status ?? "no shell"}\n${ran.stderr}`);
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}
