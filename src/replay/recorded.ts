import { readFile } from "node:fs/promises";
import { BadInputError } from "../domain/bad-input.ts";
import { readFields, textOf, type Fields } from "../wire/loose-xml.ts";

/** A callback as somebody kept it, before it is stamped and signed afresh. */
export type Recorded = {
  readonly file: string;
  readonly fields: Fields;
};

/** Reads a recorded callback, forgivingly. Throws `BadInputError` that names the file. */
export async function readRecorded(file: string): Promise<Recorded> {
  const xml = await readFile(file, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new BadInputError(`${file} cannot be read: ${code}`);
  });
  const fields = readFields(xml);
  if (fields === undefined) throw new BadInputError(`${file} is no XML with <xml> around it`);
  for (const name of ["FromUserName", "MsgType"]) {
    if (typeof fields[name] !== "string") {
      throw new BadInputError(`${file} is no callback: it has no ${name}`);
    }
  }
  return { file, fields };
}

/** Says who brought a callback about. */
export function actorOf({ fields }: Recorded): string {
  return textOf(fields, "FromUserName");
}

const gestures: Readonly<Record<string, (key: string) => string>> = {
  subscribe: () => "follow",
  unsubscribe: () => "unfollow",
  enter_agent: () => "enter",
  click: (key) => `tap ${key}`,
  view: (key) => `view ${key}`,
};

/** Says what a callback is in the notation of talks: said, or done. */
export function gestureOf({ fields }: Recorded): {
  readonly sign: ">" | "~";
  readonly text: string;
} {
  const type = textOf(fields, "MsgType");
  if (type === "text") return { sign: ">", text: textOf(fields, "Content") };
  if (type === "image") return { sign: "~", text: `sends image ${textOf(fields, "MediaId")}` };
  if (type === "location") {
    return {
      sign: "~",
      text: `at ${textOf(fields, "Location_X")},${textOf(fields, "Location_Y")}`,
    };
  }
  if (type !== "event") return { sign: "~", text: `sends ${type}` };
  const event = textOf(fields, "Event").toLowerCase();
  const gesture = gestures[event];
  return { sign: "~", text: gesture?.(textOf(fields, "EventKey")) ?? event };
}
