import { isFull } from "../domain/account.ts";
import { writtenContact, type Contact } from "../domain/contact.ts";
import { identifiersOf, type Member } from "../domain/member.ts";
import { dayOf } from "../domain/time.ts";
import { accountKey, readAccount } from "../records/account.ts";
import { contactCounterKey, seatsKey } from "../records/counters.ts";
import { followerKey, readFollower } from "../records/followers.ts";
import { identifierKey, readMember } from "../records/members.ts";
import { readCounter } from "../records/record.ts";
import type { FreshStore } from "../records/fresh.ts";
import { readSettings, settingsKey } from "../records/settings.ts";
import { standingKey } from "../records/standings.ts";
import type { Store } from "../store/store.ts";

/** Something to try, in both languages, and the lines to type for it. */
export type FirstStep = {
  readonly about: string;
  readonly inChinese: string;
  readonly lines: readonly string[];
};

/** What is looked at to find somebody who can be verified now. */
type StepParts = {
  readonly store: Store;
  readonly fresh: FreshStore;
  readonly worldNow: () => Promise<number>;
};

const looked = 200;

/**
 * Says what a newcomer can try in the world that is there, against the server at `at`: who follows,
 * whose contact is replied, where the code is read. The lines work as they stand, but for CODE.
 */
export async function firstSteps(parts: StepParts, at: string): Promise<readonly FirstStep[]> {
  const member = await memberToTry(parts, await parts.worldNow());
  if (member === undefined) {
    return [
      {
        about: `Nobody in the address book can be verified now: everybody is bound, disabled or without a phone and an e-mail that takes another code today. Import somebody; the page at ${at} then says what to try`,
        inChinese: "通讯录中目前没有可验证的成员，请先导入",
        lines: [],
      },
    ];
  }
  const { name, contact, boundTo } = member;
  const to = writtenContact(contact);
  const follower = `${at}/_sim/followers/${inUrl(await followerToTry(parts.store))}`;
  const say = (content: string): string =>
    `curl --json ${inShell(JSON.stringify({ content }))} ${follower}/messages`;
  const leave = boundTo && `${at}/_sim/followers/${inUrl(boundTo)}/unfollow`;
  return [
    {
      about: "Follow the account, as a follower that nobody knows yet",
      inChinese: "以尚未验证的身份关注",
      lines: [
        // Whoever is bound already has to leave first.
        ...(leave === undefined ? [] : [`curl -X POST ${leave}`]),
        `curl -X POST ${follower}/follow`,
      ],
    },
    {
      about: `Reply with the contact that the address book has of ${name.replace(/\p{Cc}/gu, " ")}`,
      inChinese: `回复${name}登记的手机号或邮箱`,
      lines: [say(to)],
    },
    {
      about: "Read the code that arrived, and reply with it in the place of CODE",
      inChinese: "查看收到的验证码，并用它代替 CODE 回复",
      lines: [`curl '${at}/_sim/inbox?limit=1&to=${inUrl(to)}'`, say("CODE")],
    },
    {
      about: "See where the follower stands",
      inChinese: "查看关注状态",
      lines: [`curl ${follower}`],
    },
  ];
}

function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function inUrl(text: string): string {
  const marks = /[!'()*]/g;
  return encodeURIComponent(text).replace(marks, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}

type Tried = Pick<Member, "name" | "boundTo"> & { readonly contact: Contact };

/** Finds a member with a contact that still takes a code today: one that is free, if there is one. */
async function memberToTry({ store, fresh }: StepParts, now: number): Promise<Tried | undefined> {
  const entries = await store.scan("members", { limit: looked });
  const members = entries.flatMap((entry) => readMember(entry) ?? []);
  const [settings, account, taken] = await store.read([settingsKey, accountKey, seatsKey]);
  const { timeZone, sendsPerContactPerDay } = readSettings(settings, fresh.settings);
  const { date } = dayOf(now, timeZone);
  const able = members
    .filter(({ enabled }) => enabled)
    .flatMap((member) => contactsOf(member).map((contact) => ({ ...member, contact })));
  const counted = await store.read(
    able.map(({ contact }) => contactCounterKey("contact-sends", date, contact)),
  );
  const left = able.filter(
    (_, index) => Number(counted[index]?.value ?? 0) < sendsPerContactPerDay,
  );
  const noneLeft = isFull(readAccount(account), readCounter(taken));
  // Where all seats are taken, somebody has to leave before another can come.
  return left.find(({ boundTo }) => (boundTo === undefined) !== noneLeft) ?? left[0];
}

function contactsOf({ mobile, email }: Member): readonly Contact[] {
  return [
    ...(mobile === undefined ? [] : [{ channel: "sms", to: mobile } as const]),
    ...(email === undefined ? [] : [{ channel: "mail", to: email } as const]),
  ];
}

/** Finds a follower who has said nothing yet and whom the book does not know, or a name for one. */
async function followerToTry(store: Store): Promise<string> {
  const entries = await store.scan("followers", { limit: looked });
  for (const profile of entries.flatMap((entry) => readFollower(entry) ?? [])) {
    const keys = [standingKey(profile.openid), ...identifiersOf(profile).map(identifierKey)];
    const met = await store.read(keys);
    if (met.every(({ value }) => value === undefined)) return profile.openid;
  }
  for (let number = 1; ; number += 1) {
    const openid = `oNewcomer${number}`;
    const met = await store.read([followerKey(openid), standingKey(openid)]);
    if (met.every(({ value }) => value === undefined)) return openid;
  }
}
