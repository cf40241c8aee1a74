import { listText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";
import { enrolmentTexts } from "./enrolment.tsx";

/** The pages of a person's own account that tell of machines and passkeys. Those of logins have a file of their own. */
export const accountTexts = {
  title: "My account",
  lead: "Your machines, passkeys, logins and tokens on this server, and how to end them if something is wrong.",
  reading: "your account",
  tabs: {
    overview: "Overview",
    machines: "Machines",
    passkeys: "Passkeys",
    logins: "Logins",
    tokens: "Tokens",
    leases: "Leases",
    sessions: "Sign-ins",
  },

  wrong: {
    title: "Something is wrong",
    machine: { title: "I lost a machine", text: "Revoke it, with everything that it is logged in to." },
    login: {
      title: "A login wasn't mine",
      text: "Open the login and report it. It ends, its machine is quarantined, and your administrators are told.",
    },
    session: { title: "I am signed in where I should not be", text: "Sign out there, or everywhere." },
  },

  foreign: {
    title: ({ logins }: { logins: number }) =>
      plural(logins, {
        one: "A login that was started elsewhere was opened on one of your machines",
        other: "# logins that were started elsewhere were opened on your machines",
      }),
    text: ({ days }: { days: number }) =>
      plural(days, {
        one: "This happened in the last day. Nobody got access. If somebody sent you a link or a code, don't answer, and tell your administrator.",
        other:
          "This happened in the last # days. Nobody got access. If somebody sent you a link or a code, don't answer, and tell your administrator.",
      }),
    show: ({ logins }: { logins: number }) => plural(logins, { one: "Show the login", other: "Show the logins" }),
  },

  you: {
    title: "About you",
    name: "Name",
    fullName: ({ name, user }: { name: ReactNode; user: ReactNode }) => (
      <>
        {name} ({user})
      </>
    ),
    role: "Role",
    email: "E-mail for notices",
    noEmail: "None",
    machines: "Machines to approve on",
    tokens: "Active tokens",
    sessions: "Active sign-ins",
  },

  here: {
    title: "This sign-in",
    machine: "Machine",
    system: "System",
    keyStorage: "Key storage",
    browser: "Browser",
    authenticator: "Authenticator",
    address: "Address",
    addressUnknown: "Not recorded",
    since: "Signed in",
  },
} as const;

const LAST_WAY = <strong>This is your last way to approve.</strong>;

/** A person's own machines, with their browsers and enrolments. */
export const ownMachinesTexts = {
  title: "My machines",
  lead: "Logins that start on one of these machines can be approved there, and nowhere else.",
  machines: {
    title: "Machines",
    what: "machines",
    reading: "your machines",
    none: "You have no machines.",
    more: "Machines that were revoked long ago are not shown.",
  },
  enrolments: {
    title: "Enrolments in your name",
    what: "enrolments",
    reading: "the enrolments in your name",
    none: "Nothing has been enrolled in your name yet.",
  },
  columns: {
    machine: "Machine",
    state: "State",
    system: "System",
    keyStorage: "Key storage",
    browsers: "Browsers",
    passkeys: "Passkeys",
    logins: "Active logins",
    seen: "Last seen",
    enrolled: "Enrolled",
    action: "Action",
  },
  here: ({ name }: { name: ReactNode }) => <>{name} (this one)</>,

  one: {
    title: "A machine",
    reading: "the machine",
    about: "About this machine",
    state: "State",
    stateHere: ({ state }: { state: ReactNode }) => <>{state} You are on it now.</>,
    name: "Reported name",
    system: "System",
    keyStorage: "Key storage",
    enrolled: "Enrolled",
    seen: "Last seen",
    logins: "Active logins",
    waiting: "Waiting logins",
    device: "Device ID",
    showLogins: "Show its logins",
    browsers: { title: "Browsers", what: "browsers", none: "No browser is enrolled on this machine." },
    passkeys: {
      title: "Passkeys",
      what: "passkeys",
      none: "This machine has no passkeys.",
      change: "Add, rename or remove",
    },
    enrolments: { title: "Enrolments", what: "enrolments", none: "There are no enrolments of this machine." },
  },
  browser: "Browser",

  rename: {
    title: "Rename this machine",
    confirm: "Rename the machine?",
    label: "Name",
    hint: "It is shown beside the name that the machine reports.",
    send: "Rename",
    done: "The machine was renamed.",
  },

  revoke: {
    title: "Revoke this machine",
    quarantined: "This machine is quarantined: nothing on it counts until an administrator releases it",
    text: "Nothing can be approved on it any more, and everything that it is logged in to ends. To use it again, enrol it again with a ticket from an administrator.",
    lost: "Report as lost",
    lostConfirm: ({ name }: { name: string }) => `Is ${name} lost or stolen?`,
    lostNote: "The security log records that it is lost, and you get a mail that it was revoked.",
    lostDone: ({ name }: { name: string }) => `${name} was reported lost, and revoked.`,
    revoke: "Revoke",
    confirm: ({ name }: { name: string }) => `Revoke ${name}?`,
    done: ({ name }: { name: string }) => `${name} was revoked, with everything on it.`,
    ends: (of: { browsers: number; passkeys: number; logins: number; waiting: number }) => {
      const things = [
        plural(of.browsers, { one: "# browser", other: "# browsers" }),
        plural(of.passkeys, { one: "# passkey", other: "# passkeys" }),
        plural(of.logins, { one: "# active login", other: "# active logins" }),
        ...(of.waiting === 0 ? [] : [plural(of.waiting, { one: "# waiting login", other: "# waiting logins" })]),
      ];
      return `This ends at once and can't be undone: ${listText(things)}.`;
    },
    here: "You are on it now, so you are signed out here.",
    last: (
      <>
        {LAST_WAY} Nothing can be approved in your name any more, and you can't come back here, until an administrator
        gives you a ticket for another machine.
      </>
    ),
  },

  revokeBrowser: {
    name: ({ browser, machine }: { browser: string; machine: string }) => `${browser} on ${machine}`,
    revoke: "Revoke",
    confirm: ({ name }: { name: string }) => `Revoke ${name}?`,
    text: "It can't approve anything any more, and the logins that it approved end now. This can't be undone.",
    here: "You are using it now, so you are signed out here.",
    last: ({ machine }: { machine: ReactNode }) => (
      <>
        {LAST_WAY} Nothing can be approved in your name any more until another browser is enrolled on {machine} and
        admitted by an administrator.
      </>
    ),
    onlyThere:
      "It is the only browser there. Nothing can be approved on that machine until another browser is enrolled on it.",
    done: ({ name }: { name: string }) => `${name} was revoked.`,
  },

  enrolment: {
    columns: { enrolment: "Enrolment", state: "State", system: "System", when: "Begun", notMine: "Not yours?" },
    ofMachine: ({ host }: { host: ReactNode }) => <>Machine {host}</>,
    ofBrowser: ({ host }: { host: ReactNode }) => <>Browser on {host}</>,
    states: {
      waiting: "Waiting for the browser",
      met: "Waiting for a passkey",
      passkey: "Waiting for the last proofs",
      pending: "Waiting to be admitted",
      active: "Admitted",
      refused: "Refused",
      expired: "Expired",
    },
  },
} as const;

/** A person's own passkeys. */
export const ownPasskeysTexts = {
  title: "My passkeys",
  lead: "Each passkey approves logins that start on its own machine, and no others. A second passkey, such as a security key, lets you continue if the first is lost.",
  reading: "your passkeys",
  name: ({ machine }: { machine: string }) => `Passkey of ${machine}`,
  nameHere: ({ machine }: { machine: string }) => `Passkey of ${machine}, this machine`,
  labelled: ({ label, authenticator }: { label: ReactNode; authenticator: ReactNode }) => (
    <>
      {label}: {authenticator}
    </>
  ),
  usedHere: ({ authenticator }: { authenticator: ReactNode }) => <>{authenticator} (signed you in)</>,

  machine: "Machine",
  authenticator: "Authenticator",
  storage: "Storage",
  synced: enrolmentTexts.passkey.mayBeCopied,
  deviceBound: enrolmentTexts.passkey.deviceBound,
  created: "Created",
  only: {
    name: "Only passkey",
    text: "You can't remove it, because nothing could be approved on that machine any more. Add another passkey there first, or revoke the machine.",
  },

  rename: {
    open: "Rename",
    confirm: ({ name }: { name: string }) => `Rename ${name}?`,
    label: "Name",
    send: "Rename",
    done: "The passkey was renamed.",
  },

  remove: {
    remove: "Remove",
    confirm: ({ name }: { name: string }) => `Remove ${name}?`,
    text: "It can never approve anything again, and the logins that it approved end now. The authenticator keeps its own copy, which no longer works here.",
    done: ({ name }: { name: string }) => `${name} was removed.`,
  },

  add: {
    title: "Add a passkey to this machine",
    failed: "No passkey was added",
    label: "Name",
    hint: "For example: blue security key. Have the new authenticator at hand, and one that this machine already has.",
    send: "Create the passkey",
    waiting: "Waiting for the new authenticator…",
    confirm: ({ name }: { name: string }) => `Add ${name}?`,
    confirmUnnamed: "Add the passkey?",
    text: (
      <>
        The passkey has been created. Now touch an authenticator that this machine <strong>already</strong> has, to
        confirm that the new one may approve logins of this machine too.
      </>
    ),
    add: "Add",
    done: ({ name }: { name: string }) => `${name} was added.`,
  },
} as const;
