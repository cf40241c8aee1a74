import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import { postureTexts } from "@nearside/shared/texts/posture.ts";
import type { ReactNode } from "react";
import { ticketTexts } from "./tickets.tsx";

/** The texts about enrolments: those that wait, and one by one. */
export const enrolmentTexts = {
  tabs: { label: "Enrolment", waiting: "Waiting", all: "All enrolments", tickets: "Tickets" },
  states: {
    pending: "Waiting",
    open: "In progress",
    active: "Admitted",
    refused: "Refused",
    expired: "Expired",
  },
  /** Names an enrolment: "fern for alice". */
  name: (machine: string, person: string): string => `${machine} for ${person}`,
  search: "Name of the person",
  makeTickets: "Make tickets",
  columns: {
    machine: "Machine",
    furtherBrowser: (machine: ReactNode): ReactNode => <>Another browser of {machine}</>,
    person: "Person",
    started: "Started",
    key: "Key",
    passkey: "Passkey",
    noPasskey: "none",
    address: "Address",
    state: "State",
  },
  waiting: {
    title: "Enrolment",
    lead: "Machines and browsers that wait to be admitted. Each person reads six words out to you, and you type them here.",
    what: "waiting enrolments",
    empty: {
      title: "No machine is waiting",
      says: "Make a ticket for a person. Once they have enrolled a machine with it, the machine waits here for you.",
    },
  },
  all: {
    title: "All enrolments",
    what: "enrolments",
    empty: { title: "No enrolments yet", says: "Make a ticket for a person to begin." },
  },
  key: {
    proven: (place: string): string => `${place}, proven`,
    reported: (place: string): string => `${place}, reported by the machine, not verified`,
  },
  passkey: {
    deviceBound: "Stays on its device",
    copied: "Is copied to other devices",
    mayBeCopied: "May be copied to other devices",
  },
  confirmedBy: {
    breakGlass: ticketTexts.maker.breakGlass,
    firstStart: "the ticket of the server's first start",
    shell: ticketTexts.maker.shell,
  },
  page: {
    title: "Enrolment",
    what: "the enrolment",
    facts: "Enrolment",
    state: "State",
    person: "Person",
    named: (name: ReactNode, fullName: ReactNode): ReactNode => (
      <>
        {fullName} ({name})
      </>
    ),
    kind: "Kind",
    kinds: { machine: "A new machine", browser: "Another browser of a machine" },
    started: "Started",
    admitted: "Admitted",
    admittedBy: (at: ReactNode, who: string): ReactNode => (
      <>
        {at}, by {who}
      </>
    ),
    ended: "Ended",
    note: "Note",
    endings: {
      words_differ: "The person said that the six words differ, or the words were typed wrongly too often.",
      cancelled: "It was cancelled on the machine or by an administrator.",
      superseded: "The person started again with the same ticket.",
      ticket_revoked: "The ticket was revoked.",
      ticket_freed: "An administrator made the ticket usable again.",
      declined: "An administrator refused it.",
      asked_again: "An administrator asked for another try.",
      server_key_given_up:
        "The server revoked the keys that signed this enrolment, because somebody else may have them.",
    },
    machine: {
      title: postureTexts.reportedByMachine,
      hostname: "Host name",
      system: "System",
      account: "Account",
      notReported: "not reported",
      browser: "Browser",
      noBrowser: "no browser has met it",
    },
    recorded: {
      title: "Recorded by the server",
      key: "Key",
      address: "Address",
      notRecorded: "not recorded",
      addresses: (machine: string, browser: string): string => `${machine}; its browser from ${browser}`,
      device: "Device ID",
      others: "Other machines",
      noOthers: "no active ones",
      other: (machine: ReactNode, system: ReactNode, at: ReactNode): ReactNode => (
        <>
          {machine}, {system}, seen {at}
        </>
      ),
    },
    passkey: {
      title: "Passkey",
      model: "Model",
      attestation: "Attestation",
      verdict: (verdict: string, format: string): string => `${verdict} (${format})`,
      certified: "Certified",
      certification: (level: string): string => `FIDO ${level}`,
      compromised: "Compromise",
      copies: "Copies",
    },
    ticket: {
      title: "Ticket",
      madeBy: "Made by",
      made: "Made",
      requires: "Requires",
      note: "Note",
    },
  },
  decide: {
    title: "Admit or refuse",
    own: {
      title: "This is your own machine",
      says: "Somebody else must type its words, unless you are the only owner with a machine.",
    },
    words: {
      label: "Six words",
      hint: (person: string, wrong: number): string =>
        wrong === 0
          ? `Call ${person} or meet in person, and have the words in their terminal read out to you. Words that came by mail or chat prove nothing.`
          : `Call ${person} or meet in person, and have the words in their terminal read out to you. Words that came by mail or chat prove nothing. ${plural(wrong, { one: "The words were wrong once so far.", other: "The words were wrong # times so far." })} The fifth time ends this enrolment.`,
    },
    admit: "Admit",
    refuse: "Refuse",
    askAgain: "Ask for another try",
    openRefuse: "Refuse…",
    openAskAgain: "Ask for another try…",
    reason: "Reason",
    reasonHint: "The person reads it in their terminal.",
    confirmAdmit: {
      title: (name: string): string => `Admit ${name}?`,
      says: (person: string, fullName: string): string =>
        `From then on, logins that start on this machine can be approved there in the name of ${person}. Did ${fullName} read the words to you in person?`,
    },
    confirmRefuse: {
      title: (name: string): string => `Refuse ${name}?`,
      says: "The enrolment ends, and its keys can never be enrolled again. To enrol after all, the person needs a new ticket.",
    },
    confirmAskAgain: {
      title: (name: string): string => `Ask for another try of ${name}?`,
      verb: "Ask again",
      says: "This enrolment ends. For a machine, the server makes a new ticket with the same requirements, and shows it once.",
    },
    instructions: { label: "Instructions", hint: "The person reads them in their terminal." },
    seconds: "The new ticket works for",
    admitted: (name: string): string => `${name} was admitted.`,
    refused: (name: string): string => `${name} was refused.`,
    askedAgain: (name: string): string => `Another try of ${name} was asked for.`,
  },
  demands: {
    tpm: "key in a security chip (TPM), proven",
    keyring: "key in a keyring or a security chip (TPM)",
    deviceBound: "passkey that can't be copied",
    attested: "authenticator that proves its model",
    models: (count: number): string =>
      count === 1 ? "one model of authenticator" : `one of ${numberText(count)} models of authenticator`,
    none: "what the policy requires",
  },
} as const;
