import type { LogRow } from "@nearside/shared/api/console/log.ts";
import type { MachineState } from "@nearside/shared/api/console/machines.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { Link } from "wouter";
import { Named } from "../../ui/quoted.tsx";
import { useMay } from "../session/use-session.ts";
import type { BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows a machine's state. */
export const MACHINE_STATES: Readonly<Record<MachineState, BadgeWords>> = {
  active: { title: "In force", tone: "near" },
  pending: { title: "Waits to be let in", tone: "wait" },
  quarantined: { title: "Quarantined", tone: "alert" },
  revoked: { title: "Revoked", tone: "plain" },
};

/** Says where a machine keeps its key. Only the TPM's place is proven; the others are the machine's own word. */
export const KEY_PLACES: Readonly<Record<KeyStorage, string>> = {
  tpm: "Security chip (TPM), proven",
  keyring: "System's keyring",
  file: "File",
};

/** Names a machine as it names itself, and links to its page for those who may open it. */
export function MachineLink({ machine: { id, hostname } }: { machine: NonNullable<LogRow["machine"]> }) {
  const may = useMay();
  const name = hostname === "" ? "a machine that is not enrolled" : <Named text={hostname} />;
  if (id === null || !may("machines.read")) return name;
  return <Link href={`/console/machines/${id}`}>{name}</Link>;
}
