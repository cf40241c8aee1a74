import type { LoginOutcome } from "@nearside/shared/api/console/logins.ts";
import { listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** The outcomes, in one or two words. */
export const outcomeTexts: Readonly<Record<LoginOutcome, string>> = {
  waiting: "Waiting",
  approved: "Approved",
  issued: "Token issued",
  denied: "Denied",
  refused: "Refused",
  expired: "Expired",
  cancelled: "Cancelled",
};

/** The texts of the security log: its two lists, one login, one entry. */
export const logTexts = {
  title: "Security log",
  tabs: { logins: "Logins", events: "All events" },
  logins: {
    lead: "Each login has one row. Expand it to see what happened, in order.",
    what: "logins",
    search: "Person, machine, program, address or ID",
    outcome: "Outcome",
    person: "Person",
    program: "Program",
    machine: "Machine",
    when: "When",
    since: "From day",
    until: "To day",
    name: ({ person, program }: { person: string; program: string }) => `Login of ${person} to ${program}`,
    expand: (login: string) => `Timeline: ${login}`,
    open: "Open this login",
    tested: "A test by nearside doctor. No token was asked for.",
    unknownReason: (code: string) => `Error code: ${code}`,
    empty: { title: "No logins yet", says: "A login appears here as soon as a command line asks for one." },
  },
  filter: {
    label: "Active filters",
    reason: (reason: string) => `Reason: ${reason}`,
    person: (name: string) => `Person: ${name}`,
    machine: (name: string) => `Machine: ${name}`,
    client: (name: string) => `Program: ${name}`,
    remove: (filter: string) => `Remove the filter “${filter}”`,
  },
  timeline: {
    title: "Timeline",
    what: "the timeline",
    none: "The entries about this login are no longer in the database.",
    rules: (rules: readonly string[]) =>
      plural(rules.length, {
        one: () => `under the rule ${listText(rules)}`,
        other: () => `under the rules ${listText(rules)}`,
      }),
    by: (person: ReactNode) => <>by {person}</>,
    approvedBy: ({ person, authenticator }: { person: ReactNode; authenticator: ReactNode }) => (
      <>
        by {person}, with {authenticator}
      </>
    ),
    times: (times: number) => `${numberText(times)} times, last at this time`,
  },
  events: {
    lead: "Every login, enrolment, change and refusal is one entry. An alarm is a login that was opened on another computer than the one that started it, or something that a person reported as not theirs.",
    what: "entries",
    search: "Person, machine, address or ID",
    event: "Event",
    when: "When",
    topic: "Topic",
    person: "Person",
    machine: "Machine",
    by: "By",
    address: "Address",
    since: "From day",
    until: "To day",
    name: ({ title, seq }: { title: string; seq: number }) => `${title}, entry ${seq}`,
    empty: { title: "No entries yet", says: "Every login, enrolment, change and refusal is recorded here." },
  },
  entry: {
    title: (seq: string) => `Entry ${seq}`,
    what: "the entry",
    theLogin: "Open the login",
    panel: "Entry",
    when: "When",
    topic: "Topic",
    person: "Person",
    machine: "Machine",
    browser: "Browser (reported by itself)",
    by: "By",
    address: "Address",
    subject: "ID",
    kind: "Kind",
    kindOf: ({ kind, seq }: { kind: string; seq: number }) => `${kind}, entry ${seq}`,
    data: "Recorded data",
  },
  signed: {
    title: "Signed change",
    what: "the change",
    by: "Signed by",
    passkey: "Passkey",
    machine: "On machine",
    request: "Request",
    change: "Change",
  },
  openedElsewhere: {
    title: ({ starter, opener }: { starter: string; opener: string }) =>
      `${starter} started this login, and ${opener} opened it on another machine`,
    ownMachines:
      "Both machines belong to the same person, who may have opened the link in the wrong place. It could not be approved there, and no token was issued.",
    others: (opener: string) =>
      `It could not be approved there, and no token was issued. Attackers send such links to have other people approve logins that they did not start. Ask ${opener} how the link reached them, and use another way than the one it came by.`,
  },
  started: {
    login: "Started by",
    enrolment: "Enrolment requested by",
    person: "Person",
    claimedPerson: "For",
    machine: "Machine (reported by itself)",
    notEnrolled: "Not enrolled",
    address: "Address",
    noAddress: "Not stored, or erased",
    command: "Command (reported by the machine)",
    commandErased: "Erased",
    noCommand: "None",
    note: (seq: number) => `Entry ${seq} of the security log`,
  },
  machineNow: { title: "Machine now", owner: "Owner", machine: "Machine (reported by itself)" },
  login: {
    title: "Login",
    what: "the login",
    heading: ({ person, program }: { person: ReactNode; program: ReactNode }) => (
      <>
        Login of {person} to {program}
      </>
    ),
    by: "Person",
  },
  request: {
    title: "Request",
    notReported: "Not reported",
    outcome: "Outcome",
    program: "Program",
    programOf: ({ name, verified }: { name: ReactNode; verified: boolean }) =>
      verified ? <>{name} (name verified)</> : <>{name} (name not verified)</>,
    when: "When",
    machine: "Machine",
    address: "Address",
    command: "Command",
    folder: "Folder",
    account: "Account",
    parent: "Started by",
    terminal: "Terminal",
    remote: "Remote session from",
    scope: "Scope",
    noScope: "None",
    apis: "APIs",
    noApis: "This server only",
    details: "Authorization details",
    id: "ID",
  },
  result: {
    title: "Result",
    browser: "Browser",
    notMet: "No browser met it",
    channel: "Met over",
    channels: { loopback: "The machine's loopback address", native: "The machine's keeper, without a port" },
    approvedBy: "Approved with",
    nobody: "Not approved",
    approvedAt: "Approved at",
    reason: "Reason",
    said: "Reason given",
    ticket: "Ticket",
    access: "Access",
    noToken: "No token",
    accessOf: ({ scope, state }: { scope: ReactNode; state: string }) => (
      <>
        {scope} ({state})
      </>
    ),
    noScope: "No scope",
    states: {
      active: "active",
      ended: "ended",
      expired: "expired",
      invalid: "not valid: something it depends on has ended or is quarantined",
    },
    until: "Ends at the latest",
  },
  place: {
    host: "Ran on",
    key: "Host key",
    hops: "Further hosts (reported, not verified)",
    session: "SSH session",
    unknownHost: "An unknown host",
    knownHosts: (name: ReactNode) => <>{name} (name in the machine's known_hosts)</>,
    container: "Ran in the container",
    containerLife: "Container",
    lasted: ({ since, ended }: { since: string; ended: string | null }) =>
      ended === null ? `Since ${since}, end not known` : `From ${since} to ${ended}`,
  },
  evidence: {
    title: "Evidence",
    export: "Export evidence",
    saved: (name: string) => `${name} was saved.`,
    file: "<file>",
    what: "The file proves this login to anybody: the enrolment of its keys, the request, the meeting, what a passkey signed, and the token that was issued.",
    verify: ({ command, keys }: { command: ReactNode; keys: ReactNode }) => (
      <>
        Anybody can verify it offline, years from now and without an account: {command}. If you have this server's keys
        from elsewhere, add them: {keys}.
      </>
    ),
    tokenWorks: (until: string) =>
      `The file contains the login's access token. It works until ${until}, and only with the key of the command line that got it. Pass the file on after that.`,
    tokenExpired: (since: string) =>
      `The file contains the login's access token. It expired on ${since} and no longer works.`,
    confirm: {
      title: (person: string) => `Export the evidence of this login of ${person}?`,
      verb: "Export",
      says: (token: string) =>
        `The file says who logged in, on which machine and by which command. ${token} The export is recorded in the security log.`,
    },
  },
} as const;
