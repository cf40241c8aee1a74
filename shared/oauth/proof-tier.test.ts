import { expect, it } from "vitest";
import { ACR_VALUES, acrOf, acrSatisfies } from "./proof-tier.ts";

const [sameMachine, deviceBound, hardware] = ACR_VALUES;

it.each([
  ["same", "file", "device_bound", sameMachine],
  ["same", "tpm", "synced", sameMachine],
  ["unknown", "keyring", "device_bound", deviceBound],
  ["unknown", "tpm", "device_bound", deviceBound],
  ["same", "tpm", "device_bound", hardware],
] as const)("peer %s, key in %s, passkey %s: %s", (peer, key_storage, passkey, acr) => {
  expect(acrOf({ peer, key_storage, passkey })).toBe(acr);
});

it("takes a higher class where a lower one is asked for, never the other way", () => {
  expect(ACR_VALUES.map((acr) => ACR_VALUES.map((wanted) => acrSatisfies(acr, wanted)))).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});

it("knows no order among the classes of others", () => {
  expect(acrSatisfies("urn:other:loa3", "urn:other:loa3")).toBe(true);
  expect(acrSatisfies(hardware, "urn:other:loa1")).toBe(false);
  expect(acrSatisfies("urn:other:loa3", sameMachine)).toBe(false);
});
