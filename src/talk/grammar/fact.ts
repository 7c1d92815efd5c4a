/** The pieces of what stands behind `?`, as they are written. */
export type FactLine = {
  /** Of whom; undefined: the last one who said or did something. */
  readonly who: string | undefined;
  readonly name: string;
  readonly value: string;
};

const quotedWho = /^"(?:[^"\\]|\\.)*"(?:[@＠]\d+)?(?=\.)/su;

/** Cuts what stands behind `?`, `[ACTOR.]NAME = VALUE`; undefined when it is no such thing. */
export function cutFact(text: string): FactLine | undefined {
  const sign = / [=＝]/g;
  sign.lastIndex = quotedWho.exec(text)?.[0].length ?? 0;
  const at = sign.exec(text)?.index;
  if (at === undefined) return undefined;
  const named = text.slice(0, at).trimEnd();
  const value = text.slice(at + 2).replace(/^ +/, "");
  const dot = named.lastIndexOf(".");
  const name = named.slice(dot + 1);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || value === "") return undefined;
  return { who: dot < 0 ? undefined : named.slice(0, dot), name, value };
}

/** Writes a fact as it stands in a talk. */
export function writeFact({ who, name, value }: FactLine): string {
  return `? ${who === undefined ? "" : `${who}.`}${name} = ${value}`;
}
