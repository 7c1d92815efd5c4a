import { freshMessageId } from "../callback-client/stamp.ts";
import { textOf, type Fields } from "../wire/loose-xml.ts";
import type { Secrets } from "../wire/secrets.ts";
import { writeFields } from "../wire/write-fields.ts";
import { createCallbackMemory } from "./callback-memory.ts";
import { actorOf, type RecordedCallback } from "./recording/recorded.ts";

/** What changes in a callback before it is sent again. */
export type Restamping = {
  /**
   * `new`: each message its own, but a recorded redelivery that of the first delivery; `kept`: as
   * recorded; `repeated`: one for all messages of a follower.
   */
  readonly messageIds: "new" | "kept" | "repeated";
  /** CreateTime. `now`: the moment of sending; `kept`; `shifted`: the first is now, distances stay. */
  readonly times: "now" | "kept" | "shifted";
  /** Fields, by name or path (`ScanCodeInfo/ScanResult`), that take another value where they are. */
  readonly set: ReadonlyMap<string, string>;
  /** The app that callbacks come from, where another than the recorded one is wanted. */
  readonly agent: number | undefined;
};

/** Prepares callbacks for sending, and remembers what it has to. */
export type Restamper = {
  /** Answers the callback's fields as they are to be sent at this moment, ms. */
  restamp(recorded: RecordedCallback, nowMs: number): Fields;
};

type Stamped = { readonly createTime: number; readonly messageId: string };

/** Prepares callbacks for sending to whoever shares these secrets. */
export function createRestamper(
  { messageIds, times, set, agent }: Restamping,
  secrets: Secrets,
): Restamper {
  const { kind, receiveId } = secrets;
  // The last stamp of each follower, and the first one of each callback.
  const lasts = new Map<string, Stamped>();
  const firsts = createCallbackMemory<Stamped>(secrets);
  let shift: number | undefined;

  const timeOf = (recorded: number, now: number, last: Stamped | undefined): number => {
    shift ??= now - recorded;
    if (times === "shifted") return recorded + shift;
    // Events are told apart by their second, so no two of a follower's share one.
    return Math.max(now, (last?.createTime ?? 0) + 1);
  };
  return {
    restamp(recorded, nowMs) {
      const { fields } = recorded;
      const changed = withValues(fields, set);
      const follower = actorOf(changed);
      const last = lasts.get(follower);
      const now = Math.floor(nowMs / 1000);
      const fresh = (): Stamped => ({
        createTime: timeOf(Number(textOf(fields, "CreateTime")) || now, now, last),
        messageId: (messageIds === "repeated" ? last?.messageId : undefined) ?? freshMessageId(),
      });
      const isAgain = (recorded.attempt ?? 1) > 1;
      const stamped = firsts(
        writeFields({ ...fields, ToUserName: receiveId }),
        (before) => (isAgain ? before : undefined) ?? fresh(),
      );
      lasts.set(follower, stamped);
      const { AgentID, ...rest } = changed;
      const from = kind === "official" ? undefined : (agent?.toString() ?? AgentID);
      return {
        ...rest,
        // An official account is addressed by its original id, which is not its AppID.
        ...(kind === "enterprise" && { ToUserName: receiveId }),
        ...(times !== "kept" && { CreateTime: String(stamped.createTime) }),
        ...(messageIds !== "kept" && "MsgId" in fields && { MsgId: stamped.messageId }),
        ...(from !== undefined && { AgentID: from }),
        ...Object.fromEntries([...set].filter(([name]) => name in fields)),
      };
    },
  };
}

/** Says whether a callback has a field, by its name or path. */
export function hasField(fields: Fields, path: string): boolean {
  const [name = "", ...rest] = path.split("/");
  const value = fields[name];
  if (value === undefined || rest.length === 0) return value !== undefined;
  return isNested(value) && hasField(value, rest.join("/"));
}

function withValues(fields: Fields, values: ReadonlyMap<string, string>, above = ""): Fields {
  if (values.size === 0) return fields;
  const changed = Object.entries(fields).map(([name, value]) => {
    const path = above + name;
    const inside = isNested(value) ? withValues(value, values, `${path}/`) : value;
    return [name, values.get(path) ?? inside] as const;
  });
  return Object.fromEntries(changed);
}

function isNested(value: Fields[string] | undefined): value is Fields {
  return typeof value === "object" && !Array.isArray(value);
}
