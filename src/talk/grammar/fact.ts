/** The pieces of what stands behind `?`, as they are written. */
export type FactLine = {
  /** Of whom; undefined: the last one who said or did something. */
  readonly who: string | undefined;
  readonly name: string;
  readonly value: string;
};

const form =
  /^(?:("(?:[^"\\]|\\.)*"(?:@\d+)?|(?:(?! +=).)*?)\.)?([A-Za-z][A-Za-z0-9_]*) += *(.+)$/su;

/** Cuts what stands behind `?`, `[ACTOR.]NAME = VALUE`; undefined when it is no such thing. */
export function cutFact(text: string): FactLine | undefined {
  const [, who, name, value] = form.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : { who, name, value };
}

/** Writes a fact as it stands in a talk. */
export function writeFact({ who, name, value }: FactLine): string {
  return `? ${who === undefined ? "" : `${who}.`}${name} = ${value}`;
}
