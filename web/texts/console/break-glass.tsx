import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** The texts about break-glass codes and their use, except for the sheet of new codes. */
export const breakGlassTexts = {
  alarm: {
    title: (uses: number): string =>
      plural(uses, { one: "A break-glass code was used", other: "# break-glass codes were used" }),
    use: (fullName: ReactNode, name: ReactNode, at: ReactNode, address: ReactNode): ReactNode => (
      <>
        For {fullName} ({name}), {at}, from {address}
      </>
    ),
    says: (link: (text: string) => ReactNode): ReactNode => (
      <>{link("Review the use")}. If none of you used the code, end the use there at once, and make new codes.</>
    ),
  },
  page: {
    title: "Break-glass codes",
    lead: "Printed codes, locked away for the day when nobody can sign in. Each code works once. Every use raises an alarm until an owner has reviewed it.",
    uses: "uses",
    /** Names a use for those who hear it. */
    name: (number: number): string => `Code ${number}`,
    used: "Used",
    person: "Person",
    address: "Address",
    machine: "Machine",
    machines: { none: "none yet", waiting: "Waiting for its six words", active: "Active", refused: "Refused" },
    reviewed: "Review",
    notReviewed: "Not reviewed",
    review: (by: string, says: string): string => `${by}: ${says}`,
    empty: { title: "No code was used yet", says: "Every use will appear here, together with its review." },
  },
  codes: {
    title: "Codes",
    what: "the codes",
    none: "No codes were made yet. Without them, people who lose every machine need access to the server's own shell.",
    left: (left: number, all: number, made: ReactNode): ReactNode => (
      <>
        {numberText(left)} of {plural(all, { one: "# code is", other: "# codes are" })} left, made {made}.
      </>
    ),
    count: "Number of codes",
    send: "Make new codes",
    confirm: {
      title: "Make new break-glass codes?",
      verb: "Make new codes",
      says: "All earlier codes become void at once, also those in a safe.",
    },
  },
  review: {
    title: (code: number, person: string): string => `Review the use of code ${code} for ${person}`,
    used: (at: ReactNode, address: ReactNode): ReactNode => (
      <>
        Used {at} from {address}.
      </>
    ),
    machineActive:
      "The machine that it admitted is active. If it doesn't belong to any of you, revoke it under Machines.",
    end: {
      send: "End the use",
      title: (code: number, person: string): string => `End the use of code ${code} for ${person}?`,
      verb: "End",
      says: "The ticket of this use ends, and a machine that waits for its words is refused for good.",
      done: (code: number, person: string): string => `You ended the use of code ${code} for ${person}.`,
    },
    ended: (at: ReactNode): ReactNode => <>The use was ended {at}.</>,
    says: { label: "Explanation", hint: "Write who used the code, and why. It is kept for good." },
    send: "Save the review",
    done: (code: number, person: string): string => `You reviewed the use of code ${code} for ${person}.`,
  },
  open: {
    footnote:
      "Nobody will ever ask you for such a code. Type it only if you opened this address yourself. No other page accepts one.",
    code: {
      tab: "Break-glass code",
      title: "Use a break-glass code",
      lead: "Use a code only when no owner or administrator can sign in. It works once and admits one machine. Everybody who runs this server is told at once, and an owner must write down what happened.",
      label: "Code, as it was printed",
      user: "Name of the owner or administrator whose machine it admits",
      send: "Use the code",
    },
    enrol: {
      tab: "Code used",
      title: "Enrol the machine now",
      lead: (closes: string, ticketExpires: string): string =>
        `Leave this page open, and do not reload it. You can type the six words only here, until ${closes}. The ticket is shown only once, and expires at ${ticketExpires}.`,
      machine: "1. On the new machine",
      ticket: (name: ReactNode): ReactNode => <>Enrol it for {name}, with this ticket:</>,
      copyTicket: "the ticket",
      words: "2. Six words",
      waiting: (hostname: ReactNode, system: ReactNode): ReactNode => (
        <>
          A machine is waiting. It reports that it is {hostname} with {system}, which is not verified. Type only the
          words from its own terminal.
        </>
      ),
      ended:
        "That enrolment was refused or took too long. You can start again with the same ticket until the ticket expires.",
      none: "No machine is waiting yet.",
      wordsLabel: "Six words",
      send: "Admit",
    },
    done: {
      tab: "Admitted",
      title: "The machine was admitted",
      lead: (fullName: ReactNode): ReactNode => (
        <>
          {fullName} can now sign in to the console there, in the browser that was enrolled. Review this use under
          Recovery, and make new codes.
        </>
      ),
    },
  },
} as const;
