import { expect } from "chai";
import { networkOf } from "../../src/domain/address.ts";

describe("the network that an address counts as", () => {
  const networks: Readonly<Record<string, string>> = {
    "127.0.0.1": "127.0.0.1",
    "203.0.113.7": "203.0.113.7",
    "::ffff:203.0.113.7": "203.0.113.7",
    "::FFFF:203.0.113.7": "203.0.113.7",
    "::1": "0:0:0:0::/64",
    "2001:db8:1:2::": "2001:db8:1:2::/64",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff": "2001:db8:1:2::/64",
    "2001:db8:1:3::1": "2001:db8:1:3::/64",
    "2001:db8::7": "2001:db8:0:0::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    "": "",
    unknown: "unknown",
  };
  for (const [address, network] of Object.entries(networks)) {
    it(`of "${address}" is "${network}"`, () => {
      expect(networkOf(address)).to.equal(network);
    });
  }
});
