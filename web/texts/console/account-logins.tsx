import { listText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

const LAST_MACHINE =
  "It is the only machine that you can approve on. Nothing can be approved in your name until an administrator releases it, or gives you a ticket for another machine.";

/** A person's own logins, and those from elsewhere that were opened in their browser. */
export const ownLoginsTexts = {
  title: "My logins",
  lead: "Every login that your machines asked for. Open one that you don't recognise, and report it.",
  foreignLink: "Started elsewhere, opened here",
  what: "logins",
  search: "Program or login ID",
  empty: { title: "You have not asked for a login yet", says: "Logins that start on your machines are listed here." },
  columns: {
    program: "Program",
    state: "State",
    requested: "Requested",
    machine: "Machine",
    command: "Command",
    folder: "Folder",
    address: "Address",
  },
  notReported: "Not reported",
  filters: { state: "State", machine: "Machine", from: "First day", to: "Last day" },
  name: ({ client, id }: { client: string; id: string }) => `${client}, ${id}`,

  one: {
    title: "A login",
    titleOf: ({ client }: { client: string }) => `Login to ${client}`,
    heading: ({ client }: { client: ReactNode }) => <>Login to {client}</>,
    reading: "the login",
    timeline: "Timeline",
    opened: {
      title: "The link of this login was opened on another machine",
      bySomebody: ({ time }: { time: string }) => `${time}: in somebody else's browser`,
      byYou: ({ time, host, browser }: { time: string; host: ReactNode; browser: ReactNode }) => (
        <>
          {time}: on your {host}, in {browser}
        </>
      ),
      text: "It could not be approved there. If you started the login, approve it where it runs, and give its link to nobody. If you did not start it, report that it wasn't you: somebody else is using your machine.",
    },
  },

  foreign: {
    title: "Started elsewhere, opened here",
    lead: "Logins that were started on one machine and opened in your browser on another. Nobody got access that way.",
    notice: {
      title: "If somebody sent you a link, or asked you to open one or to enter a code",
      text: "Don't answer. Tell your administrator, and give them the ID of the login: with it they find in the security log who started it and on which machine, and can stop that machine at once. This is how people are tricked into giving somebody else access. If you started the login yourself, approve it in a browser on the machine where it runs.",
    },
    what: "logins",
    search: "Login ID, rq_…",
    empty: {
      title: "There are no such logins",
      says: "Logins that were started elsewhere and opened here are listed here.",
    },
    columns: { starter: "Started by", opened: "Opened", machine: "Machine", browser: "Browser", login: "Login" },
    somebodyElse: "Somebody else",
    you: "You",
    youOn: ({ you, host }: { you: ReactNode; host: ReactNode }) => (
      <>
        {you} on {host}
      </>
    ),
  },
} as const;

/** The report "This wasn't me". */
export const notMeTexts = {
  title: "This wasn't me",
  reading: "the consequences",
  consequences: {
    title: "Consequences",
    login: ({ title, time }: { title: ReactNode; time: string }) => (
      <>
        A login to {title} was requested at {time}. If it wasn't you, report it. Then all of this happens at once:
      </>
    ),
    enrolment: ({ title, time }: { title: ReactNode; time: string }) => (
      <>
        An enrolment in your name was begun on {title} at {time}. If it wasn't you, report it. Then all of this happens
        at once:
      </>
    ),
    session: ({ title, time }: { title: ReactNode; time: string }) => (
      <>
        Somebody signed in to your account on {title} at {time}. If it wasn't you, report it. Then all of this happens
        at once:
      </>
    ),
    openLogin: "The login, which is still waiting, is refused.",
    openEnrolment: "The enrolment is refused, and can't be admitted.",
    tokens: "Everything that the login gave ends for good, with all its tokens.",
    quarantine: ({ machine }: { machine: ReactNode }) => (
      <>
        The machine {machine}, where it came from, is quarantined: none of its logins, tokens and sign-ins counts until
        an administrator releases it. Logins that are waiting there are refused.
      </>
    ),
    revoke: ({ machine }: { machine: ReactNode }) => (
      <>The machine {machine}, which is waiting to be admitted, is revoked for good.</>
    ),
    machineEnded: ({ machine }: { machine: ReactNode }) => (
      <>The machine {machine}, where it came from, is no longer active, and stays so.</>
    ),
    sessions: ({ sessions }: { sessions: number }) =>
      sessions === 0
        ? "You are not signed in anywhere else, so nothing ends there."
        : plural(sessions, { one: "# of your other sign-ins ends.", other: "# of your other sign-ins end." }),
    alarm: "An alarm is raised: your administrators are told, and the security log records it with your name.",
    here: "You are on this machine, so you are signed out here",
    hereText: "Before you continue, note how to reach an administrator without this machine.",
    hereLastText: `Before you continue, note how to reach an administrator without this machine. ${LAST_MACHINE}`,
    last: "This is your last machine",
    lastText: LAST_MACHINE,
    undo: "Only an administrator can undo this, by releasing the machine after somebody has checked it. What ended stays ended.",
  },
  report: "Report: this wasn't me",
  itWasMe: "It was me",
  confirm: "This wasn't me",
  confirmVerb: "Report",

  done: {
    title: "The alarm is raised, and your administrators are told",
    quarantined: "The machine that it came from is quarantined.",
    revoked: "The machine that it was for is revoked, and can't be admitted.",
    machineEnded: "The machine that it came from was no longer active.",
    ended: (of: { tokens: number; logins: number; enrolments: number; sessions: number }) => {
      const things = [
        ...(of.tokens === 0 ? [] : [plural(of.tokens, { one: "# active login", other: "# active logins" })]),
        ...(of.logins === 0 ? [] : [plural(of.logins, { one: "# waiting login", other: "# waiting logins" })]),
        ...(of.enrolments === 0 ? [] : [plural(of.enrolments, { one: "# enrolment", other: "# enrolments" })]),
        ...(of.sessions === 0 ? [] : [plural(of.sessions, { one: "# sign-in", other: "# sign-ins" })]),
      ];
      return things.length === 0 ? undefined : `Ended: ${listText(things)}.`;
    },
    next: "Next steps",
    signedOut: "You are signed out here. Stop working on this machine.",
    talk: "Talk to an administrator, in person or by telephone. Don't use a link or a number that somebody sent you.",
    words: "Don't tell anybody the six words of an enrolment, or any code.",
    ticket: "Find out who had the ticket that was made for you: somebody else has used it.",
    authenticator:
      "Check your authenticator: the person who did this had it, and its PIN or your fingerprint, or your unlocked machine.",
    others: "Go through your other logins, machines and sign-ins, and report each one that wasn't you.",
    logins: "My logins",
    machines: "My machines",
    sessions: "Sign-ins",
  },
} as const;

/** Active tokens, and the end of one login. */
export const ownTokensTexts = {
  title: "Active tokens",
  lead: "The tokens that programs got in your name and that still work.",
  what: "active tokens",
  search: "Program or login ID",
  empty: {
    title: "You have no active tokens",
    says: "When you log in from a command line, its tokens are listed here while they work.",
  },
  columns: {
    program: "Program",
    scopes: "Scopes",
    apis: "APIs",
    machine: "Machine",
    issued: "Issued",
    until: "Expires at the latest",
    now: "Access tokens",
    action: "Action",
  },
  noScope: "No scope",
  thisServer: "This server",
  quarantined: "Quarantined",
  none: "None",
  alsoUsedBy: ({ tokens, apis }: { tokens: string; apis: ReactNode }) => (
    <>
      {tokens}, also used by {apis}
    </>
  ),
  name: ({ client, machine }: { client: string; machine: string }) => `${client} on ${machine}`,

  endAll: {
    open: "End all",
    confirm: "End all your logins?",
    text: "Every program on every machine of yours has to log in again, and programs that run unattended stop. Your machines and passkeys stay as they are.",
    done: ({ logins }: { logins: number }) => plural(logins, { one: "# login ended.", other: "# logins ended." }),
  },

  end: {
    open: "End",
    confirm: ({ name }: { name: string }) => `End this login of ${name}?`,
    text: "Its tokens stop working now, and so do the tokens that were exchanged for them. APIs that ask this server know at once. Other APIs know within minutes, when the access token expires. To continue, log in again.",
    done: ({ name }: { name: string }) => `The login of ${name} has ended.`,
  },
} as const;

/** These say what agents may do in the person's name. */
export const ownLeasesTexts = {
  title: "My leases",
  lead: "Agents may use these in your name. You approved each lease once. Open a lease to see every call.",
  what: "leases",
  search: "Lease ID",
  action: "Action",
  empty: {
    title: "No agent acts in your name",
    says: (
      <>
        To let an agent act, run <code>{"nearside lease run --api <address> --for 2h -- <program>"}</code> in a
        terminal, and approve it here.
      </>
    ),
  },
  one: {
    title: "A lease",
    titleOf: ({ agent }: { agent: string }) => `Lease of ${agent}`,
    titleOfUnnamed: "Lease of an agent",
    crumb: "Leases",
    reading: "the lease",
    none: {
      title: "You have no such lease",
      text: "Its address may be cut off, or the lease is somebody else's.",
    },
    machine: "Machine",
  },
} as const;

/** These say where a person is signed in to console and account. */
export const ownSessionsTexts = {
  title: "Sign-ins",
  lead: "The places where you are signed in to the console and your account, or were in the last hours.",
  panel: "Console and account",
  what: "sign-ins",
  reading: "your sign-ins",
  none: "There are no sign-ins.",
  columns: {
    machine: "Machine",
    browser: "Browser",
    address: "Address",
    state: "State",
    since: "Signed in",
    used: "Last used",
    action: "Action",
  },
  states: { active: "Signed in", ended: "Signed out", expired: "Expired", invalid: "No longer valid" },
  here: ({ machine }: { machine: ReactNode }) => <>{machine} (this one)</>,
  addressUnknown: "Not recorded",
  signOutAbove: "Sign out above",

  end: {
    open: "Sign out there",
    confirm: ({ name }: { name: string }) => `Sign out on ${name}?`,
    text: "The page that is open there shows nothing more. You can sign in there again with your passkey.",
    done: ({ name }: { name: string }) => `You are signed out on ${name}.`,
  },
  endOthers: {
    open: "Sign out everywhere else",
    confirm: "Sign out everywhere else?",
    verb: "Sign out there",
    text: "You stay signed in only here. Programs stay logged in: end them under Tokens.",
    done: ({ sessions }: { sessions: number }) =>
      plural(sessions, { one: "# sign-in ended.", other: "# sign-ins ended." }),
  },
  endAll: {
    open: "Sign out everywhere",
    confirm: "Sign out everywhere, here too?",
    verb: "Sign out",
    text: "You sign in again with your passkey. Programs stay logged in: end them under Tokens first.",
  },
} as const;
