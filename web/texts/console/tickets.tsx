import { listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** The texts about tickets by which people enrol. */
export const ticketTexts = {
  states: { open: "Active", used: "Used", expired: "Expired", revoked: "Revoked", begun: "In use" },
  maker: {
    breakGlass: "a person who used a break-glass code",
    firstStart: "the server, at its first start",
    shell: "somebody at the server's shell",
  },
  lives: {
    minutes: (count: number): string => plural(count, { one: "# minute", other: "# minutes" }),
    hours: (count: number): string => plural(count, { one: "# hour", other: "# hours" }),
    days: (count: number): string => plural(count, { one: "# day", other: "# days" }),
  },
  list: {
    title: "Tickets",
    lead: "A ticket lets one person begin an enrolment. It is shown only when it is made, because the server keeps only its hash.",
    what: "tickets",
    make: "Make tickets",
    search: "Name of the person",
    /** Names a ticket for those who hear it. */
    name: (person: string, state: string): string => `Ticket for ${person}, ${state}`,
    person: "Person",
    state: "State",
    used: "Used",
    usedOf: (used: number, uses: number): string => `${numberText(used)} of ${numberText(uses)}`,
    ends: "Expires",
    made: "Made",
    madeBy: "Made by",
    requires: "Requires",
    note: "Note",
    actions: "Actions",
    begun: (machine: ReactNode, account: ReactNode, address: string | null, at: ReactNode): ReactNode => (
      <>
        on {machine} by {account}
        {address === null ? "" : `, from ${address}`}, {at}
      </>
    ),
    empty: { title: "No tickets yet", says: "Make one for a person who is to enrol a machine." },
  },
  somebody: "a person",
  free: {
    send: "Make usable again",
    title: (person: string): string => `Make the ticket for ${person} usable again?`,
    says: (machines: readonly string[]): string =>
      `The enrolment that began with the ticket ends, and the person can begin again with the same ticket, on that machine or another. If the person did not begin on ${listText(machines)}, somebody else has the ticket: revoke it instead.`,
    done: "The ticket is usable again. The person can begin again with it, on any machine.",
  },
  revoke: {
    send: "Revoke",
    title: (person: string): string => `Revoke the ticket for ${person}?`,
    says: "Nobody can enrol with the ticket from then on, and an enrolment that began with it ends. A machine that already waits for its six words keeps waiting: admit or refuse it separately.",
    done: "The ticket was revoked.",
    doneWithEnded: "The ticket was revoked, and the enrolment that began with it ended.",
  },
  make: {
    title: "Make tickets",
    lead: "With a ticket, a person begins to enrol a machine. Afterwards they read six words out to you, and you admit the machine.",
    panel: "Tickets",
    send: "Make tickets",
    touch: "Make these tickets?",
    people: { label: "People", hint: "One name on each line. Each person gets a ticket of their own." },
    group: "Each active member of the group gets a ticket.",
    seconds: "Works for",
    uses: {
      label: "Machines",
      hint: (most: number): string =>
        `The number of machines that one person can enrol with the ticket, at most ${numberText(most)}.`,
    },
    keyStorage: "Key storage of the machine",
    keyPlaces: {
      file: "Anywhere",
      keyring: "In a keyring or a security chip (TPM); a keyring is reported by the machine, not verified",
      tpm: "In a security chip (TPM), proven",
    },
    deviceBound: "The passkey can't be copied to other devices",
    attested: {
      label: "The authenticator proves its model",
      hint: "This works only if the server has metadata of authenticators.",
    },
    models: { label: "Models of authenticator", hint: "One AAGUID on each line. Leave it empty to allow every model." },
    note: { label: "Note", hint: "Other administrators read it." },
  },
  made: {
    title: (count: number): string => plural(count, { one: "Ticket", other: "Tickets" }),
    more: "Make more",
    waiting: "Open waiting enrolments",
    notice: {
      title: "Hand the tickets over now: they are shown only once",
      says: (getPage: string, issuer: string): ReactNode => (
        <>
          Anybody who has a ticket can begin an enrolment as its person, so give each ticket only to its own person. The
          person opens <code>{getPage}</code>, follows the steps there, runs <code>nearside enroll {issuer}</code>, and
          then reads six words out to you.
        </>
      ),
    },
    mailed: (mailed: number, all: number): string => {
      const rest = "The mail says that there is a ticket and what to do with it. It does not contain the ticket.";
      if (all === 1) return `The person gets a mail. ${rest}`;
      if (mailed === all) return `All of them get a mail. ${rest}`;
      return `${plural(mailed, { one: "# of them gets a mail.", other: "# of them get a mail." })} ${rest}`;
    },
    panel: (count: number): string => plural(count, { one: "# ticket", other: "# tickets" }),
    save: "Save as CSV",
    person: "Person",
    ticket: "Ticket",
    expires: "Expires",
    copy: "Copy",
    copyThis: (person: string): string => `the ticket for ${person}`,
  },
} as const;
