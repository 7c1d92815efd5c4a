import type { Member } from "../../src/domain/member.ts";

/** Somebody who writes to the account, and the member that it is, or may turn out to be. */
export type Person = {
  readonly openid: string;
  readonly member: Member;
  /** The member's phone as a person types it. */
  readonly phone: string;
};

const longestCrowd = 1_000_000;

/** Those of an address book of any size: the same names as in the CSV that `growth` imports. */
export function colleague(index: number): Person {
  return personOf(`c${index}`, index, 137);
}

/** One of the few who follow, prove themselves or leave; `crowd` keeps their numbers apart. */
export function actor(crowd: number, name: string, index: number): Person {
  return personOf(name, crowd * longestCrowd + index, 138);
}

function personOf(name: string, serial: number, prefix: number): Person {
  const phone = `${prefix}${String(serial).padStart(8, "0")}`;
  const member = {
    userid: name,
    name: `员工${serial}`,
    department: [1],
    mobile: `+86${phone}`,
    email: `${name}@example.com`,
    weixinid: `wx_${name}`,
    enabled: true,
  };
  return { openid: `o-${name}`, member, phone };
}
