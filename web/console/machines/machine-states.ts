import type { MachineState } from "@nearside/shared/api/console/machines.ts";
import type { KeyStorage } from "@nearside/shared/key-storage.ts";
import type { BadgeTone } from "../ui/badge.tsx";

/** A machine's state, as it is shown. */
export const MACHINE_STATES: Readonly<Record<MachineState, { readonly title: string; readonly tone: BadgeTone }>> = {
  active: { title: "In force", tone: "near" },
  pending: { title: "Waits to be let in", tone: "wait" },
  quarantined: { title: "Quarantined", tone: "alert" },
  revoked: { title: "Revoked", tone: "plain" },
};

/** Where its key lies: the machine's own word, but for the chip's. */
export const KEY_PLACES: Readonly<Record<KeyStorage, string>> = {
  tpm: "Security chip (TPM), proven",
  keyring: "System's keyring",
  file: "File",
};
