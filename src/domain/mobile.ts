import { parsePhoneNumberFromString } from "libphonenumber-js/max";

// Where the members of Chinese companies have their phones, the numbering plan's leading digits
// decide: which ranges behind them are given out changes year by year. 179 begins what is dialled
// before a number abroad.
const plans = /^\+(?:861(?:[3-689]\d|7[0-8])\d{8}|852[569]\d{7}|8536\d{7}|8869\d{8})$/;
const chineseAreaAndNumber = /^(?:10|2\d|[3-9]\d\d)\d{7,8}$/;
const chineseService = /^[48]00\d{7}$/;

const landline = "is a landline; a code can only reach a mobile";
const service = "is a service number, not a mobile";

/** Says why a number in E.164 is none that a mobile phone can have, if it is not. */
export function mobileProblem(number: string): string | undefined {
  if (plans.test(number)) return undefined;
  const type = parsePhoneNumberFromString(number)?.getType();
  if (type === "FIXED_LINE") return landline;
  if (number.startsWith("+86")) return chineseProblem(number.slice(3));
  // In some countries, the USA say, a number does not tell.
  if (type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE") return undefined;
  return type === undefined ? "is not a number that its country gives out" : service;
}

/** Says that a Chinese mobile has another number of digits. */
export function wrongLength(national: string): string {
  return `has ${national.length} digits, a Chinese mobile has 11`;
}

function chineseProblem(national: string): string {
  if (/^1[3-9]/.test(national) && national.length !== 11) return wrongLength(national);
  if (chineseService.test(national)) return service;
  if (chineseAreaAndNumber.test(national)) return landline;
  return "is not a Chinese mobile, 11 digits from 13 to 19; a number abroad begins with + and its country";
}
