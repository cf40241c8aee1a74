/** The window that confirms an enrolment. A sentence that holds elements is the list of its pieces. */
export const texts = {
  opening: "Reading the enrolment request…",
  question: {
    title: "Is this what your terminal shows?",
    machine: <T>({ command }: { readonly command: T }): readonly (T | string)[] => [
      "A server asks to enrol this computer. Confirm only if you have just typed ",
      command,
      " yourself, and your terminal shows the same three things.",
    ],
    browser: <T>({ command }: { readonly command: T }): readonly (T | string)[] => [
      "A server asks to enrol another browser of this computer. Confirm only if you have just typed ",
      command,
      " yourself, and your terminal shows the same three things.",
    ],
    permissions:
      "Nearside needs both permissions: to read that server's login pages, and to reach your command line on this computer. Confirm again and allow them.",
    confirm: "Yes, it is the same",
    cancel: "No, stop",
    note: "Your browser will ask whether Nearside may reach that server and this computer's own address. Nearside asks for no other site.",
    server: "Server",
    person: "Person",
    port: "Port",
  },
  meeting: {
    title: "Meeting your command line…",
    says: "The page you came from continues by itself. Leave this window open: it shows next what you compare.",
  },
  passkey: {
    title: "Make a passkey on the page",
    says: "The page you came from asks for your fingerprint, face, PIN or security key. Leave this window open.",
  },
  words: {
    title: "Compare these words with your terminal",
    says: "If your terminal shows the same six words in the same order, confirm there. This window can't confirm for you: nobody but you sees both.",
    differ: "The words differ",
  },
  administrator: {
    title: "Waiting for your administrator",
    says: "Read these words out to your administrator, who types them on the server. Read them from your own screen only, and only if you started this enrolment yourself.",
    mayClose: "You may close this window. Nearside continues when your administrator has admitted this browser.",
  },
  done: {
    title: "This browser is enrolled",
    says: <T>({ person, host }: { readonly person: T; readonly host: string }): readonly (T | string)[] => [
      "You can now approve in this browser the logins that ",
      person,
      ` starts on this computer at ${host}. Go back to your terminal.`,
    ],
  },
  steps: {
    meeting: "Meet the command line",
    passkey: "Make a passkey on the page",
    words: "Compare six words with the terminal",
    administrator: "Administrator confirms, if required",
  },
  close: "Close",
  ended: {
    title: "Nothing was enrolled",
    cancelled: "You cancelled it here. If your terminal still waits, end it there with Ctrl-C.",
    refused:
      "The enrolment was ended in your terminal or by your administrator. Run `nearside enroll` again if you still need it.",
    gone: "This window no longer belongs to an enrolment. Click the Nearside icon on the enrolment page to open it again.",
    failed:
      "Nearside made an error. Click the Nearside icon on the enrolment page to open this window again. If that does not help, tell your administrator.",
    unreachable:
      "This browser could not reach the server, or the server is too busy. Check the connection, wait a minute, then click the Nearside icon on the enrolment page again.",
  },
} as const;
