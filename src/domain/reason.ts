/**
 * Says for a log why something failed, in a line. Of what the language throws by itself, whose words
 * may quote what it met (a contact, an openid), it says what it is and in which function; all others
 * say in words of their own what they may say.
 */
export function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { name, message } = error;
  if (!quoting.some((kind) => error instanceof kind)) return message.split("\n", 1)[0] ?? "";
  const place = functionIn(error);
  return place === undefined ? name : `${name} in ${place}`;
}

const quoting = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError];

/** The function that threw, of those that have a name; what stands before the stack is skipped. */
function functionIn({ stack = "", message }: Error): string | undefined {
  const frames = stack.slice(stack.indexOf(message) + message.length);
  return /^ +at (?:async |new )*([\w$.<>]+) \(/m.exec(frames)?.[1];
}
