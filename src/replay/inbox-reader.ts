/** A message that a phone or mailbox received. */
export type Arrival = {
  readonly id: string;
  readonly channel: "sms" | "mail";
  readonly to: string;
  readonly text: string;
  readonly code?: string;
};

/** What arrives while a recording is played. */
export type InboxReader = {
  /** Answers what has arrived since the last call, oldest first. */
  fresh(): Promise<readonly Arrival[]>;
  /** Answers the last code that arrived, if one has. */
  lastCode(): Promise<string | undefined>;
};

/** Reads the simulator's inbox through its control API; a target without one has no arrivals. */
export async function createInboxReader(origin: string): Promise<InboxReader> {
  const seen = new Set<string>();
  let code: string | undefined;
  const fresh = async (): Promise<readonly Arrival[]> => {
    const arrived = (await messagesOf(origin)).filter(({ id }) => !seen.has(id)).reverse();
    for (const arrival of arrived) {
      seen.add(arrival.id);
      code = arrival.code ?? code;
    }
    return arrived;
  };
  // What lay there before belongs to somebody else's conversation.
  await fresh();
  code = undefined;
  return {
    fresh,
    lastCode: async () => {
      await fresh();
      return code;
    },
  };
}

async function messagesOf(origin: string): Promise<readonly Arrival[]> {
  try {
    const response = await fetch(`${origin}/_sim/inbox?limit=50`, {
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) return [];
    const messages: unknown = await response.json();
    // The control API's own shape; anything else is somebody else's server.
    return Array.isArray(messages) ? (messages as readonly Arrival[]) : [];
  } catch {
    return [];
  }
}
