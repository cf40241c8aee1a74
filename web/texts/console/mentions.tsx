import type { ReactNode } from "react";

/** The words by which every section names and links people, machines, logins, leases, authenticators and events. */
export const mentionTexts = {
  authenticator: {
    /** The model is reported by the authenticator itself, and no attestation proves it. */
    notAttested: " (not verified)",
  },
  topics: {
    alarm: "Alarm",
    refusal: "Refused",
    login: "Login",
    token: "Token",
    enrolment: "Enrolment",
    person: "Person",
    machine: "Machine",
    client: "Program",
    console: "Console",
    setting: "Setting",
    server: "Server",
  },
  alarms: {
    title: "Alarms",
    all: (total: string): string => `Show all (${total})`,
    event: ({ title, person, starter }: { title: ReactNode; person: ReactNode; starter: ReactNode }): ReactNode => (
      <>
        {title}
        {person === null ? null : <>, by {person}</>}
        {starter === null ? null : <>, started by {starter}</>}
      </>
    ),
  },
  lease: {
    states: { active: "Active", quarantined: "Quarantined", spent: "Used up", ended: "Ended" },
    quarantined: "It issues tokens again once its machine is released.",
  },
  login: {
    states: {
      pending: "Waiting for the browser",
      met: "Waiting for approval",
      waiting: "Waiting for a second approver",
      approved: "Approved",
      redeemed: "Token issued",
      denied: "Denied",
      expired: "Expired",
      refused: "Refused",
      withdrawn: "Cancelled in the terminal",
    },
    alarms: { denied_as_foreign: "Reported as not mine", other: "Opened elsewhere" },
  },
  machine: {
    states: { active: "Active", pending: "Waiting", quarantined: "Quarantined", revoked: "Revoked" },
    keyProven: (place: string): string => `${place}, proven`,
    notEnrolled: "a machine that is not enrolled",
  },
} as const;
