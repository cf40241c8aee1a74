import { choiceText, listText, plural } from "@nearside/shared/text/amounts.ts";
export const texts = {
  browser: {
    extensionMissing:
      "the Nearside extension is not on the page. It may not be installed, may be switched off, or may not be allowed on this site.",
    installIt:
      "Install it or switch it on, then click its icon on the page. Or open the page in the browser that you enrolled.",
    notEnrolled: "its extension is not enrolled with this server.",
    addIt: ({ issuer }: { readonly issuer: string }): string =>
      `Add that browser with \`nearside enroll --browser ${issuer}\`, or open the page in the browser that you enrolled.`,
    pending: "its enrolment still waits for your administrator.",
    readWords: "Read the six words to your administrator, who types them. Then press Try again on the page.",
    otherMachine: "its extension is enrolled with another machine, so it can't approve a login of this one.",
    ownBrowser: ({ issuer }: { readonly issuer: string }): string =>
      `Open the page in a browser of this machine. If it already is one, add it with \`nearside enroll --browser ${issuer}\`: WSL and containers count as separate machines.`,
    permission: "its extension lost the permission to reach this command line.",
    allowAgain: "Click the Nearside icon on that page and allow it again. The page then continues by itself.",
    unreachable: "its extension got no answer from this command line at 127.0.0.1.",
    directWay:
      "Let that browser reach 127.0.0.1 directly, without a proxy, VPN, security program or company setting in between. Then press Try again on the page.",
    notAllowed: "your organisation's settings for it do not allow this server.",
    allowServer: "Ask your administrator to allow this server there, or use a browser in which it is allowed.",
    unreadable: "it could not read your organisation's settings for Nearside.",
    tryLater: "Press Try again on the page in a few seconds. If it stays like this, tell your administrator.",
    says: ({ says }: { readonly says: string }): string => `A browser that opened this page says: ${says}`,
    reasonFirst: ({ because }: { readonly because: string }): string =>
      `Your browser asks for a reason first. ${because}`,
    typeReason: "Type your reason in the browser",
    ticketFirst: ({ examples, because }: { readonly examples: readonly string[]; readonly because: string }): string =>
      `Your browser asks for a ticket number first, such as ${choiceText(examples)}. ${because}`,
    typeTicket: "Type the ticket number in the browser",
  },
  terminal: {
    approve: "Approve this login with your passkey, in a browser of this machine.",
    approveThere:
      "Approve this login with your passkey, in the browser of the machine that you came from. The page opens there.",
    met: "Met your browser. Approve it there",
    left: ({ what, time }: { readonly what: string; readonly time: string }): string => `${what}, ${time} left`,
    waiting: "Waiting for your approval",
    posture: ({ title, fact }: { readonly title: string; readonly fact: string }): string =>
      `${title}: ${fact}. Rules of your organisation check this.`,
  },
  loopbackOnly: "It can meet a browser over loopback only.",
  second: {
    asks: ({ who, question }: { readonly who: string; readonly question: string }): string =>
      `${who} asks: ${question}`,
    answerElsewhere: "You can answer it on your own machine only. Here you can wait, or end this with Ctrl-C.",
    needsTerminal: "You can answer it only in a terminal. Run the command in one.",
    yourAnswer: "Your answer:",
    answerForm: "Write one line of 1 to 300 characters.",
    sent: ({ who }: { readonly who: string }): string => `Your answer was signed and sent to ${who}.`,
    lost: ({ why }: { readonly why: string }): string => `${why} Your answer was not sent. Type it once more.`,
    waiting: "Waiting for a second person",
    further: ({ count }: { readonly count: number }): string => plural(count, { one: "# other", other: "# others" }),
    furtherAtLeast: ({ count }: { readonly count: number }): string => `at least ${count} others`,
    oneOf: ({ names }: { readonly names: readonly string[] }): string => choiceText(names),
    severalOf: ({ quorum, names }: { readonly quorum: number; readonly names: readonly string[] }): string =>
      `${quorum} of ${listText(names)}`,
    nobody: "nobody",
    asksOne: ({ asked }: { readonly asked: string }): string =>
      `A rule requires a second person to approve it too. Asked: ${asked}.`,
    asksSeveral: ({ asked }: { readonly asked: string }): string =>
      `A rule requires further people to approve it too. Asked: ${asked}.`,
    soFar: ({ have, quorum }: { readonly have: number; readonly quorum: number }): string =>
      plural(have, {
        one: (number) => `${number} of ${quorum} has approved so far.`,
        other: (number) => `${number} of ${quorum} have approved so far.`,
      }),
  },
} as const;
