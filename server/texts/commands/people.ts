// `nearside-server people`, `ticket`, `tickets`, `offboard`, `report`, `machines`, `revoke`, `restore user` and `admit`.
import { plural } from "@nearside/shared/text/amounts.ts";

export const peopleTexts = {
  list: {
    none: "No person matches.",
    never: "never logged in",
    lastLogin: ({ ago }: { readonly ago: string }) => `logged in ${ago}`,
    machines: ({ count }: { readonly count: number }) => plural(count, { one: "# machine", other: "# machines" }),
    first: ({ shown, total }: { readonly shown: number; readonly total: string }) =>
      `These are the first ${shown} of ${total}. Narrow the list down with --role or --search.`,
  },
  erase: {
    unknown: "There is no person with this user name, so nothing was erased.",
    ask: ({ user }: { readonly user: string }) =>
      `This erases the name, the address and the facts of every login for good. Evidence of those logins can no longer be exported. Type ${user} to continue: `,
    otherName: "This is not the user name, so nothing was erased.",
    done: ({ logins, name }: { readonly logins: number; readonly name: string }) =>
      `Erased, with the facts of ${plural(logins, { one: "# login", other: "# logins" })}. The person is now called ${name}.`,
    stays:
      "Log entries and files of the archive name the person until their retention time is over; docs/how-to/operate-retention.md has the times.",
  },
  role: {
    unknown: "There is no person with this user name, so nothing was changed. `nearside-server people` lists them.",
    already: "This person already has that role. Nothing was changed.",
    changed: ({ role }: { readonly role: string }) => `This person's role is ${role} from the next request on.`,
    none: ({ roles }: { readonly roles: string }) =>
      `There is no such role, so nothing was changed. The roles are ${roles}.`,
  },
  offboard: {
    done: ({ user }: { readonly user: string }) => `${user} is offboarded. This has ended:`,
    doneNothing: ({ user }: { readonly user: string }) => `${user} is offboarded. Nothing was left to end.`,
    unknown: "There is no person with this user name, so nobody was offboarded.",
    before: "This person was offboarded before. `nearside-server report <user>` prints the report.",
    changed: "Something changed since the list was shown. Everything that existed has ended.",
    ask: ({ user }: { readonly user: string }) => `This can't be undone. Type ${user} to continue: `,
    otherName: "This is not the user name, so nothing was changed.",
  },
  wrongReason: ({ problem }: { readonly problem: string }) => `The reason ${problem}. Nothing was changed.`,
  report: {
    notLeft:
      "This person was not offboarded, so there is no report. `nearside-server offboard <user>` shows what would end, and ends it.",
    unknown: "There is no person with this user name, so there is no report.",
  },
  ends: {
    kinds: {
      machines: { one: "machine", other: "machines" },
      browsers: { one: "browser", other: "browsers" },
      passkeys: { one: "passkey", other: "passkeys" },
      sessions: { one: "console session", other: "console sessions" },
      logins: { one: "waiting login", other: "waiting logins" },
      enrolments: { one: "open enrolment", other: "open enrolments" },
      tickets: { one: "unused ticket", other: "unused tickets" },
      client_tickets: { one: "registration ticket", other: "registration tickets" },
      credentials: { one: "active login with its refresh token", other: "active logins with their refresh tokens" },
      access_tokens: { one: "valid access token", other: "valid access tokens" },
      groups: { one: "group membership", other: "group memberships" },
      roles: { one: "role", other: "roles" },
    },
    nothing: ({ who }: { readonly who: string }) =>
      `${who} has nothing that would end. The user name stays theirs for good.`,
    would: ({ who }: { readonly who: string }) => `For ${who}, this would end for good:`,
    group: ({ name }: { readonly name: string }) => `        in the group ${name}`,
    role: ({ role }: { readonly role: string }) => `        is ${role}`,
  },
  machine: {
    quarantined:
      "The machine is quarantined: its logins, tokens and sessions are refused for now. Release it with: nearside-server machines release <id>",
    released: "The machine is released. Its tokens count again; it asks for a new login where one was open.",
    revoked:
      "The machine is revoked, with all its browsers and passkeys. To use it again, it has to be enrolled again.",
    lost: "The machine is revoked with everything on it, and the security log says that it is lost. Its person is told if notices are sent.",
    reEnrol: "The machine is revoked, and its person may enrol it again with this ticket, within 15 minutes:",
    quarantinedBefore: "The machine was already quarantined. Nothing was changed.",
    notQuarantined: "The machine is not quarantined. Nothing was changed.",
    revokedBefore: "The machine was already revoked. Nothing was changed.",
    revokedMakeTicket:
      "The machine was already revoked. Nothing was changed. To make a ticket: nearside-server ticket <user>",
    notActive: "The machine is not active: it waits to be admitted, or was revoked. Nothing was changed.",
    unknown: "There is no machine with this id, so nothing was changed. `nearside-server machines` lists the ids.",
  },
  admit: {
    how: ({ name }: { readonly name: string }) => `
The machine reports the lines above; they prove nothing. What counts is the six words: let ${name} read them out from the
terminal of that machine, in person or on the phone, and type them here. Never take them from a message.
`,
    differ: `
These are not the words of this enrolment. Nothing was admitted, and nothing is lost: most often a word was misheard or mistyped.
Ask the person to read them out again, slowly, and compare each. If every word is exactly as in the person's terminal and is
still refused, this enrolment is not the person's: do not admit it.
`,
    nothing:
      "No machine and no browser waits to be admitted. One does when its person has run `nearside enroll` to the end, and has confirmed there that terminal and browser show the same six words.",
    which: ({ count }: { readonly count: number }) => `Which one? Type its number (1 to ${count}): `,
    noSuch: "There is no enrolment with this number.",
    done: {
      machine: ({ name }: { readonly name: string }) => `Admitted. This machine of ${name} may sign in from now on.`,
      browser: ({ name }: { readonly name: string }) => `Admitted. This browser of ${name} may sign in from now on.`,
    },
    ended: ({ name }: { readonly name: string }) =>
      `The words were wrong too often, so this enrolment was ended, and its keys are invalid. Start again together with the person; a machine needs a new ticket. If you typed each word exactly as ${name}'s terminal shows it, tell your security team: this enrolment was not the person's.`,
    ask: "The six words: ",
    unknownWord:
      "At least one of these words is not on the list of words. Ask the person to spell it, and type all six again.",
    oneLine: "Type all six words in one line, separated by spaces.",
    stillWaits: "Nothing was admitted. The enrolment still waits.",
  },
  machines: {
    openLogins: ({ count }: { readonly count: number }) =>
      plural(count, { one: "# waiting login", other: "# waiting logins" }),
    credentials: ({ count }: { readonly count: number }) =>
      plural(count, { one: "# active login", other: "# active logins" }),
    synced: "synced",
    deviceBound: "device-bound",
    state: {
      pending: "waits to be admitted",
      active: "active",
      quarantined: "QUARANTINED",
      revoked: "revoked",
    },
    none: "No machine is enrolled.",
    noneOfPerson: "There is no person with this user name who has a machine.",
    more: "There are more machines, which were last seen before these. Add a user name to see only that person's: nearside-server machines <user>",
    key: ({ place }: { readonly place: string }) => `its key is ${place}`,
    id: ({ id }: { readonly id: string }) => `machine ${id}`,
    noVersion: "reports no version",
    version: ({ version }: { readonly version: string }) => `reports version ${version}`,
  },
  pending: {
    key: ({ place }: { readonly place: string }) => `the device key is ${place}`,
    one: "One enrolment waits:",
    several: ({ count }: { readonly count: number }) => `${count} enrolments wait, the oldest first:`,
    machine: "a machine",
    browser: "another browser of an enrolled machine",
    copied: "may be copied to other devices",
    stays: "stays on its device",
    noModel: "authenticator of unknown model",
    model: ({ aaguid }: { readonly aaguid: string }) => `authenticator ${aaguid}`,
    claims: ({ model }: { readonly model: string }) => `claims to be ${model}`,
  },
  revoke: {
    unknown: {
      user: "There is no person with this user name, so nothing was revoked. `nearside-server people` lists them.",
      machine: "There is no machine with this id, so nothing was revoked. `nearside-server machines` lists the ids.",
      browser: "There is no browser with this id, so nothing was revoked. `nearside-server machines` lists the ids.",
      passkey: "There is no passkey with this id, so nothing was revoked. `nearside-server machines` lists the ids.",
    },
    done: {
      user: "The person is suspended: their machines can't log in or refresh a token. The machines stay enrolled.",
      browser: "The browser is revoked. Other browsers of the machine may still approve its logins.",
      passkey: "The passkey is revoked. It can't approve anything any more.",
    },
    before: {
      user: "The person was already suspended. Nothing was changed.",
      browser: "The browser was already revoked. Nothing was changed.",
      passkey: "The passkey was already revoked. Nothing was changed.",
    },
    wrongReason: ({ problem }: { readonly problem: string }) => `The reason ${problem}. Nothing was revoked.`,
    undo: "Reactivate the person with: nearside-server restore user <name>",
  },
  restoreUser: {
    unknown: "There is no person with this user name, so nobody was reactivated.",
    notSuspended: "The person is not suspended. Nothing was changed.",
    done: "The person may log in again. What was ended stays ended: their machines ask for a new login.",
  },
  ended: {
    logins: { one: "# waiting login was refused.", other: "# waiting logins were refused." },
    enrolments: { one: "# open enrolment was ended.", other: "# open enrolments were ended." },
    credentials: {
      one: "# active login was ended with all its tokens.",
      other: "# active logins were ended with all their tokens.",
    },
    statusList: "An API that reads the status list or asks the server refuses those tokens within half a minute.",
  },
  ticket: {
    options: {
      user: "The user name",
      displayName: "The display name",
      hours: "The time in --hours",
      uses: "The number in --uses",
      other: "The request",
    },
    notMade: ({ what, problem }: { readonly what: string; readonly problem: string }) =>
      `${what} ${problem}. No ticket was made.`,
    unknown: ({ name }: { readonly name: string }) =>
      `There is no person with the user name ${name}, so no ticket was made. To make the person too, say how others see the name: nearside-server ticket ${name} --display-name "…"`,
    made: ({
      name,
      displayName,
      uses,
      span,
    }: {
      readonly name: string;
      readonly displayName: string;
      readonly uses: number;
      readonly span: string;
    }) => {
      const person = displayName === name ? name : `${name} (${displayName})`;
      return plural(uses, {
        one: () => `This is a ticket for ${person}. It works once, within ${span}.`,
        other: (number) => `This is a ticket for ${person}. It works for ${number} machines, within ${span}.`,
      });
    },
    next: ({ name, page, issuer }: { readonly name: string; readonly page: string; readonly issuer: string }) =>
      `Give it to ${name} in person. On the machine to enrol, they open this page, do what it says, and then run the command:\n\n    ${page}\n    nearside enroll ${issuer}\n\nIt asks for the user name (${name}) and for the ticket.`,
  },
  tickets: {
    started: ({
      hostname,
      account,
      address,
      ago,
    }: {
      readonly hostname: string;
      readonly account: string;
      readonly address: string | null;
      readonly ago: string;
    }) =>
      address === null
        ? `started on "${hostname}" by "${account}", ${ago}`
        : `started on "${hostname}" by "${account}", from ${address}, ${ago}`,
    nobody: "There is no person with this user name.",
    none: "There is no usable ticket.",
    noneOfPerson: "There is no person with this user name who has a usable ticket.",
    more: "There are more tickets. Add a user name to see only that person's: nearside-server tickets list <user>",
    atShell: "at this shell",
    by: ({ name }: { readonly name: string }) => `by ${name}`,
    id: ({ id }: { readonly id: string }) => `ticket ${id}`,
    unknown: "There is no ticket with this id. `nearside-server tickets` lists the ids.",
    nothingToFree:
      "No enrolment is under way with this ticket, so there was nothing to end. An enrolment that is complete waits for its six words: nearside-server admit",
    freed:
      "The ticket is usable again: its person can start again with it on any machine. The enrolment that was under way has ended.",
    endedBefore: "This ticket was already used, revoked or has expired.",
    revoked: "The ticket is revoked: nobody can enrol with it.",
    revokedWith: ({ count }: { readonly count: number }) =>
      plural(count, {
        one: "The ticket is revoked, and the enrolment that was under way with it has ended.",
        other: "The ticket is revoked, and # enrolments that were under way with it have ended.",
      }),
  },
} as const;
