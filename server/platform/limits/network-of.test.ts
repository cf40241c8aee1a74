import { expect, it } from "vitest";
import { networkOf, networksAround } from "./network-of.ts";

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["2001:0DB8:0000:0002::6", "2001:db8:0:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["64:ff9b:1:2:3:4:192.0.2.7", "64:ff9b:1:2::/64"],
  ["unknown", "unknown"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each([
  ["192.0.2.7", ["192.0.2.7 1"]],
  ["2001:db8:1:2345::6", ["2001:db8:1:2345::/64 1", "2001:db8:1:2300::/56 4", "2001:db8:1:0::/48 16"]],
  ["2001:db8::1", ["2001:db8:0:0::/64 1", "2001:db8:0:0::/56 4", "2001:db8:0:0::/48 16"]],
  ["unknown", ["unknown 1"]],
])("%s is in %j", (address, networks) => {
  expect(networksAround(address).map(({ name, times }) => `${name} ${times}`)).toEqual(networks);
});
