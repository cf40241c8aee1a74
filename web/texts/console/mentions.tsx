import type { ReactNode } from "react";

/** The words by which every section names and links people, machines, logins, leases, authenticators and events. */
export const texts = {
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
    event: (title: ReactNode, by: ReactNode, startedBy: ReactNode): ReactNode => (
      <>
        {title}
        {by === null ? null : <>, by {by}</>}
        {startedBy === null ? null : <>, started by {startedBy}</>}
      </>
    ),
  },
  lease: {
    states: { active: "Active", quarantined: "Quarantined", spent: "Used up", ended: "Ended" },
    endedBecause: (reason: string): string => ` because ${reason}`,
    untilReleased: " until its machine is released",
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
    alarms: { denied_as_foreign: "Denied and reported", other: "Opened elsewhere" },
  },
  machine: {
    states: { active: "Active", pending: "Waiting", quarantined: "Quarantined", revoked: "Revoked" },
    keyProven: (place: string): string => `${place}, proven`,
    notEnrolled: "a machine that is not enrolled",
  },
} as const;
