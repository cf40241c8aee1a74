const ENROLL_COMMAND = <code>nearside enroll</code>;

/** The page that leads a person through an enrolment. */
export const enrollTexts = {
  problems: {
    passkey_not_made: "No passkey was made, or it took too long. Nothing was enrolled. Try again when you are ready.",
    passkey_exists:
      "This authenticator already holds a passkey of this enrolment. Use another authenticator, or start again with `nearside enroll`.",
  },

  waiting: {
    title: "Click the Nearside icon",
    lead: "You find it beside the address of this page. Your click allows the extension to act here.",
    iconMissing: "I don't see the icon",
    cancelled:
      "You closed the extension's window, or refused there. Nothing was enrolled. Click the icon again to continue.",
    window: {
      title: "The extension opens its own window",
      text: "The window shows this server, the person that this computer is for, and the port where your command line listens. Confirm them there.",
    },
    passkey: { title: "You make a passkey", text: "This page leads you through it." },
    words: {
      title: "You compare six words",
      text: "Your terminal and the extension's window show them. This page never does.",
    },
  },

  iconMissing: {
    tab: "Find the Nearside icon",
    title: "Bring the extension into this browser",
    lead: "The extension meets your command line on this computer, which a web page alone can't do.",
    back: "Back",
  },

  confirming: {
    title: "Confirm in the extension's window",
    lead: "The window shows this server, the person that this computer is for, and the port where your command line listens. Is everything as you expect? Then confirm it there.",
    next: "Your browser then asks whether the extension may communicate with this server and with your command line. If you don't see the window, click the Nearside icon again.",
  },

  meeting: {
    title: "Meeting your command line",
    lead: "Your browser's extension is checking that your terminal is on the same computer.",
    late: "Is it taking long? Check that your terminal is still waiting, then reload this page.",
  },

  passkey: {
    create: {
      title: "Create your passkey",
      lead: "You approve logins with it: a touch, a look or a PIN instead of a password.",
      button: "Create passkey",
    },
    get: {
      title: "Use your passkey",
      lead: "The passkey that you enrolled on this computer shows that it is you who adds this browser.",
      button: "Use passkey",
    },
    keepHere: {
      title: "Keep it on this computer",
      text: "If your browser lets you choose where to store it, choose this computer's own reader or a security key. A phone, or a passkey that is copied between devices, may not be accepted.",
    },
    whoNotWhere: {
      title: "It shows who you are, not where you are",
      text: "Your command line and this browser prove where a login was started. Your fingerprint or face never leaves the reader.",
    },
  },

  touch: "Use your fingerprint, face, PIN or security key.",

  comparing: {
    tab: "Compare the six words",
    title: "Go to your terminal and compare six words",
    lead: "Equal words show that nobody came between your command line and this browser.",
    terminal: "Read the six words in your terminal",
    window: {
      title: "Read the six words in the extension's own window",
      text: "They are numbered 1 to 6 in both places. If you don't see the window, click the Nearside icon. Words anywhere else, for example on a page, don't count.",
    },
    answer: {
      title: "Are all six the same, in the same order?",
      text: (
        <>
          Answer <strong>in the terminal</strong>. If a word differs, read it once more. If it still differs, answer no:
          somebody else may have come between.
        </>
      ),
    },
    continues: "This page continues by itself once you have answered in the terminal.",
  },

  pending: {
    title: "Waiting for your administrator",
    lead: "This computer's part is done. Now an administrator has to admit this computer.",
    call: {
      title: "Call or visit your administrator",
      text: "Don't use a chat or a mail, which somebody else could answer.",
    },
    read: {
      title: "Read out the six words from your terminal",
      text: (
        <>
          Your administrator types what you say. Read them only to somebody you know, and only if <strong>you</strong>{" "}
          are enrolling a computer.
        </>
      ),
    },
    continues: "This page continues by itself. You can also close it: your terminal tells you when it is done.",
  },

  active: {
    tab: "Enrolled",
    title: "This computer is enrolled",
    lead: "Logins that start on this computer can now be approved here, in this browser, and nowhere else.",
    next: "Go back to your terminal. You can close this page.",
  },

  refused: {
    tab: "Not enrolled",
    title: "This enrolment was ended",
    unknownWhy: "It was cancelled, or refused by you or your administrator. Nothing was enrolled.",
    why: ({ reason }: { reason: string }) => `${reason} Nothing was enrolled.`,
    note: { title: "Note from your administrator" },
    wordsDiffered: {
      title: "Did the six words differ?",
      text: "Most often a word was only misread or misheard: start again, and compare each. If they differ again, somebody else may have come between: stop, and tell your administrator.",
    },
    again: {
      title: "To try again",
      text: <>Your terminal says more. Start again there with {ENROLL_COMMAND}.</>,
    },
  },

  expired: {
    tab: "Expired",
    title: "This enrolment has expired",
    lead: ({ span }: { span: string }) => `It had to be finished within ${span}. Nothing was enrolled.`,
    next: (
      <>
        Start again in your terminal with {ENROLL_COMMAND}. If your ticket has expired too, ask your administrator for a
        new one.
      </>
    ),
  },

  unknown: {
    tab: "No such enrolment",
    title: "There is no such enrolment",
    lead: (
      <>
        The link may be cut off, or the enrolment ended long ago. Open the whole link from your terminal, or start again
        there with {ENROLL_COMMAND}.
      </>
    ),
  },

  otherWindow: {
    tab: "Open in another browser",
    title: "This enrolment continues in another browser",
    lead: "Another browser met your command line first. If that was you, continue there. If it was not you, answer no in your terminal and start again.",
    retry: "Check again",
  },
} as const;
