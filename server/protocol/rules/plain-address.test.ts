import { expect, it } from "vitest";
import { plainAddress } from "./plain-address.ts";

it.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["::FFFF:A00:1", "10.0.0.1"],
  ["0:0:0:0:0:ffff:c0a8:0102", "192.168.1.2"],
  ["2001:DB8::1", "2001:db8::1"],
  ["::1", "::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["", "0.0.0.0"],
  ["nowhere", "0.0.0.0"],
])("reads %j as %j", (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});
