import { expect } from "chai";
import { BadInputError } from "../../../src/domain/bad-input.ts";
import { parseTalk } from "../../../src/talk/grammar/parse.ts";
import { playTalk } from "../../../src/talk/play/play.ts";
import type { Played } from "../../../src/talk/play/played.ts";
import { playsOf } from "../../../src/talk/play/plays.ts";
import { LackError, type Arrival, type Need } from "../../../src/talk/play/target.ts";
import { differenceOf } from "../../../src/talk/report/difference.ts";
import { createScriptedTarget, type Script, type ScriptedTarget } from "./scripted-target.ts";

const playOn = async (target: ScriptedTarget, lines: readonly string[]): Promise<Played> => {
  const [play] = playsOf(parseTalk("a.talk", lines.join("\n")));
  if (play === undefined) throw new Error("no play");
  return playTalk(play, target);
};

const play = (script: Script, ...lines: readonly string[]): Promise<Played> =>
  playOn(createScriptedTarget(script), lines);

const verdictOf = ({ verdict, problem }: Played): string =>
  problem === undefined ? verdict : `${verdict} ${problem.at.line}: ${problem.message}`;

const echo = (_actor: string, text: string): string => `you said ${text}`;

describe("a talk played", () => {
  it("plays in the first world, or in the one that it names first", async () => {
    const first = createScriptedTarget();
    await playOn(first, ["a > x"]);
    expect(first.done).to.deep.equal(["seed first", "a say x"]);
    const named = createScriptedTarget();
    await playOn(named, ["@ seed other.yaml", "a ~ tap K", "@ clock +1m", "@ set codeLength 8"]);
    expect(named.done).to.deep.equal([
      "seed other.yaml",
      "a tap K",
      "clock +1m",
      "set codeLength 8",
    ]);
  });

  it("compares replies in their order, and leaves unchecked what nobody wrote down", async () => {
    const two: Script = { answer: () => ["first", "second"] };
    expect(verdictOf(await play(two, "a > x"))).to.equal("passed");
    expect(verdictOf(await play(two, "a > x", "a < first"))).to.equal("passed");
    expect(verdictOf(await play(two, "a > x", "a < first", "a < second"))).to.equal("passed");
    expect(verdictOf(await play(two, "a > x", "a < second"))).to.match(/^failed 2: something else/);
    expect(verdictOf(await play(two, "a > x", "a < first", "a < second", "a < third"))).to.equal(
      "failed 4: nothing was answered",
    );
    expect(verdictOf(await play(two, "a > x", "a < (nothing)"))).to.match(/^failed 2/);
    expect(verdictOf(await play({}, "a > x", "a < (nothing)"))).to.equal("passed");
  });

  it("keeps what each actor was answered apart, and forgets it with the next act", async () => {
    const lines = ["a > 1", "b > 2", "a < you said 1", "b < you said 2"];
    expect(verdictOf(await play({ answer: echo }, ...lines))).to.equal("passed");
    expect(verdictOf(await play({ answer: echo }, "a > 1", "a > 2", "a < you said 1"))).to.match(
      /^failed 3/,
    );
    expect(verdictOf(await play({ answer: echo }, "a > 1", "b < x"))).to.equal(
      "failed 2: b has said and done nothing yet",
    );
  });

  it("tells the first line that differs, and goes on to the others", async () => {
    const played = await play(
      { answer: echo },
      "a > 1",
      "a < x",
      "a > 2",
      "a < y",
      "a > 3",
      "a < you said 3",
    );
    expect(verdictOf(played)).to.match(/^failed 2/);
    expect(played.checks.map(({ isMet }) => isMet)).to.deep.equal([false, false, true]);
    expect(played.problem?.behind).to.deep.include({ line: 1, sent: "<sent/>" });
    expect(played.acts).to.equal(3);
  });

  it("goes on with a name that it finds in an answer that differs", async () => {
    const answer = (_actor: string, text: string) => (text === "1" ? "您的号码：42号" : text);
    const played = await play({ answer }, "a > 1", "a < 你的号码：{{n}}号", "a > {{n}}", "a < 42");
    expect(played.checks.map(({ isMet }) => isMet)).to.deep.equal([false, true]);
    const lost = await play({ answer }, "a > 1", "a < ok {{n}}", "a > {{n}}", "a < 42");
    expect(lost).to.have.nested.property("stopped.at.line", 3);
    // What cannot be said is no turn.
    expect(lost.acts).to.equal(1);
    expect(verdictOf(lost)).to.match(/^failed 2/);
  });

  it("catches names anew in each round of a repeat", async () => {
    let round = 0;
    const answer = (_actor: string, text: string) => (text === "?" ? `no ${(round += 1)}` : text);
    const lines = [
      "a < x",
      "@ repeat 3",
      "  a > ?",
      "  a < no {{n}}",
      "  a > {{n}}",
      "  a < {{n}}",
    ];
    const played = await play({ answer }, "a > x", ...lines);
    expect(verdictOf(played)).to.equal("passed");
    expect(played.acts).to.equal(7);
  });

  it("plays each case with the lines around all of them, in a talk of its own", async () => {
    const talk = parseTalk(
      "a.talk",
      [
        "a > begin",
        "@ case one",
        "  a > 1",
        "  @ case inner",
        "    a > 1.1",
        "  @ case other",
        "    a > 1.2",
        "a > between",
        "@ case two",
        "  @ repeat 2",
        "    a > 2",
        "a > end",
      ].join("\n"),
    );
    const done: string[] = [];
    for (const one of playsOf(talk)) {
      const target = createScriptedTarget();
      const { cases } = await playTalk(one, target);
      done.push(
        `${cases.join("/")}: ${target.done
          .slice(1)
          .map((act) => act.slice(6))
          .join(" ")}`,
      );
    }
    expect(done).to.deep.equal([
      "one/inner: begin 1 1.1 between end",
      "one/other: begin 1 1.2 between end",
      "two: begin between 2 2 end",
    ]);
  });

  it("fails where a callback fails, whether or not somebody wrote down its answer", async () => {
    const broken: Script = { answer: () => ({ status: 500, problem: "answered 500: oops" }) };
    const played = await play(broken, "a > x", "a < y", "a > z");
    expect(verdictOf(played)).to.equal("failed 1: answered 500: oops");
    expect(played.acts).to.equal(2);
    expect(played.checks).to.have.nested.property("[0].isCertain", false);
    expect(differenceOf(played).slice(0, 4)).to.deep.equal([
      "  ! a > x",
      "    a < y",
      "    a > z",
      "",
    ]);
  });

  it("stops at the first callback that is not answered at all", async () => {
    const silent: Script = { answer: () => ({ status: 0, problem: "no answer within 1 s" }) };
    const played = await play(silent, "@ repeat 1000", "  a > x");
    expect(verdictOf(played)).to.equal("failed 2: no answer within 1 s");
    expect(played.acts).to.equal(1);
  });

  it("says at which line the target refused something", async () => {
    const refusing: Script = {
      clock: () => {
        throw new BadInputError("the clock goes from the year 2000 to 2099");
      },
      fact: () => {
        throw new BadInputError("refused");
      },
    };
    expect(verdictOf(await play(refusing, "a > x", "@ clock +1m", "a > y"))).to.equal(
      "failed 2: the clock goes from the year 2000 to 2099",
    );
    expect(verdictOf(await play(refusing, "a > x", "? status = x"))).to.equal("failed 2: refused");
  });

  it("is not runnable, and not begun, where a line needs what the target lacks", async () => {
    const cases: readonly (readonly [string, Need])[] = [
      ["@ seed x.yaml", "seed"],
      ["@ clock +1m", "clock"],
      ["@ set codeLength 8", "set"],
      ['@ faults {"slow": "6s"}', "faults"],
      ["? status = x", "fact"],
      ["! sms 13800000001 {{code}}", "arrival"],
      ["a <+ x", "later"],
      ["a@7 <+ x", "app"],
      ["a@7 > x", "app"],
      ["a@7 < x", "app"],
      ["a@7 ~ enter", "app"],
      ["a ~ confirm", "confirm"],
      ["@ repeat 2\n  a ~ confirm", "confirm"],
    ];
    for (const [line, wanted] of cases) {
      const target = createScriptedTarget({
        lacks: (need) => (need === wanted ? `a ${need}` : undefined),
      });
      const played = await playOn(target, ["a > x", ...line.split("\n")]);
      const at = line.includes("\n") ? 3 : 2;
      expect(verdictOf(played), line).to.equal(`not-runnable ${at}: line ${at} needs a ${wanted}`);
      expect(target.done, line).to.deep.equal([]);
    }
  });

  it("is not runnable where a target finds out on the way that it lacks something", async () => {
    const lacking: Script = {
      clock: () => {
        throw new LackError("a hook that answers POST /clock; there: 404");
      },
    };
    expect(verdictOf(await play(lacking, "a > x", "@ clock +1m"))).to.equal(
      "not-runnable 2: line 2 needs a hook that answers POST /clock; there: 404",
    );
  });
});

describe("what arrives in a talk", () => {
  const sms = (id: string, to: string, text: string, code?: string): Arrival => {
    return { id, channel: "sms", to, text, ...(code !== undefined && { code }) };
  };

  /** What somebody says arrives, as id, address, text and code. */
  const inbox = (): Script => {
    const arrivals: Arrival[] = [];
    return {
      answer(_actor, text) {
        for (const one of text.split(";")) {
          const [channel = "", to = "", said = "", code] = one.split(",");
          arrivals.push({
            ...sms(String(arrivals.length), to, said, code),
            channel: channel === "mail" ? "mail" : "sms",
          });
        }
        return undefined;
      },
      arrived: () => arrivals,
    };
  };
  const arrives = async (...lines: readonly string[]): Promise<string> =>
    verdictOf(await play(inbox(), ...lines));

  it("is taken in its order, at each address for itself, by phone and by mail", async () => {
    expect(
      await arrives(
        "a > sms,1001,one,111111;mail,a@b.cn,two,222222;sms,1001,three,333333;sms,1002,four,444444",
        "! sms 1002 {{w}}",
        "! sms 1001 {{x}}",
        "! sms 1001 {{y}}",
        "! mail A@B.cn {{z}}",
        "a > sms,1003,{{w}}{{x}}{{y}}{{z}}",
        "! sms 1003 444444111111333333222222",
      ),
    ).to.equal("passed");
  });

  it("is its code where only a name stands, and its whole text otherwise", async () => {
    const said = "a > sms,1001,您的验证码是 123456。,123456";
    expect(
      await arrives(said, "! sms 1001 您的验证码是 {{code}}。", "a > x", "a < (nothing)"),
    ).to.equal("passed");
    expect(await arrives(said, "! sms 1001 123456")).to.match(/^failed 2: something else arrived/);
    expect(await arrives(said, "! sms 1001 {{any}}123456。")).to.equal("passed");
    expect(await arrives("a > sms,1001,no code here", "! sms 1001 {{code}}")).to.equal(
      "failed 2: no code can be found in this",
    );
  });

  it("is the latest where somebody asked again, as a person would look", async () => {
    const lines = ["a > sms,1001,old,111111", "a > sms,1001,new,222222", "! sms 1001 {{code}}"];
    expect(await arrives(...lines, "a > sms,1002,{{code}}", "! sms 1002 222222")).to.equal(
      "passed",
    );
    expect(
      await arrives(
        ...lines,
        "! sms 1001 {{other}}",
        "a > sms,1002,{{other}}",
        "! sms 1002 111111",
      ),
    ).to.equal("passed");
  });

  it("fails where nothing came, by that channel or at that address", async () => {
    const said = "a > sms,1001,one,111111";
    expect(await arrives(said, "! mail 1001 {{x}}")).to.equal("failed 2: nothing arrived at 1001");
    expect(await arrives(said, "! sms 1002 {{x}}")).to.equal("failed 2: nothing arrived at 1002");
    expect(await arrives(said, "! sms 1001 {{x}}", "! sms 1001 {{y}}")).to.match(/^failed 3/);
  });

  it("is waited for where things may be late, and no longer after something differed", async () => {
    let looks = 0;
    const late: Script = {
      patienceMs: 20_000,
      arrived: () => ((looks += 1) > 3 ? [sms("1", "1001", "late", "123456")] : []),
    };
    expect(verdictOf(await play(late, "a > x", "! sms 1001 {{code}}"))).to.equal("passed");
    const never: Script = { patienceMs: 600_000, answer: echo };
    const lines = ["a > x", "a < y", "! sms 1001 {{code}}", "a <+ z"];
    const played = await play(never, ...lines);
    expect(verdictOf(played)).to.match(/^failed 2/);
    expect(played.checks.map(({ isCertain }) => isCertain)).to.deep.equal([true, false, false]);
  });
});

describe("what is heard and known in a talk", () => {
  it("hears in order what the account sends by itself, besides the answers", async () => {
    const heard: Script = {
      answer: echo,
      heard: (actor) =>
        actor === "a" ? ["one", "two"].map((text) => ({ type: "text", text })) : [],
    };
    expect(
      verdictOf(await play(heard, "a > x", "a <+ one", "a < you said x", "a <+ {{any}}o")),
    ).to.equal("passed");
    expect(verdictOf(await play(heard, "a > x", "a <+ two"))).to.equal(
      "failed 2: something else was sent",
    );
    expect(verdictOf(await play(heard, "b > x", "b <+ one"))).to.match(
      /^failed 2: nothing was sent/,
    );
    expect(verdictOf(await play(heard, "b > x", "b <+ (nothing)"))).to.equal("passed");
  });

  it("asks of the last actor, or of the one it names", async () => {
    const known: Script = {
      fact: (actor, name) => ({ status: `${actor}'s`, userid: "" })[name],
    };
    const lines = ["a > x", "? status = a's", "b > y", "? status = b's", "? a.status = a's"];
    expect(verdictOf(await play(known, ...lines, "? userid = (nothing)"))).to.equal("passed");
    expect(verdictOf(await play(known, "a > x", "? status = b's"))).to.equal(
      "failed 2: status is a's",
    );
    expect(verdictOf(await play(known, "a > x", "? userid = y"))).to.equal(
      "failed 2: userid is (nothing)",
    );
    expect(verdictOf(await play(known, "a > x", "? height = 1"))).to.equal(
      "failed 2: height is nothing that is known of a",
    );
    expect(verdictOf(await play(known, "? status = x"))).to.equal(
      "failed 1: nobody has said or done anything yet",
    );
    expect(verdictOf(await play(known, "? a.status = a's"))).to.equal("passed");
  });
});
