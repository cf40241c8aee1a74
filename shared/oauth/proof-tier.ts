import * as v from "valibot";
import { keyStorageSchema } from "../key-storage.ts";

/**
 * What a token's approval was proved by, as three facts (protocol §4.6): which account the command line saw that met it, how the
 * device key was kept when the decision was signed, and what passkey approved.
 */
export const proofSchema = v.strictObject({
  peer: v.picklist(["same", "unknown"]),
  key_storage: keyStorageSchema,
  passkey: v.picklist(["device_bound", "synced"]),
});
export type Proof = v.InferOutput<typeof proofSchema>;

const SAME_MACHINE = "urn:nearside:acr:same-machine";

/**
 * Authentication context classes (`acr`, RFC 9068 §2.2.3.1), the weakest first; each stands for all before it. Every token was
 * met on the machine that started its login and approved by a passkey of its bound set; beyond that:
 * `device-bound`: the device key lies in keyring or TPM, the passkey cannot be copied;
 * `hardware`: the device key was proven to lie in a TPM, and the peer was of the same account.
 */
export const ACR_VALUES = [SAME_MACHINE, `${SAME_MACHINE}:device-bound`, `${SAME_MACHINE}:hardware`] as const;
export type Acr = (typeof ACR_VALUES)[number];

/** The highest class that the proof is enough for. */
export function acrOf({ peer, key_storage, passkey }: Proof): Acr {
  const [sameMachine, deviceBound, hardware] = ACR_VALUES;
  if (passkey === "synced" || key_storage === "file") return sameMachine;
  return key_storage === "tpm" && peer === "same" ? hardware : deviceBound;
}

/** Whether that class is enough where the other is asked for: of ours a higher one is, of others only the same. */
export function acrSatisfies(acr: string, wanted: string): boolean {
  const ranks: readonly string[] = ACR_VALUES;
  const rank = ranks.indexOf(acr);
  return acr === wanted || (rank >= 0 && ranks.includes(wanted) && rank >= ranks.indexOf(wanted));
}
