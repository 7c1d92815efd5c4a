import { BadInputError } from "../../domain/bad-input.ts";
import { outFileOf } from "./read-xml-file.ts";

/**
 * Leaves out the replies of pairs, since their callbacks bring them along. Throws `BadInputError`
 * for a reply without its callback.
 */
export function withoutReplies(files: readonly string[]): readonly string[] {
  const outs = new Set(files.map(outFileOf));
  const alone = files.find((file) => file.endsWith(".out.xml") && !outs.has(file));
  if (alone === undefined) return files.filter((file) => !outs.has(file));
  const pair = alone.replace(/\.out\.xml$/, ".in.xml");
  throw new BadInputError(`${alone} is the reply to ${pair}, which is not among the files`);
}
