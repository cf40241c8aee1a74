import { plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

const people = (count: number): string => plural(count, { one: "# person", other: "# people" });

/** The texts of the pages about people, except for their import. `who` is plain text: "Alice Liddell (alice)". */
export const peopleTexts = {
  list: {
    title: "People",
    lead: "Everybody who can log in, and the role of each in this console.",
    what: "people",
    search: "Name or e-mail",
    import: "Import",
    create: "Create a person",
    makeTickets: "Make tickets",
    empty: { title: "No people yet", says: "Create people one by one, or import them from a CSV file." },
  },
  columns: {
    name: "Name",
    fullName: "Full name",
    email: "E-mail",
    role: "Role",
    state: "State",
    machines: "Machines",
    lastLogin: "Last login",
    created: "Created",
  },
  filters: {
    group: "Group",
    enrolled: { title: "Machines", ever: "Enrolled at least one", never: "Never enrolled one" },
    quiet: {
      title: "Last login",
      days: (days: number): string => plural(days, { one: "Not in the last day", other: "Not in the last # days" }),
      never: "Never",
    },
  },
  noEmail: "not set",
  states: { active: "Active", suspended: "Suspended", offboarded: "Offboarded" },
  /** Names a person in plain text: "Alice Liddell (alice)". */
  who: (fullName: string, name: string): string => `${fullName} (${name})`,
  named: (name: ReactNode, fullName: ReactNode): ReactNode => (
    <>
      {fullName} ({name})
    </>
  ),
  more: (count: number): string => plural(count, { one: "and # more", other: "and # more" }),
  person: {
    title: "Person",
    what: "the person",
    edit: "Edit",
    makeTicket: "Make a ticket",
    details: "Details",
    firstMachine: "First machine enrolled",
    activeMachines: "Active machines",
    tabs: {
      label: "About this person",
      overview: "Overview",
      groups: "Groups",
      logins: "Logins",
      machines: "Machines",
      leases: "Leases",
      log: "Log",
    },
  },
  logins: {
    what: "logins",
    search: "Login ID (rq_…)",
    id: "Login",
    state: "State",
    program: "Program",
    machine: "Machine",
    started: "Started",
    decided: "Decided",
    empty: { title: "No logins yet", says: "Logins that this person starts on a machine appear here." },
  },
  create: {
    title: "Create a person",
    lead: "A new person has no machine yet. They enrol their first one with a ticket.",
    send: "Create",
    touch: "Create this person",
    made: (who: string): string => `${who} was created.`,
    name: {
      label: "Name",
      hint: "The person types it to enrol a machine, such as alice or alice@example.com. It can't be changed later.",
    },
    fullName: { label: "Full name", hint: "Other people see this name." },
    email: { label: "E-mail", hint: "Notices go to it, for example about a ticket or a new machine." },
    role: "Role",
    groups: "Groups",
    ticket: {
      label: "Ticket for the first machine",
      hint: "It is shown once, so that you can hand it over. Choose how long it works.",
      none: "No ticket for now",
    },
    ticketMade: "Ticket",
    openPerson: "Open the person",
  },
  edit: {
    title: "Edit person",
    send: "Save",
    touch: (name: string): string => `Change ${name}`,
    fullName: "Full name",
    email: "E-mail",
    changed: (name: string): string => `${name} was changed.`,
    unchanged: "Nothing was changed: the name and the address are the same as before.",
    undo: {
      title: (name: string): string => `Restore the former name and address of ${name}?`,
      verb: "Restore",
      what: (fullName: string, email: string): string =>
        email === "" ? `Full name: ${fullName}. No e-mail address.` : `Full name: ${fullName}. E-mail: ${email}.`,
      done: (name: string): string => `${name} has the former name and address again.`,
    },
  },
  role: {
    title: "Role",
    own: "You can't change your own role. Another owner can.",
    label: "Role in this console",
    send: "Change role",
    confirm: (who: string, role: string): string => `Change the role of ${who} to ${role}?`,
    list: "From the next request on, this role allows a person to:",
    warning:
      "Anybody who uses a machine that is enrolled for this person gets the same rights, no matter who admitted the machine. Check the machines together with the person first, and revoke each one that is not theirs.",
    changed: (who: string, role: string): string => `${who} has the role ${role} from the next request on.`,
    undo: {
      title: (who: string, role: string): string => `Change the role of ${who} back to ${role}?`,
      what: "The former role applies from the next request on.",
      done: (who: string, role: string): string => `${who} has the role ${role} again.`,
    },
  },
  groups: {
    title: "Groups",
    none: "This person is in no group.",
    group: "Group",
    choose: "Choose a group",
    chooseProblem: "Choose a group.",
    addTitle: "Add to a group",
    add: "Add to group",
    addThis: (who: string): string => `Add ${who} to the group`,
    addPeople: (count: number, group: string): string => `Add ${people(count)} to ${group}?`,
    addMeans: "Rules and tickets for this group apply to them from then on.",
    remove: "Remove",
    removeThis: (who: string, group: string): string => `Remove ${who} from ${group}?`,
    removePeople: (count: number, group: string): string => `Remove ${people(count)} from ${group}?`,
    removeMeans: "Rules and tickets for this group no longer apply to them.",
    added: (count: number, group: string): string =>
      plural(count, {
        one: (number) => `${number} person was added to ${group}.`,
        other: (number) => `${number} people were added to ${group}.`,
      }),
    removed: (count: number, group: string): string =>
      plural(count, {
        one: (number) => `${number} person was removed from ${group}.`,
        other: (number) => `${number} people were removed from ${group}.`,
      }),
    thisGroup: "the group",
    unchanged: "Nothing was changed: the members are the same as before.",
    undo: {
      title: (group: string): string => `Restore the former members of ${group}?`,
      verb: "Restore",
      removesAgain: (count: number): string =>
        plural(count, { one: "# person is removed again.", other: "# people are removed again." }),
      addsAgain: (count: number): string =>
        plural(count, { one: "# person is added again.", other: "# people are added again." }),
      done: (group: string): string => `${group} has its former members again.`,
    },
  },
} as const;
