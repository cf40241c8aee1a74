import { expect, it } from "vitest";
import { ACR_VALUES, acrOf, acrSatisfies, amrOf, type Proof, WEAKEST_PROOF, weakerProof } from "./proof-tier.ts";

const [sameMachine, deviceBound, hardware] = ACR_VALUES;

it.each([
  ["same", "no", "file", "device_bound", sameMachine],
  ["same", "no", "tpm", "synced", sameMachine],
  ["unknown", "unknown", "keyring", "device_bound", deviceBound],
  ["unknown", "unknown", "tpm", "device_bound", deviceBound],
  ["same", "unknown", "tpm", "device_bound", deviceBound],
  ["same", undefined, "tpm", "device_bound", deviceBound],
  ["same", "no", "tpm", "device_bound", hardware],
] as const)("peer %s, forwarded %s, key in %s, passkey %s: %s", (peer, forwarded, key_storage, passkey, acr) => {
  expect(acrOf({ peer, forwarded, key_storage, passkey })).toBe(acr);
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

const PROOFS: readonly Proof[] = (["same", "unknown"] as const).flatMap((peer) =>
  (["no", "unknown"] as const).flatMap((forwarded) =>
    (["tpm", "keyring", "file"] as const).flatMap((key_storage) =>
      (["device_bound", "synced"] as const).map((passkey) => ({ peer, forwarded, key_storage, passkey })),
    ),
  ),
);

it("claims hardware (RFC 8176 §2) for a proven TPM and for nothing else", () => {
  for (const proof of PROOFS)
    expect(amrOf(proof)).toEqual(["pop", "user", proof.key_storage === "tpm" ? "hwk" : "swk"]);
});

it("is the weaker of two in every member, whichever comes first, and of no higher class than either", () => {
  for (const one of PROOFS)
    for (const other of PROOFS) {
      const weaker = weakerProof(one, other);
      expect(weakerProof(other, one)).toEqual(weaker);
      for (const each of [one, other]) {
        expect(weakerProof(weaker, each)).toEqual(weaker);
        expect(acrSatisfies(acrOf(each), acrOf(weaker))).toBe(true);
      }
      expect(weakerProof(one, WEAKEST_PROOF)).toEqual(WEAKEST_PROOF);
    }
});
