import { event, gestures, message, type Gesture } from "../simulator/messages.ts";
import type { Action } from "../talk/play/target.ts";

/** What an act is on the wire. Throws `RangeError` at one that has no callback. */
export function gestureOf({ action, text }: Action): Gesture {
  switch (action) {
    case "follow":
    case "unfollow":
      return gestures[action];
    case "enter":
      return event("enter_agent", "");
    case "tap":
      return event("click", text);
    case "view":
      return event("view", text);
    case "say":
    case "image":
    case "location": {
      const gesture = message(action === "say" ? "text" : action, text);
      // Who pastes XML with CDATA in it finds its end unescaped on the wire (docs/fidelity.md).
      const ends = /<!\[CDATA\[[^]*\]\]>/.test(text) ? "bare" : "escaped";
      if (gesture !== undefined) return { ...gesture, ends };
      break;
    }
    case "confirm":
      break;
  }
  throw new RangeError(`${action} is not told by a callback`);
}
