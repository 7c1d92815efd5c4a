import type { Mutant } from "./mutant.ts";
import { addressbook } from "./rows/addressbook.ts";
import { assistant } from "./rows/assistant.ts";
import { conversation } from "./rows/conversation.ts";
import { delivery } from "./rows/delivery.ts";
import { domain } from "./rows/domain.ts";
import { console } from "./rows/console.ts";
import { http } from "./rows/http.ts";
import { operations } from "./rows/operations.ts";
import { store } from "./rows/store.ts";
import { wire } from "./rows/wire.ts";
import { xml } from "./rows/xml.ts";

/** All mutants: the control that each takes out, and the test that must fail then. */
export const table: readonly Mutant[] = [
  ...conversation,
  ...domain,
  ...addressbook,
  ...assistant,
  ...wire,
  ...xml,
  ...console,
  ...store,
  ...delivery,
  ...http,
  ...operations,
];
