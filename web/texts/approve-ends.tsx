const START_ELSEWHERE =
  "Start the login on the computer where your browser runs, in a terminal there. Never forward the port: a connection that comes that way is refused.";
const OTHER_COMPUTER = "This login was started on another computer";

/** The ends of a login on the approval page, and what it says where it can't continue. It is loaded with the first of them. */
export const approveEndTexts = {
  settled: {
    tab: "Already decided",
    approved: {
      title: "This login has been approved",
      lead: "It was decided before this page was opened. Go back to your terminal. You can close this page.",
    },
    denied: {
      title: "This login was denied",
      lead: "It was decided before this page was opened. Nothing was approved. If you do want to log in, start again in your terminal.",
    },
    refused: {
      title: "Your organisation refused this login",
      lead: "A rule refused it, or one of its keys has been revoked since. Nothing was approved. Ask your administrator.",
    },
    too_late: {
      title: "This login was approved before you denied it",
      lead: "Your earlier approval was enough for it, so it continued by itself. To end everything that it gave, open your logins, choose this one and report that it wasn't you.",
    },
    unknown: {
      title: "This login has already been decided",
      lead: "Perhaps you decided it in another window. If your terminal still waits, start the login again there.",
    },
    logins: ({ href }: { href: string }) => <a href={href}>Your logins</a>,
  },

  withdrawn: {
    ended: {
      tab: "Command line gone",
      title: "The command line is gone",
      lead: "The command line ended this login before anything was approved: somebody pressed Ctrl-C or closed its terminal. Nothing was approved. If you do want to log in, start again in your terminal.",
    },
    tested: {
      tab: "Test of your browser",
      title: "This was a test of your browser",
      lead: (
        <>
          The command <code>nearside doctor</code> opened this page to check that this browser meets your command line.
          Nothing was approved, because there was nothing to approve. Your terminal shows the result. You can close this
          page.
        </>
      ),
    },
  },

  unknownLogin: {
    tab: "No such login",
    title: "There is no such login",
    lead: "The link may be cut off, or the login ended long ago. Nothing was approved. Open the whole link from your terminal, or start again there.",
  },

  denied: {
    tab: "Denied",
    title: "Denied",
    titleReported: "Denied and reported",
    lead: "Nothing was approved, and the command line has been told.",
    close: "You can close this page. If you do want to log in, start again in your terminal.",
    alert: {
      title: "You did not start this login, so something else on this computer did",
      text: "Your security team has been alerted. Approvals that you gave on this computer earlier no longer count for other logins. Check which programs run in your terminals, and don't approve a login that you don't recognise.",
    },
  },

  expired: {
    tab: "Expired",
    title: "This login has expired",
    lead: ({ span }: { span: string }) => `A login can be approved for ${span}. Nothing was approved.`,
    next: "Start it again in your terminal. You can close this page.",
  },

  startedElsewhere: {
    tab: "Started on another computer",
    title: OTHER_COMPUTER,
    lead: (
      <>
        It <strong>can't be approved here</strong>, and nothing was approved.
      </>
    ),
    sentLink: {
      title: "Did somebody send you this link?",
      text: "Then that person may be trying to sign in as you. They got nothing. Close this page. If they insist, tell your security team.",
    },
    ownLogin: {
      title: "Did you start it yourself, on another computer?",
      text: "Open the link in the browser of that computer. If you work on that computer remotely, for example by SSH, log in on the computer where your browser runs.",
    },
  },

  ruledOut: {
    tab: "Not allowed",
    title: "Your organisation does not allow this login",
    lead: "Nothing was approved, and your terminal has been told.",
    failedTitle: "Your organisation's rules could not be evaluated",
    noRule: "No rule allows this login. Your administrator can tell you which rule would. You can close this page.",
    named: "Your administrator can tell you more about the rule. You can close this page.",
  },

  tooFew: {
    tab: "Not enough approvers",
    title: "Not enough other people can approve this yet",
    lead: "A rule asks other people to approve this login too, and too few of them can. So nobody was asked, nothing was approved, and your terminal has been told.",
    later: "Start the login again once enough of them count. You can close this page.",
    nobody:
      "Ask your administrator to enrol more of the people whom the rule names, or to name more people. You can close this page.",
  },

  unmet: {
    tab: "Another passkey needed",
    title: "This login needs another passkey",
    lead: "Your organisation asks for more than the passkeys of this computer give. Nothing has been approved yet.",
    retry: "I have added one: try again",
    next: ({ href }: { href: string }) => (
      <>
        Do you have a security key? <a href={href}>Add it to this computer</a>, then come back here. If you have none,
        ask your administrator.
      </>
    ),
  },

  gone: {
    tab: "Command line gone",
    title: "The command line is gone",
    lead: "No command line is waiting for this login at the moment, so it can't be approved. Nothing was approved.",
    retry: "Check again",
    ended: {
      title: "Did you end it, or close its terminal?",
      text: "Then close this page. If you do want to log in, start again in your terminal.",
    },
    waiting: {
      title: "Is it still waiting?",
      text: "While this computer sleeps or its network is down, the command line can't reach the server. This page continues by itself as soon as it can.",
    },
    approvedTitle: "You approved this login, but the command line is gone",
    approvedOver:
      "The command line ended before it fetched its token, so no token was issued. Start the login again in your terminal. You can close this page.",
    approvedOpen:
      "The command line has not fetched its token, so none has been issued so far. If it comes back before this login expires, it still can, and this page says so. If you ended it, start the login again in your terminal.",
  },

  extensionMissing: {
    lead: "The extension meets your command line on this computer. Without it nobody can tell that the login was started here, so it can't be approved.",
    otherBrowser: "Did you enrol another browser on this computer? Open this link there instead.",
  },

  notEnrolled: {
    tab: "Browser not enrolled",
    title: "This browser is not enrolled yet",
    lead: "The extension is installed, but it has not been enrolled for this computer. You do that once for each browser.",
    retry: "I have enrolled it: try again",
    known: {
      title: "Is this computer already enrolled?",
      text: "Then add this browser. In a terminal on this computer, run:",
    },
    unknown: {
      title: "Is this computer new?",
      text: "Ask your administrator for a ticket, then enrol the computer and this browser together:",
    },
  },

  otherWindow: {
    tab: "Open in another browser",
    title: "Another browser has this login",
    lead: "Another browser met your command line after this page did, so the login is decided there. Continue there, or take it over here.",
    retry: "Decide it here",
  },

  unreachable: {
    tab: "Command line not reached",
    title: "Your command line was not reached",
    retry: "Try again",
    permission: {
      title: "Allow it again",
      text: "Click the Nearside icon, allow this computer's address, then come back here.",
    },
    terminal: {
      title: "Check your terminal",
      text: "Is it still waiting for you? Then try again. If it ended or was closed, start the login there again and use the new link.",
    },
    place: {
      title: "Does it run in a container, in WSL or over SSH?",
      text: "Then it is another computer to this browser, and can't be approved here. Log in where your browser runs, and never forward the port.",
    },
    blocked: {
      title: "Is it waiting, and still not reached?",
      text: (
        <>
          A proxy or a security program may block the browser's way to <code>127.0.0.1</code>. Let both programs reach
          that address directly.
        </>
      ),
    },
  },

  outOfReach: {
    retry: "Try again",
    next: { title: "Log in where your browser runs" },
    why: {
      title: "Why can't this browser reach it?",
      text: (
        <>
          A browser looks for the command line at <code>127.0.0.1</code>, which is always its own computer. That way
          nobody can make you approve a login that they started elsewhere.
        </>
      ),
    },
    here: {
      title: "Does it run on this very computer?",
      text: "Then check your terminal. If it is still waiting, try again. If not, start the login there again and use the new link.",
    },
    ssh: {
      title: OTHER_COMPUTER,
      lead: "The command line says that it runs over SSH, on another computer than this browser. So this login can't be approved here.",
      next: START_ELSEWHERE,
    },
    "remote-shell": {
      title: OTHER_COMPUTER,
      lead: "The command line says that it runs on another computer, in a terminal that is carried here. So this login can't be approved here.",
      next: START_ELSEWHERE,
    },
    "remote-editor": {
      title: OTHER_COMPUTER,
      lead: "The command line says that it runs on another computer, in the terminal of an editor. So this login can't be approved here.",
      next: START_ELSEWHERE,
    },
    container: {
      title: "This login was started in a container",
      lead: "The command line says that it runs in a container, which is another computer to this browser. So this login can't be approved here.",
      next: "Start the login outside of the container, in a terminal of this computer. Only a browser in the same container could approve it. Never forward the port: a connection that comes that way is refused.",
    },
    wsl: {
      title: "This login was started in WSL",
      lead: "The command line says that it runs in WSL, which is another computer to a browser of Windows. So this login can't be approved here.",
      next: "Start the login from Windows itself, or enrol a browser that runs in WSL. Never forward the port: a connection that comes that way is refused.",
    },
  },
} as const;
