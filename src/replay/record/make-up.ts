import { createHmac } from "node:crypto";

/** Makes up values to replace real ones: the same value always gets the same replacement. */
export type MakeUp = {
  /** Letters for letters, digits for digits, so that an id stays an id. */
  alike(kind: string, original: string): string;
  /** E.164 for E.164. */
  phone(original: string): string;
  mail(original: string): string;
  name(original: string): string;
  url(original: string): string;
};

/**
 * Makes up values from a secret that is not written down: after a restart they are the same again,
 * and nobody without the secret can find the real ones by trying.
 */
export function createMakeUp(secret: string): MakeUp {
  const known = new Map<string, string>();
  const owners = new Map<string, string>();

  /** Draws until the value is no other original's replacement. */
  const unlike = (kind: string, original: string, draw: (numbers: Numbers) => string): string => {
    const key = `${kind}\0${original}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    for (let attempt = 0; ; attempt += 1) {
      const drawn = draw(createNumbers(secret, `${key}\0${attempt}`));
      const isTaken = owners.has(`${kind}\0${drawn}`) || drawn === original;
      if (isTaken && attempt < mostAttempts) continue;
      known.set(key, drawn);
      owners.set(`${kind}\0${drawn}`, original);
      return drawn;
    }
  };
  return {
    alike: (kind, original) => unlike(kind, original, (numbers) => shaped(original, numbers)),
    phone: (original) => unlike("phone", original, (numbers) => phoneLike(original, numbers)),
    mail: (original) =>
      unlike("mail", original.toLowerCase(), (numbers) => `${word(numbers, 8)}@example.com`),
    name: (original) => unlike("name", original, (numbers) => nameLike(original, numbers)),
    url: (original) =>
      unlike("url", original, (numbers) => `http://example.com/${word(numbers, 12)}`),
  };
}

const mostAttempts = 1000;

/** Answers a number below `below`, another one each time. */
type Numbers = (below: number) => number;

function createNumbers(secret: string, seed: string): Numbers {
  let bytes = Buffer.alloc(0);
  let block = 0;
  let at = 0;
  return (below) => {
    if (at + 4 > bytes.length) {
      bytes = createHmac("sha256", secret).update(`${seed}\0${block}`).digest();
      block += 1;
      at = 0;
    }
    at += 4;
    return bytes.readUInt32BE(at - 4) % below;
  };
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
// What says which kind of id it is stays: openid, original id, corp id.
const idPrefix = /^(?:o(?=[\w-]{27}$)|gh_|wx|ww)/;

function shaped(original: string, numbers: Numbers): string {
  const prefix = idPrefix.exec(original)?.[0] ?? "";
  const rest = original.slice(prefix.length);
  // What is shorter would leave too few to choose from.
  if (rest.replace(/[^A-Za-z0-9]/g, "").length < 5 && !/^\d+$/.test(rest)) {
    return prefix + word(numbers, 6);
  }
  const drawn = rest.replace(/[A-Za-z0-9]/g, (letter) => oneLike(letter, numbers));
  // A MsgId of 19 digits must stay below 2⁶³.
  return prefix + (/^\d+$/.test(drawn) ? pick("12345678", numbers) + drawn.slice(1) : drawn);
}

function oneLike(letter: string, numbers: Numbers): string {
  if (digits.includes(letter)) return pick(digits, numbers);
  return lower.includes(letter) ? pick(lower, numbers) : pick(lower, numbers).toUpperCase();
}

/**
 * A phone that can hardly be anybody's: of numbers kept for stories where there are such (North
 * America, Great Britain); China has none, so there of a block of satellite telephones.
 */
function phoneLike(original: string, numbers: Numbers): string {
  if (/^\+861\d{10}$/.test(original)) {
    return `+861740${pick("012345", numbers)}${digitsOf(numbers, 6)}`;
  }
  if (/^\+1\d{10}$/.test(original)) {
    return `+1${pick("23456789", numbers)}${pick("0123456", numbers)}${pick("23456789", numbers)}55501${digitsOf(numbers, 2)}`;
  }
  if (/^\+447\d{9}$/.test(original)) return `+447700900${digitsOf(numbers, 3)}`;
  return original.slice(0, 5) + digitsOf(numbers, Math.max(0, original.length - 5));
}

const surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨";
const givenNames = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥";

function nameLike(original: string, numbers: Numbers): string {
  if (/\p{Script=Han}/u.test(original)) {
    return pick(surnames, numbers) + pick(givenNames, numbers) + pick(givenNames, numbers);
  }
  const given = word(numbers, 6);
  return given.slice(0, 1).toUpperCase() + given.slice(1);
}

function word(numbers: Numbers, length: number): string {
  return Array.from({ length }, () => pick(lower, numbers)).join("");
}

function digitsOf(numbers: Numbers, length: number): string {
  return Array.from({ length }, () => pick(digits, numbers)).join("");
}

function pick(from: string, numbers: Numbers): string {
  return from.charAt(numbers(from.length));
}
