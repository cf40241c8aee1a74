import type { LogRow } from "@nearside/shared/api/console/log.ts";
import type { MachineState } from "@nearside/shared/api/console/machines.ts";
import { KEY_STORAGE_TITLES, type KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { Link } from "wouter";
import { mentionTexts as texts } from "../../texts/console/mentions.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useMay } from "../session/use-session.ts";
import type { BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows a machine's state. */
export const MACHINE_STATES: Readonly<Record<MachineState, BadgeWords>> = {
  active: { title: texts.machine.states.active, tone: "near" },
  pending: { title: texts.machine.states.pending, tone: "wait" },
  quarantined: { title: texts.machine.states.quarantined, tone: "alert" },
  revoked: { title: texts.machine.states.revoked, tone: "plain" },
};

/** Says where a machine keeps its key. Only the TPM's place is proven; the others are reported by the machine. */
export const KEY_PLACES: Readonly<Record<KeyStorage, string>> = {
  ...KEY_STORAGE_TITLES,
  tpm: texts.machine.keyProven(KEY_STORAGE_TITLES.tpm),
};

/** Names a machine as it names itself, and links to its page for those who may open it. */
export function MachineLink({ machine: { id, hostname } }: { machine: NonNullable<LogRow["machine"]> }) {
  const may = useMay();
  const name = hostname === "" ? texts.machine.notEnrolled : <Named text={hostname} />;
  if (id === null || !may("machines.read")) return name;
  return <Link href={`/console/machines/${id}`}>{name}</Link>;
}
