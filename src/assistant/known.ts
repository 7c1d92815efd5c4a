import type { Question } from "../conversation/turn.ts";
import type { Account } from "../domain/account.ts";
import type { Conversation } from "../domain/conversation.ts";
import type { Profile } from "../domain/follower.ts";
import { identifierOf, identifiersOf, type Member, type MemberFact } from "../domain/member.ts";
import type { Settings } from "../domain/settings.ts";
import type { Standing } from "../domain/standing.ts";
import { accountKey, readAccount } from "../records/account.ts";
import { clockKey, readClockOffset } from "../records/clock.ts";
import type { CodeMaker } from "../records/codes.ts";
import { conversationKey, readConversation } from "../records/conversations.ts";
import { followerKey, readFollower } from "../records/followers.ts";
import {
  identifierKey,
  hasIdentifier,
  memberKey,
  readIdentifier,
  readMember,
} from "../records/members.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import { readStanding, standingKey } from "../records/standings.ts";
import type { Entry, Store } from "../store/store.ts";

/** All that one read tells about a follower's turn. */
export type Known = {
  readonly conversation: Conversation;
  readonly version: string;
  readonly profile: Profile | undefined;
  readonly settings: Settings;
  /** Which history of the data it was read from, as far as the store knew. */
  readonly history: string;
  readonly account: Account;
  /** World clock, ms. */
  readonly now: number;
};

/** Whose turn is read, at which time, and the settings where none are stored. */
type Asked = {
  readonly follower: string;
  readonly freshSettings: Settings;
  /** Real clock, ms. */
  readonly realNow: number;
};

/** Reads, in one round trip, what every turn of a follower needs. */
export async function knownOf(
  store: Store,
  { follower, freshSettings, realNow }: Asked,
): Promise<Known> {
  // Before the read: what is found to have ended meanwhile refuses the commit.
  const history = store.history();
  const [conversation, profile, settings, account, clock] = await store.read([
    conversationKey(follower),
    followerKey(follower),
    settingsKey,
    accountKey,
    clockKey,
  ]);
  return {
    conversation: readConversation(conversation),
    version: conversation?.version ?? "",
    profile: readFollower(profile),
    settings: readSettings(settings, freshSettings),
    history,
    account: readAccount(account),
    now: realNow + readClockOffset(clock),
  };
}

/** A member as it was read, to be checked when it is changed. */
export type MemberRead = { readonly member: Member | undefined; readonly version: string };

/** The answer to what a conversation `asks`. */
export type Answered = {
  readonly member: MemberFact | undefined;
  readonly codeIsRight?: boolean;
  /** The member's own record, where the question needed it anyway. */
  readonly read?: MemberRead;
  /** How the follower stands, read along by a question whose answer may change it. */
  readonly stands?: { readonly standing: Standing | undefined };
};

/** Reads a member by userid. */
export async function memberRead(store: Store, userid: string): Promise<MemberRead> {
  const [entry] = await store.read([memberKey(userid)]);
  return memberReadIn(entry);
}

function memberReadIn(entry: Entry | undefined): MemberRead {
  return { member: readMember(entry), version: entry?.version ?? "" };
}

/** Reads how a follower stands. */
export async function standingRead(store: Store, follower: string): Promise<Standing | undefined> {
  const [entry] = await store.read([standingKey(follower)]);
  return readStanding(entry);
}

/** Answers a question in one round trip. */
export async function answered(
  store: Store,
  codes: CodeMaker,
  question: Question,
  { profile }: Pick<Known, "profile">,
  follower: string,
): Promise<Answered> {
  switch (question.kind) {
    case "contact": {
      const [entry] = await store.read([identifierKey(identifierOf(question.contact))]);
      return { member: readIdentifier(entry) };
    }
    case "member": {
      const read = await memberRead(store, question.userid);
      return { member: read.member, read };
    }
    case "profile": {
      const identifiers = identifiersOf(profile ?? {}).filter(({ kind }) =>
        question.by.includes(kind),
      );
      if (identifiers.length === 0) return { member: undefined };
      const keys = identifiers.map(identifierKey);
      const [stands, ...entries] = await store.read([standingKey(follower), ...keys]);
      const member = entries.map(readIdentifier).find((fact) => fact !== undefined);
      return { member, stands: { standing: readStanding(stands) } };
    }
    case "challenge": {
      const { challenge, tried } = question;
      // A decoy is judged and looked up like any other, so that it takes as long.
      const keys = [memberKey(challenge.userid ?? "-"), standingKey(follower)];
      const [entry, stands] = await store.read(keys);
      const read = memberReadIn(entry);
      const { member } = read;
      const codeIsRight = codes.isRight(follower, challenge, tried);
      const still = member !== undefined && hasIdentifier(member, identifierOf(challenge.contact));
      return {
        member: still ? member : undefined,
        codeIsRight,
        read,
        stands: { standing: readStanding(stands) },
      };
    }
  }
}
