import { readExamples } from "./example.ts";

/**
 * What the conversation does, an example a line: the phase, what comes, what is known then; the
 * outcome, the phase after it, what is answered, and what is committed with it. Codes are sent to
 * +86 138 0000 0001, at 11:55 and again at noon, which is when everything here happens. A counter's
 * "+1 to 5" counts one more and refuses the turn beyond five.
 */
export const examples = readExamples(`
stranger       | follows                      | it is nobody                         | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
stranger       | follows                      | matching off                         | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
stranger       | follows                      | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
stranger       | follows                      | it is wei; second verification       | confirm-elsewhere   | confirming     | [news] | bind wei on a seat
stranger       | follows                      | it is wei, disabled                  | member-disabled     | asking-contact | 该成员已停用，请联系管理员
stranger       | follows                      | it is wei, bound to another          | already-bound       | asking-contact | 该成员已绑定其他微信，请联系管理员
stranger       | follows                      | it is wei; no seat left              | seats-full          | asking-contact | 关注人数已达上限，请联系管理员
stranger       | follows                      | locked; it is nobody                 | locked-today        | asking-contact |
stranger       | follows                      | locked; locked reply; it is nobody   | locked-today        | asking-contact | 明天再试
stranger       | follows                      | locked; it is wei                    | bound               | followed       | 验证成功，张伟 | bind wei on a seat
stranger       | follows                      | locked yesterday; it is nobody       | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
stranger       | says 你好                    | it is nobody                         | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
stranger       | says 13800000001             | it is nobody                         | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
stranger       | picture                      | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
stranger       | enters                       |                                      | ignored             | stranger       |
stranger       | leaves                       |                                      | ignored             | stranger       |
stranger       | bind                         | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
stranger       | bind                         | it is wei; second verification       | confirm-elsewhere   | confirming     | [news] | bind wei on a seat
stranger       | bind                         | it is nobody                         | contact-unknown     | stranger       |
stranger       | bind                         | it is wei, disabled                  | member-disabled     | stranger       |
stranger       | bind                         | it is wei, bound to another          | already-bound       | stranger       |
stranger       | bind                         | it is wei; no seat left              | seats-full          | stranger       |
stranger       | release                      |                                      | ignored             | stranger       |
stranger       | unlock                       |                                      | ignored             | stranger       |
stranger       | unlock                       | 1 wrong today                        | unlocked            | stranger       |
stranger       | confirm                      |                                      | ignored             | stranger       |

asking-contact | says 你好                    |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | says 000000                  |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | picture                      |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | says help                    |                                      | helped              | asking-contact | 回复登记的手机号或邮箱即可收到验证码；没有收到请回复“重发”，要换一个请回复“更换”。
asking-contact | says 换号                    |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | says 重发                    |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | says 13800000001             | it is wei                            | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 5, contact-wrong +0 to 9
asking-contact | says １３８ 0000 0001        | it is wei                            | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 5, contact-wrong +0 to 9
asking-contact | says 13800000001 13800000002 |                                      | contact-ambiguous   | asking-contact | 验证码发到哪一个？请只回复其中一个手机号或邮箱
asking-contact | says 13800000001             | it is nobody                         | contact-unknown     | asking-contact | 请联系 IT 8001
asking-contact | says 13800000001             | it is nobody; neutral                | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | decoy, contact-sends +1 to 5, contact-wrong +0 to 9
asking-contact | says 13800000001             | it is wei; neutral                   | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 5, contact-wrong +0 to 9
asking-contact | says 13800000001             | it is wei, disabled                  | member-disabled     | asking-contact | 该成员已停用，请联系管理员
asking-contact | says 13800000001             | it is wei, bound to another          | already-bound       | asking-contact | 该成员已绑定其他微信，请联系管理员
asking-contact | says 13800000001             | it is wei, bound to another; neutral | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 5, contact-wrong +0 to 9
asking-contact | says 13800000001             | it is wei; no seat left              | seats-full          | asking-contact | 关注人数已达上限，请联系管理员
asking-contact | says 13800000001             | only mail; it is wei                 | contact-unreachable | asking-contact | 这里只能用邮箱接收验证码，请回复登记的邮箱
asking-contact | says 13800000001             | it is wei; contact's codes used up   | sends-used-up       | asking-contact | 今日验证码发送次数已用完，请联系管理员
asking-contact | says 13800000001             | just sent; it is wei                 | resend-too-soon     | asking-contact | 请在 50 秒后再试
asking-contact | says 13800000001             | 5 codes today; it is wei             | sends-used-up       | asking-contact | 今日验证码发送次数已用完，请联系管理员
asking-contact | says 13800000001             | 4 wrong today; it is wei             | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 5, contact-wrong +0 to 5
asking-contact | says 13800000001             | locked                               | locked-today        | asking-contact |
asking-contact | says 13800000001             | locked; locked reply                 | locked-today        | asking-contact | 明天再试
asking-contact | says 13800000001             | locked; locked reply; told so        | locked-today        | asking-contact |
asking-contact | follows                      | it is nobody                         | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-contact | follows                      | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
asking-contact | follows                      | it is wei; second verification       | confirm-elsewhere   | confirming     | [news] | bind wei on a seat
asking-contact | follows                      | it is wei, disabled                  | member-disabled     | asking-contact | 该成员已停用，请联系管理员
asking-contact | follows                      | it is wei, bound to another          | already-bound       | asking-contact | 该成员已绑定其他微信，请联系管理员
asking-contact | follows                      | it is wei; no seat left              | seats-full          | asking-contact | 关注人数已达上限，请联系管理员
asking-contact | enters                       |                                      | ignored             | asking-contact |
asking-contact | leaves                       |                                      | unfollowed          | stranger       |
asking-contact | bind                         | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
asking-contact | bind                         | it is nobody                         | contact-unknown     | asking-contact |
asking-contact | release                      |                                      | released            | stranger       |
asking-contact | unlock                       | locked                               | unlocked            | asking-contact |
asking-contact | confirm                      |                                      | ignored             | asking-contact |

asking-code    | says 123456                  | right code                           | bound               | followed       | 验证成功，张伟 | bind wei on a seat, contact-wrong +0 to 9
asking-code    | says １２３ ４５６           | right code                           | bound               | followed       | 验证成功，张伟 | bind wei on a seat, contact-wrong +0 to 9
asking-code    | says 123456                  | right code; second verification      | confirm-elsewhere   | confirming     | [news] | bind wei on a seat, contact-wrong +0 to 9
asking-code    | says 123456                  | right code; no seat left             | seats-full          | asking-contact | 关注人数已达上限，请联系管理员 | contact-wrong +0 to 9
asking-code    | says 123456                  | right code, contact moved            | code-expired        | asking-contact | 验证码已失效，请重新回复手机号或邮箱
asking-code    | says 123456                  | wrong code                           | code-wrong          | asking-code    | 请联系 IT 8001 | contact-wrong +1 to 10
asking-code    | says 123456                  | wrong code; last try                 | code-wrong          | asking-contact | 请联系 IT 8001 | contact-wrong +1 to 10
asking-code    | says 123456                  | wrong code; 4 wrong today            | code-wrong          | asking-contact | 请联系 IT 8001 | contact-wrong +1 to 6
asking-code    | says 123456                  | contact's tries used up; right code  | sends-used-up       | asking-contact | 今日验证码发送次数已用完，请联系管理员
asking-code    | says 123456                  | expired                              | code-expired        | asking-contact | 验证码已失效，请重新回复手机号或邮箱
asking-code    | says 123456                  | decoy; wrong code                    | code-wrong          | asking-code    | 请联系 IT 8001 | contact-wrong +1 to 10
asking-code    | says 你好                    |                                      | code-awaited        | asking-code    | 验证码已于 11:55 发送至 138****0001，12:05 前有效，请回复该验证码；没有收到请回复“重发”，要换一个请回复“更换”
asking-code    | says 你好                    | expired                              | code-expired        | asking-contact | 验证码已失效，请重新回复手机号或邮箱
asking-code    | says 1234567                 |                                      | contact-unknown     | asking-code    | 请联系 IT 8001
asking-code    | picture                      |                                      | code-awaited        | asking-code    | 验证码已于 11:55 发送至 138****0001，12:05 前有效，请回复该验证码；没有收到请回复“重发”，要换一个请回复“更换”
asking-code    | says help                    |                                      | helped              | asking-code    | 回复登记的手机号或邮箱即可收到验证码；没有收到请回复“重发”，要换一个请回复“更换”。
asking-code    | says change                  |                                      | prompted            | asking-contact | 请回复您在企业号登记的手机号或邮箱
asking-code    | says 重发                    | it is wei                            | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 4, contact-wrong +0 to 9
asking-code    | says 重发                    | just sent; it is wei                 | resend-too-soon     | asking-code    | 请在 50 秒后再试
asking-code    | says 重发                    | 5 codes today; it is wei             | sends-used-up       | asking-code    | 今日验证码发送次数已用完，请联系管理员
asking-code    | says 重发                    | it is nobody                         | contact-unknown     | asking-code    | 请联系 IT 8001
asking-code    | says 13800000001             | it is wei                            | code-sent           | asking-code    | 验证码已发送至 138****0001，10 分钟内有效 | code to +8613800000001, contact-sends +1 to 4, contact-wrong +0 to 9
asking-code    | says 13800000002             | it is wei                            | code-sent           | asking-code    | 验证码已发送至 138****0002，10 分钟内有效 | code to +8613800000002, contact-sends +1 to 5, contact-wrong +0 to 9
asking-code    | says 13800000002             | it is nobody                         | contact-unknown     | asking-code    | 请联系 IT 8001
asking-code    | says 13800000001 13800000002 |                                      | contact-ambiguous   | asking-code    | 验证码发到哪一个？请只回复其中一个手机号或邮箱
asking-code    | says 13800000001             | only mail; it is wei                 | contact-unreachable | asking-code    | 这里只能用邮箱接收验证码，请回复登记的邮箱
asking-code    | says 13800000001             | it is wei, disabled                  | member-disabled     | asking-code    | 该成员已停用，请联系管理员
asking-code    | says 13800000001             | it is wei, bound to another          | already-bound       | asking-code    | 该成员已绑定其他微信，请联系管理员
asking-code    | says 13800000001             | it is wei; no seat left              | seats-full          | asking-code    | 关注人数已达上限，请联系管理员
asking-code    | says 13800000001             | it is wei; contact's codes used up   | sends-used-up       | asking-code    | 今日验证码发送次数已用完，请联系管理员
asking-code    | says 123456                  | locked                               | locked-today        | asking-code    |
asking-code    | follows                      | it is nobody                         | code-awaited        | asking-code    | 验证码已于 11:55 发送至 138****0001，12:05 前有效，请回复该验证码；没有收到请回复“重发”，要换一个请回复“更换”
asking-code    | follows                      | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
asking-code    | follows                      | it is wei; second verification       | confirm-elsewhere   | confirming     | [news] | bind wei on a seat
asking-code    | follows                      | it is wei, disabled                  | member-disabled     | asking-contact | 该成员已停用，请联系管理员
asking-code    | follows                      | it is wei, bound to another          | already-bound       | asking-contact | 该成员已绑定其他微信，请联系管理员
asking-code    | follows                      | it is wei; no seat left              | seats-full          | asking-contact | 关注人数已达上限，请联系管理员
asking-code    | enters                       |                                      | ignored             | asking-code    |
asking-code    | leaves                       |                                      | unfollowed          | stranger       |
asking-code    | bind                         | it is wei                            | bound               | followed       | 验证成功，张伟 | bind wei on a seat
asking-code    | bind                         | it is wei, disabled                  | member-disabled     | asking-code    |
asking-code    | bind                         | it is nobody                         | contact-unknown     | asking-code    |
asking-code    | release                      |                                      | released            | stranger       |
asking-code    | unlock                       | 1 wrong today                        | unlocked            | asking-code    |
asking-code    | confirm                      |                                      | ignored             | asking-code    |

confirming     | says 你好                    | second verification                  | confirm-elsewhere   | confirming     | [news]
confirming     | says 你好                    |                                      | followed            | followed       | 验证成功，张伟
confirming     | follows                      | second verification                  | confirm-elsewhere   | confirming     | [news]
confirming     | confirm                      |                                      | followed            | followed       | 验证成功，张伟
confirming     | bind                         | it is wei                            | already-followed    | confirming     |
confirming     | enters                       |                                      | ignored             | confirming     |
confirming     | leaves                       |                                      | unfollowed          | stranger       |  | release wei
confirming     | release                      |                                      | released            | stranger       |  | release wei
confirming     | unlock                       | 1 wrong today                        | unlocked            | confirming     |

followed       | says 你好                    |                                      | already-followed    | followed       | 您已通过身份验证，张伟
followed       | says 13800000001             |                                      | already-followed    | followed       | 您已通过身份验证，张伟
followed       | follows                      |                                      | already-followed    | followed       | 您已通过身份验证，张伟
followed       | picture                      |                                      | already-followed    | followed       | 您已通过身份验证，张伟
followed       | enters                       |                                      | ignored             | followed       |
followed       | bind                         | it is wei                            | already-followed    | followed       |
followed       | confirm                      |                                      | ignored             | followed       |
followed       | leaves                       |                                      | unfollowed          | stranger       |  | release wei
followed       | release                      |                                      | released            | stranger       |  | release wei
followed       | unlock                       | 1 wrong today                        | unlocked            | followed       |
`);
