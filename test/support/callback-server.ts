import { createCallbackHandler } from "../../src/http/callback.ts";
import { listen } from "../../src/http/listener.ts";
import { createCallbacks } from "../../src/assistant/callbacks.ts";
import type { Assistant } from "../../src/assistant/assistant.ts";
import { demoSecrets } from "./pushes.ts";

/** `/callback` and nothing else, on a free port: no Express, no courier. */
export type CallbackServer = { readonly url: string; stop(): Promise<void> };

/** Puts an assistant behind the listener that the program itself uses. */
export async function serveCallbacks(
  assistant: Pick<Assistant, "answer">,
  { secrets = demoSecrets, maxSkewSeconds = 300 } = {},
): Promise<CallbackServer> {
  const handler = createCallbackHandler({
    callbacks: createCallbacks({
      secrets,
      assistant,
      maxSkewSeconds,
      realNow: Date.now,
      told: () => undefined,
    }),
    metrics: { answered: () => undefined, refused: () => undefined },
  });
  const listening = await listen({ host: "127.0.0.1", port: 0 }, handler, (_request, response) => {
    response.writeHead(404).end();
  });
  return { url: `http://127.0.0.1:${listening.port}/callback`, stop: listening.stop };
}
