import type { MachineAction } from "@nearside/shared/api/console/machines.ts";
import { listText, plural } from "@nearside/shared/text/amounts.ts";
import { postureTexts } from "@nearside/shared/texts/posture.ts";
import type { ReactNode } from "react";

/** The sentences for one action: its button, the question before it, what it does in full, and the toast after it. */
interface ActionTexts {
  readonly verb: string;
  /** @param name of the machine, made visible */
  readonly title: (name: string) => string;
  readonly says: string;
  readonly done: (name: string) => string;
}

const actions: Readonly<Record<MachineAction, ActionTexts>> = {
  quarantine: {
    verb: "Quarantine",
    title: (name) => `Quarantine ${name}?`,
    says: "None of its logins, tokens and sessions counts until you release it. Tokens are kept and work again after the release. Logins that are open now end.",
    done: (name) => `${name} is quarantined.`,
  },
  release: {
    verb: "Release",
    title: (name) => `Release ${name} from quarantine?`,
    says: "All its tokens work again at once and can be renewed. Logins that were open when it was quarantined have to be started again.",
    done: (name) => `${name} is released.`,
  },
  re_enrol: {
    verb: "Enrol again",
    title: (name) => `Enrol ${name} again?`,
    says: "The machine is revoked for good, with every browser and passkey on it. You get a ticket, with which its owner enrols it with new keys.",
    done: (name) => `${name} is revoked, and can be enrolled again.`,
  },
  lost: {
    verb: "Report lost or stolen",
    title: (name) => `Report ${name} lost or stolen?`,
    says: "The machine is revoked for good, everything that depends on it ends at once, and its owner is told.",
    done: (name) => `${name} is reported lost and revoked.`,
  },
  revoke: {
    verb: "Revoke",
    title: (name) => `Revoke ${name}?`,
    says: "The machine is revoked for good, with every browser and passkey on it, and everything that depends on it ends at once.",
    done: (name) => `${name} is revoked.`,
  },
};

export const machineTexts = {
  /** Names a machine: "fern of alice". */
  name: ({ hostname, owner }: { hostname: string; owner: string }) => `${hostname} of ${owner}`,
  actions,
  list: {
    title: "Machines",
    lead: "Every enrolled machine, where it keeps its key, and how many logins are active on it.",
    what: "machines",
    machine: "Machine",
    owner: "Owner",
    state: "State",
    lastSeen: "Last seen",
    key: "Key",
    versions: "Versions",
    noVersions: "not reported",
    differingVersions: ({ commandLine, extensions }: { commandLine: string | null; extensions: readonly string[] }) =>
      commandLine === null
        ? plural(extensions.length, {
            one: () => `extension ${listText(extensions)}`,
            other: () => `extensions ${listText(extensions)}`,
          })
        : `command line ${commandLine}, extension ${listText(extensions)}`,
    openLogins: "Waiting logins",
    credentials: "Active logins",
    enrolled: "Enrolled",
    posture: "Protection, as reported",
    search: "Machine, owner or ID",
    empty: {
      title: "No machine is enrolled yet",
      says: (
        <>
          Make a ticket for a person. They run <code>nearside enroll</code> on their own machine and type the ticket
          there.
        </>
      ),
    },
  },
  page: {
    title: "Machine",
    leases: "Leases",
    log: "Security log",
    what: "the machine",
    facts: "Machine",
    state: "State",
    owner: "Owner",
    ownerNamed: ({ link, name, state }: { link: ReactNode; name: ReactNode; state: string | null }) => (
      <>
        {link} ({name}){state === null ? null : <>, {state}</>}
      </>
    ),
    lastSeen: "Last seen",
    enrolled: "Enrolled",
    key: "Key",
    system: "System",
    commandLine: "Command line",
    noVersion: "no version",
    openLogins: "Waiting logins",
    credentials: "Active logins",
    deviceId: "Device ID",
    machineId: "Machine ID",
  },
  reported: {
    title: postureTexts.reportedByMachine,
    at: (moment: ReactNode) => <>Protection reported {moment}.</>,
    none: "The machine has not reported how it is protected. Its command line is too old, or there was no login since.",
    fact: ({ value, source, moment }: { value: string; source: string | null; moment: ReactNode }) => (
      <>
        {value}
        {source === null ? null : <> ({source})</>}, checked {moment}
      </>
    ),
    updates: ({ value, source, moment }: { value: string; source: string; moment: ReactNode }) => (
      <>
        {value} ({source}), by a list of updates from {moment}
      </>
    ),
  },
  browsers: {
    title: "Browsers",
    note: "Names and versions are reported by the browser, not verified.",
    browser: "Browser",
    extension: "Extension",
    noVersion: "no version",
    enrolled: "Enrolled",
    id: "ID",
  },
  passkeys: {
    title: "Passkeys",
    state: "State",
    copies: "Copies",
    synced: "Can be copied to other devices",
    deviceBound: "Stays on its device",
    enrolled: "Enrolled",
    model: "Model (AAGUID)",
    noModel: "not named by the authenticator",
    id: "ID",
  },
  history: {
    title: "History",
    what: {
      device_quarantined: "Quarantined",
      device_released: "Released",
      device_revoked: "Revoked",
      device_lost: "Reported lost",
    },
    entry: ({ moment, by, note }: { moment: ReactNode; by: ReactNode | null; note: ReactNode | null }) => (
      <>
        {moment}, {by === null ? <>on the server's shell</> : <>by {by}</>}
        {note === null ? null : <>: {note}</>}
      </>
    ),
  },
  act: {
    title: "Actions",
    reason: "Reason",
    reasonHint: "The security log shows it.",
    final: "These actions can't be undone",
    quarantineThis: "Quarantine this machine",
  },
  ticket: {
    title: "Ticket for the new enrolment",
    says: ({
      person,
      getPage,
      command,
      moment,
    }: {
      person: ReactNode;
      getPage: string;
      command: string;
      moment: ReactNode;
    }) => (
      <>
        Give this ticket to {person}. On the machine, they open <code>{getPage}</code>, follow the steps there, run{" "}
        <code>{command}</code>, and then read six words out to you. The ticket is shown only now, and expires {moment}.
      </>
    ),
    copy: "the ticket",
    done: "Done, I have passed it on",
  },
} as const;
