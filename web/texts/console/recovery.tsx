import { plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";
import { reasonTexts } from "./change.tsx";

/** The texts about recoveries: how a person who lost the only machine gets in again. `who` is plain text. */
export const recoveryTexts = {
  states: {
    started: "Waiting for agreement",
    cooling: "Cooling time",
    issued: "Ticket made",
    stopped: "Stopped",
    lapsed: "Expired",
    machineWaiting: "Machine waiting",
    machineAdmitted: "Machine admitted",
  },
  left: {
    minutes: (minutes: number): string => `${minutes} min`,
    hours: (hours: number, minutes: number): string => `${hours} h ${String(minutes).padStart(2, "0")} min`,
  },
  who: (fullName: string, name: string): string => `${fullName} (${name})`,
  list: {
    title: "Recovery",
    lead: "People who lost their only machine get in again here. Two administrators must agree, and the person has time to object.",
    what: "recoveries",
    search: "Name",
    breakGlass: "Break-glass codes",
    start: "Start a recovery",
    person: "Person",
    state: "State",
    opensIn: "Opens in",
    notCooling: "–",
    now: "now",
    startedBy: "Started by",
    started: "Started",
    empty: {
      title: "No recoveries yet",
      says: "A person who lost their only machine calls an administrator, who starts a recovery here.",
    },
  },
  start: {
    title: "Start a recovery",
    lead: "Start one only for a person whom you have identified by more than a call or a message. Anybody who gets in this way takes over everything that the person has.",
    person: "Person who lost the only machine",
    what: "the person",
    name: { label: "Name", hint: "The name that the person types to enrol, such as alice." },
    look: "Continue",
    panel: (who: string): string => `Recovery of ${who}`,
    noMachines: "This person has no active machine.",
    machines: "These machines are quarantined at once, and nothing from them counts any more:",
    steps: (hours: number): string =>
      `Next, another administrator must agree. Then ${plural(hours, { one: "# hour passes", other: "# hours pass" })}, in which the person is told and can stop the recovery. Only then can you make a ticket, and the new machine still waits for its six words.`,
    lost: { label: "Loss", hint: "Write what was lost, and how." },
    reason: {
      label: "Proof of identity",
      hint: "Write how you know that this is the person. The second administrator relies on it, and so does anybody who reviews it later.",
    },
    send: "Start",
    confirm: {
      title: (who: string): string => `Start a recovery of ${who}?`,
      says: "The tickets that were made for this person are revoked, and the person is told.",
      saysWithMachines:
        "The machines of this person are quarantined at once, waiting logins end, the tickets that were made for this person are revoked, and the person is told.",
    },
    done: (who: string): string => `A recovery of ${who} has started. A second administrator must agree.`,
  },
  page: {
    title: (name: string): string => `Recovery of ${name}`,
    somebody: "a person",
    what: "the recovery",
    progress: "Progress",
    state: "State",
    lost: "Loss",
    reason: "Proof of identity",
    started: "Started",
    agreed: "Agreed",
    nobodyYet: "nobody yet",
    doneBy: (at: ReactNode, who: ReactNode): ReactNode => (
      <>
        {at} by {who}
      </>
    ),
    coolingTime: "Cooling time",
    over: "passed",
    left: (time: string): string => `${time} left`,
    closes: "Closes",
    stoppedTitle: "Stopped",
    stopped: {
      stopped: (at: ReactNode, who: ReactNode): ReactNode => (
        <>
          {at}, by {who}
        </>
      ),
      cancelled: (at: ReactNode, who: ReactNode): ReactNode => (
        <>
          {at}, by {who}, the person concerned, who doesn't need it any more
        </>
      ),
      not_me: (at: ReactNode, who: ReactNode): ReactNode => (
        <>
          {at}, by {who}, the person concerned, who said “This wasn't me”
        </>
      ),
    },
    note: "Note",
    quarantined: "Quarantined machines",
    noMachines: "none",
    machine: (machine: ReactNode, state: string): ReactNode => (
      <>
        {machine} ({state})
      </>
    ),
    id: "ID",
  },
  agree: {
    title: "Agree as second administrator",
    says: (who: string): string =>
      `Make sure yourself that this is ${who}. Don't rely only on what your colleague says.`,
    send: "Agree",
    confirm: {
      title: (who: string): string => `Agree to the recovery of ${who}?`,
      says: "You vouch for it. The person is told, and can stop the recovery during the cooling time.",
    },
    done: (who: string): string => `The cooling time for ${who} has started.`,
  },
  ticket: {
    title: "Ticket",
    says: "The cooling time has passed. The ticket is shown once and works for 15 minutes. A new ticket ends the one before it.",
    send: "Make the ticket",
    confirm: {
      title: (who: string): string => `Make the ticket for ${who}?`,
      says: "Anybody who has the ticket can enrol a machine in the name of this person. The machine then waits for its six words.",
    },
  },
  stop: {
    title: "Stop the recovery",
    says: "The ticket ends if one was made, and a machine that waits is refused. Machines in quarantine stay there until they are released.",
    send: "Stop the recovery",
    verb: "Stop",
    confirm: (who: string): string => `Stop the recovery of ${who}?`,
    reason: { label: "Reason", hint: reasonTexts.inLog },
    done: (who: string): string => `The recovery of ${who} was stopped.`,
  },
  objection: {
    asking: {
      tab: "Recovery in your name",
      title: "Somebody says that you lost your machine",
      lead: "If that is not true, stop the recovery here with any of your passkeys. The passkey is used for nothing else.",
      notMe: "This wasn't me",
      notNeeded: "I don't need it any more",
      touch: "Your browser asks for your passkey.",
    },
    stopped: {
      tab: "Recovery stopped",
      title: "The recovery was stopped",
      lead: "It can give out no more tickets, and every owner and administrator is told. Your machines stay quarantined until an administrator has checked them and releases them.",
    },
  },
  problem: {
    title: "That did not work",
    code: (code: ReactNode): ReactNode => <>Error code for your administrator: {code}</>,
  },
} as const;
