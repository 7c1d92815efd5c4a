import { expect } from "chai";
import { checkSkew, readQuery } from "../../src/wire/query.ts";
import { refusalOf } from "./samples.ts";

const good = "msg_signature=abc&timestamp=1409659813&nonce=1372623149";

const refused: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no timestamp", "msg_signature=abc&nonce=1"],
  ["no nonce", "msg_signature=abc&timestamp=1409659813"],
  ["an empty timestamp", "msg_signature=abc&timestamp=&nonce=1"],
  ["an empty msg_signature", "msg_signature=&timestamp=1409659813&nonce=1"],
  ["a timestamp of 9 digits", "timestamp=140965981&nonce=1"],
  ["a timestamp of 11 digits", "timestamp=14096598130&nonce=1"],
  ["a timestamp with a sign", "timestamp=-140965981&nonce=1"],
  ["a timestamp with a fraction", "timestamp=14096598.1&nonce=1"],
  [
    "a timestamp in full-width digits",
    `timestamp=${encodeURIComponent("１４０９６５９８１３")}&nonce=1`,
  ],
  ["a timestamp with a line end", "timestamp=1409659813%0A&nonce=1"],
  ["a nonce of 64 letters", `timestamp=1409659813&nonce=${"a".repeat(64)}`],
  ["a nonce with a dot", "timestamp=1409659813&nonce=1.5"],
  ["a nonce with a space", "timestamp=1409659813&nonce=1+5"],
  ["timestamp twice", `${good}&timestamp=1409659813`],
  ["msg_signature twice", `${good}&msg_signature=abc`],
  ["msg_signature twice, once in disguise", `${good}&msg%5Fsignature=abc`],
  ["echostr twice", `${good}&echostr=a&echostr=b`],
  ["msg_signature[x]", "msg_signature[x]=abc&timestamp=1409659813&nonce=1"],
  ["msg_signature[] beside msg_signature", `${good}&msg_signature[]=abc`],
  ["msg_signature twice, once behind another question mark", `?msg_signature=abc&${good}`],
  ["nonce[0], percent-encoded", `${good}&nonce%5B0%5D=1`],
  ["timestamp[gt", `${good}&timestamp[gt=1`],
];

describe("a callback's query", () => {
  for (const [what, search] of refused) {
    it(`is refused with ${what}`, () => {
      expect(refusalOf(() => readQuery(search))).to.equal("query");
      expect(refusalOf(() => readQuery(new URLSearchParams(search)))).to.equal("query");
    });
  }

  it("is decoded exactly once: %2B is a +, a bare + is a space", () => {
    expect(readQuery(`${good}&echostr=a%2Bb%2Fc%3D%3D`).echo).to.equal("a+b/c==");
    expect(readQuery(`${good}&echostr=a+b`).echo).to.equal("a b");
    expect(readQuery(`${good}&echostr=a%252Bb`).echo).to.equal("a%2Bb");
  });

  it("may carry names that are not the platform's, as often as they like", () => {
    expect(readQuery(`?tenant=1&tenant=2&__proto__=x&${good}&openid=o`)).to.deep.equal({
      timestamp: "1409659813",
      nonce: "1372623149",
      messageSignature: "abc",
      signature: undefined,
      encryptType: undefined,
      echo: undefined,
    });
  });

  it("may be 300 s early or late when 300 are allowed, and not one more", () => {
    const skew = (now: number, most: number): string =>
      refusalOf(() => {
        checkSkew("1409659813", now, most);
      });
    expect([-300, 0, 300].map((late) => skew(1_409_659_813 + late, 300))).to.deep.equal([
      "accepted",
      "accepted",
      "accepted",
    ]);
    expect([-301, 301].map((late) => skew(1_409_659_813 + late, 300))).to.deep.equal([
      "timestamp-skew",
      "timestamp-skew",
    ]);
    expect(skew(0, 0)).to.equal("accepted");
    expect([skew(NaN, 300), skew(1_409_659_813, NaN)]).to.deep.equal([
      "timestamp-skew",
      "timestamp-skew",
    ]);
  });
});
