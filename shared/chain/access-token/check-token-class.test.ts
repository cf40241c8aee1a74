import { expect, it } from "vitest";
import { ACR_VALUES, type Acr, amrOf, type Proof } from "../../proof/proof-tier.ts";
import type { Chain } from "../chain.ts";
import { checkTokenClass } from "./check-token-class.ts";

const [, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const BEST = { peer: "same", key_storage: "tpm", passkey: "device_bound" } as const;

const judge = (proof: Proof, acr: Acr): void => {
  const claims = { proof, acr, amr: amrOf(proof) };
  checkTokenClass({ token: { claims } as Chain["token"] });
};
const refusal = expect.objectContaining({ code: "token_mismatch", field: "token.acr" });

it("is hardware where the peer was seen, and one that hides is not (threat M2, R22)", () => {
  judge({ ...BEST, forwarded: "no" }, HARDWARE);
  judge({ ...BEST, forwarded: "unknown" }, DEVICE_BOUND);
  expect(() => judge({ ...BEST, forwarded: "unknown" }, HARDWARE)).toThrow(refusal);
  expect(() => judge({ ...BEST, peer: "unknown", forwarded: "no" }, HARDWARE)).toThrow(refusal);
});

it("is what it was where it was said before forwarders were", () => {
  judge(BEST, HARDWARE);
  expect(() => judge(BEST, DEVICE_BOUND)).toThrow(refusal);
  expect(() => judge({ ...BEST, peer: "unknown" }, HARDWARE)).toThrow(refusal);
});
