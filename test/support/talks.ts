import { parseTalk } from "../../src/talk/grammar/parse.ts";
import type { Talk } from "../../src/talk/grammar/talk.ts";

/** The n-th of any number of talks: ten turns that end well, by phone or by mail, with up to three slips. */
export function talkOfTenTurns(index: number): Talk {
  const slips = index % 4;
  const byPhone = index % 2 === 0;
  const lines = [
    "zhangwei ~ follow",
    "zhangwei < 请回复您在企业号登记的手机号或邮箱",
    `zhangwei > 139${String(index).padStart(8, "0")}`,
    "zhangwei < 请联系 IT 8001",
    `zhangwei > ${byPhone ? "13800000001" : "wei@example.com"}`,
    "zhangwei < 验证码已发送至 {{masked}}，10 分钟内有效",
    `! ${byPhone ? "sms 13800000001" : "mail wei@example.com"} {{code}}`,
    ...Array.from({ length: slips }, () => "zhangwei > 000000\nzhangwei < 请联系 IT 8001"),
    "zhangwei > {{code}}",
    "zhangwei < 验证成功，张伟",
    ...Array.from({ length: 6 - slips }, (_, turn) => {
      return `zhangwei > hello ${turn}\nzhangwei < 您已通过身份验证，张伟`;
    }),
    "? status = followed",
  ];
  return parseTalk(`${index}.talk`, lines.join("\n"));
}
