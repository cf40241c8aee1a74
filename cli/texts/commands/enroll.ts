export const texts = {
  description: "enrol this machine with a server, with a ticket from your administrator",
  issuer: "the server's address, such as https://login.example.com",
  browser: "add another browser to a machine that is enrolled already",
  user: "the user name that this machine is for; asked if left out",
  key: "where to keep the key of this machine (default: the safest place available)",
  restart: "forget an enrolment that waits for its administrator, and start again",
  help: `
  nearside enroll https://login.example.com                 enrols this machine; you are asked for the ticket
  nearside enroll https://login.example.com --key keyring   keeps its key in the keyring, not in the TPM
  nearside enroll https://login.example.com --browser       adds a browser to an enrolled machine

You type the ticket when asked. It is never an argument, because other people on this machine could read it there. If the input
is not a terminal, each of its lines answers one question: the user name, the ticket, and whether the six words are the same.

A key in the TPM needs a server that knows the TPM's maker: its administrator names them. The TPM is expected at
/dev/tpmrm0. NEARSIDE_TPM names another one, such as swtpm:host=127.0.0.1,port=2321 or device:/dev/tpmrm1.`,
  machineDone: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `This machine is enrolled for ${user} at ${issuer}. Next: nearside login`,
  browserDone: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
    `This browser was added for ${user} at ${issuer}. Next: nearside login`,
  leaveOutKey: "Leave out --key.",
  startAgain: "Start again with --restart.",
  askUser: "Your user name at this server:",
  noUser: "A user name is needed.",
  askTicket: "The ticket from your administrator:",
  readWords: "Read these six words to your administrator, who types them. That completes the enrolment.",
  mayStop: "You may stop waiting with Ctrl-C, and continue with the same command later.",
  waiting: "Waiting for your administrator",
  keyKept: ({ place }: { readonly place: string }): string => `Its key is kept ${place}.`,
  shown: {
    openPage:
      "Open this page in the browser you want to approve logins with, and click the icon of the Nearside extension on it.",
    threeThings: "The extension shows three things. Continue only if they match these:",
    server: ({ issuer }: { readonly issuer: string }): string => `Server  ${issuer}`,
    person: ({ user }: { readonly user: string }): string => `Person  ${user}`,
    port: ({ port }: { readonly port: number }): string => `Port    ${port}`,
    waiting: ({ left }: { readonly left: string }): string => `Waiting for your browser, ${left} left`,
    compare: "Compare these six words with the six words in the extension's own window.",
    askSame: "Do both show the same six words?",
  },
} as const;
