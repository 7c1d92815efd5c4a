import type { Check } from "../check.ts";
import { keyShaped } from "../key.ts";
import { chineseTaken, eventTaken, longTaken, markUpTaken, textTaken } from "./callback.ts";
import { copiesAlike } from "./copies.ts";
import { echoed } from "./echo.ts";
import { forgedRefused } from "./forged.ts";
import { lengthsDecrypted } from "./lengths.ts";
import type { ExaminedCallback } from "./examined.ts";
import { isInTime, reached } from "./reach.ts";

/** What the doctor looks at in a callback URL, in the order in which the platform would fail. */
export const urlChecks: readonly Check<ExaminedCallback>[] = [
  { name: "key", asks: "Is the EncodingAESKey one?", run: keyShaped },
  { name: "reached", asks: "Does the URL answer GET?", run: reached },
  {
    name: "time",
    asks: "Is the URL's check answered within 1 s?",
    run: (examined) => isInTime(examined),
  },
  { name: "echo", asks: "Does the echo come back to the letter?", run: echoed },
  { name: "lengths", asks: "Is every length of message decrypted?", run: lengthsDecrypted },
  { name: "text", asks: "Is a text taken, and is the reply right?", run: textTaken },
  { name: "Chinese", asks: "Does Chinese come through, and an emoji?", run: chineseTaken },
  { name: "mark-up", asks: "Do < & and ]]> come through?", run: markUpTaken },
  { name: "long text", asks: "Does a text of 1,900 bytes come through?", run: longTaken },
  { name: "event", asks: "Is an event taken?", run: eventTaken },
  { name: "copies", asks: "Are repeated deliveries answered alike?", run: copiesAlike },
  { name: "forged", asks: "Is a wrong signature refused?", run: forgedRefused },
];
