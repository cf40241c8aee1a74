// `nearside-server start`, `events`, `mail`, `authenticators`, `break-glass` and `rules`.
import { choiceText, plural } from "@nearside/shared/text/amounts.ts";

export const serverTexts = {
  authenticators: {
    locksOut: ({ hasMetadata }: { readonly hasMetadata: boolean }) =>
      hasMetadata
        ? "No active passkey of an owner fits this policy, so it may lock everybody out. Tickets of this shell and break-glass codes are not judged by it. To accept any authenticator again: nearside-server authenticators reset"
        : "No active passkey of an owner fits this policy, so it may lock everybody out. The server has no metadata, so no model is proven. Tickets of this shell and break-glass codes are not judged by it. To accept any authenticator again: nearside-server authenticators reset",
    none: "No authenticator policy was published yet.",
    shell: "this shell",
    published: ({
      version,
      ago,
      who,
      reason,
    }: {
      readonly version: number;
      readonly ago: string;
      readonly who: string;
      readonly reason: string | null;
    }) =>
      reason === null
        ? `Version ${version} of the authenticator policy, published ${ago} by ${who}`
        : `Version ${version} of the authenticator policy, published ${ago} by ${who}, because: ${reason}`,
    wrongReason: ({ problem }: { readonly problem: string }) => `--reason ${problem}. Nothing was changed.`,
    anyAlready: "The server already accepts any authenticator that its configuration allows, so nothing was changed.",
    reset: ({ version }: { readonly version: number }) =>
      `Version ${version} is active: the server accepts any authenticator that its configuration allows. Passkeys that an earlier version revoked stay revoked.`,
  },
  breakGlass: {
    keep: `
Print them, close the window, and lock each one away where no single person can get it.
When nobody can sign in any more: open /console, choose "Use a break-glass code", and type one of them.
Its use raises an alarm that stays until an owner has written down what happened.`,
    wrongCount: ({ problem }: { readonly problem: string }) => `--count ${problem}. No codes were made.`,
    first: "Break-glass codes, shown only once. Each works once:\n",
    replacing: ({ count }: { readonly count: number }) =>
      plural(count, {
        one: "Break-glass codes, shown only once. Each works once. The # unused code of the sheet before is now invalid:\n",
        other:
          "Break-glass codes, shown only once. Each works once. The # unused codes of the sheet before are now invalid:\n",
      }),
    none: "There are no break-glass codes. Make some: nearside-server break-glass make",
    left: ({ left, codes, ago }: { readonly left: number; readonly codes: number; readonly ago: string }) =>
      `${left} of ${codes} break-glass codes are left, made ${ago}.`,
    review: "An owner reviews these uses in the console, under Recovery.",
    use: ({
      number,
      ago,
      name,
      address,
      machine,
      id,
    }: {
      readonly number: number;
      readonly ago: string;
      readonly name: string;
      readonly address: string;
      readonly machine: string;
      readonly id: string;
    }) =>
      `ALARM, not reviewed: code ${number} was used ${ago} for ${name} from ${address}; its machine: ${machine} (${id})`,
    machine: {
      none: "none yet",
      waiting: "waits for its six words",
      active: "is active",
      refused: "was refused",
    },
  },
  events: {
    reached: ({
      name,
      reached,
      newest,
      waiting,
      late,
    }: {
      readonly name: string;
      readonly reached: number | string | null;
      readonly newest: number | string;
      readonly waiting: number;
      readonly late: string | null;
    }) =>
      late === null
        ? `${name}: has entry ${reached} of ${newest}; ${waiting} waiting`
        : `${name}: has entry ${reached} of ${newest}; ${waiting} waiting, the oldest for ${late}`,
    sentSoFar: ({ sent, ago }: { readonly sent: number; readonly ago: string | null }) =>
      ago === null ? `  sent ${sent} in total` : `  sent ${sent} in total, the last one ${ago} ago`,
    failing: ({
      tries,
      next,
      ago,
      said,
    }: {
      readonly tries: number;
      readonly next: number | string | null;
      readonly ago: string;
      readonly said: string;
    }) =>
      plural(tries, {
        one: () => `  failed once at entry ${next}, ${ago} ago: ${said}`,
        other: (number) => `  failed ${number} times at entry ${next}, last ${ago} ago: ${said}`,
      }),
    lastFailure: ({ ago, said }: { readonly ago: string; readonly said: string }) =>
      `  last failure ${ago} ago: ${said}`,
    nowhere:
      "The server sends no events. Set NEARSIDE_EVENTS_FILE, NEARSIDE_EVENTS_SYSLOG or NEARSIDE_EVENTS_WEBHOOK (docs/how-to/operate-events.md), and restart the server.",
    unknown: ({ name, consumers }: { readonly name: string; readonly consumers: readonly string[] }) =>
      `There is no consumer ${JSON.stringify(name)}. Name ${choiceText(consumers)}.`,
    notConfigured: ({ consumer }: { readonly consumer: string }) =>
      `The server sends no events there. Set NEARSIDE_EVENTS_${consumer} (docs/how-to/operate-events.md), and restart the server.`,
    notTaken: ({ said }: { readonly said: string }) =>
      `The consumer did not accept the event: ${said}. Correct that, and try again. Nothing is lost in the meantime.`,
    sent: ({ consumer, id }: { readonly consumer: string; readonly id: string }) =>
      `Sent: ${consumer} accepted the event ${id}. Check that it arrived.`,
    noNumber: ({ typed }: { readonly typed: string }) =>
      `${typed} is not the number of an entry. \`nearside-server events status\` shows the entry at which the webhook fails.`,
    passed: ({ entry }: { readonly entry: string }) =>
      `The webhook skips entry ${entry} and continues after it. The security log records that. If the entry matters, bring it to the consumer yourself: the console's log has it.`,
  },
  mail: {
    wrongAddress: ({ problem }: { readonly problem: string }) => `The address ${problem}. Nothing was sent.`,
    notConfigured:
      "The server sends no mail, because no mail server is set up. Set NEARSIDE_MAIL_HOST and NEARSIDE_MAIL_FROM (docs/how-to/operate-mail.md), and restart the server.",
    failed: ({ server, said }: { readonly server: string; readonly said: string }) =>
      `Nothing was sent. ${server} was asked, and ${said}. Correct that, and try again.`,
    sent: ({ server, said }: { readonly server: string; readonly said: string }) =>
      `Sent: ${server} accepted it and said "${said}". Check that it arrived.`,
  },
  start: {
    running: ({ issuer, folder }: { readonly issuer: string; readonly folder: string }) =>
      `Nearside is running at ${issuer} (data: ${folder}). Ctrl-C ends it.`,
    firstTicket: ({ name }: { readonly name: string }) =>
      `No machine is enrolled yet. With this ticket, the first owner (${name}) enrols the first machine.`,
    firstTicketInFile: ({ name }: { readonly name: string }) =>
      `No machine is enrolled yet. With the ticket in this file, the first owner (${name}) enrols the first machine.
Only the server's own account can read the file, because what is printed here may be kept in a log.`,
    firstSteps: ({
      lead,
      ticket,
      page,
      issuer,
      name,
      command,
    }: {
      readonly lead: string;
      readonly ticket: string;
      readonly page: string;
      readonly issuer: string;
      readonly name: string;
      readonly command: string;
    }) => `
${lead}
It works once, within 15 minutes. For another ticket, which replaces this one, start the server again with --new-ticket.

    ${ticket}

Next, on the computer whose command line and browser should sign in:

  1. In its browser, open ${page}, and install the command line and the extension.
  2. In a terminal, run: nearside enroll ${issuer}
     It asks for the user name (${name}) and for the ticket.
  3. For the day when that machine is gone, run here: ${command} break-glass make
     Print the codes and lock them away.
  4. In that browser, open ${issuer}/console to invite people and to admit their machines.
`,
    firstTicketNotWritten: ({ path }: { readonly path: string }) =>
      `The first ticket could not be written to ${path}, so nobody could enrol. Make sure that the server's account may write there, or start the server in a terminal, which shows the ticket.`,
  },
  rules: {
    noTests: "No mistake was found. These rules have no tests.",
    namesUnread:
      "It was not checked whether the people, groups, programs and versions that the rules name exist: this needs the server. On its machine, add --server.",
    testsPassed: ({ count }: { readonly count: number }) =>
      plural(count, { one: "# test passed.", other: "# tests passed." }),
    lintWarns: ({ count }: { readonly count: number }) =>
      plural(count, { one: "Lint has # warning.", other: "Lint has # warnings." }),
    noFile: ({ file, folder }: { readonly file: string; readonly folder: string }) =>
      `There is no ${file} in ${folder}. \`nearside-server rules pull\` writes the active rules there.`,
    noVersion: ({ file }: { readonly file: string }) =>
      `${file} has no version number. Pull again, or push with --replace.`,
    tooLarge: ({ path }: { readonly path: string }) => `${path} is larger than a set of rules may be.`,
    notText: ({ path }: { readonly path: string }) => `${path} can't be read as text in UTF-8.`,
    differs: ({ file }: { readonly file: string }) =>
      `${file} differs from the active rules. \`nearside-server rules diff\` shows how; \`--force\` overwrites it. Nothing was written.`,
    notWritten: ({ folder }: { readonly folder: string }) =>
      `The files can't be written in ${folder}. Name an existing folder.`,
    pulled: ({ rules, tests, version }: { readonly rules: string; readonly tests: string; readonly version: number }) =>
      `${rules} and ${tests} are version ${version}, the active one.`,
    same: ({ version }: { readonly version: number }) => `The files are the active version ${version}.`,
    noBase:
      "The files do not say from which version they were made, so nothing was published. Pull first, or push with --replace, whichever version is active.",
    otherBase: ({ from, active }: { readonly from: number | undefined; readonly active: number }) =>
      `The files were made from version ${from}, and version ${active} is active now, so nothing was published. \`nearside-server rules diff\` shows the differences. Pull, and make your change again.`,
    nothingNew: ({ version }: { readonly version: number }) =>
      `The files are the active version ${version}. Nothing was published.`,
    active: ({ version }: { readonly version: number }) => `Version ${version} is active.`,
    neverPublished: "Nobody has published rules yet: the person who met the machine may approve.",
    count: ({ count }: { readonly count: number }) => plural(count, { one: "# rule", other: "# rules" }),
    again: ({ version }: { readonly version: number }) => `version ${version} again`,
    last: ({ shown, total }: { readonly shown: number; readonly total: string }) =>
      `These are the last ${shown} of ${total}.`,
    notANumber: "A version is a number, such as 3. `nearside-server rules history` lists them.",
    rolledBack: ({ old, version }: { readonly old: number; readonly version: number }) =>
      `Version ${old} is active again, as version ${version}.`,
    cannotPublish: "These rules can't be published.",
    testsFailed: ({ failed, all }: { readonly failed: number; readonly all: number }) =>
      `${failed} of ${all} tests failed.`,
  },
} as const;
