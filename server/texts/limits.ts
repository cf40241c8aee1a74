// The answers to a person or a program that asked too often. The time after which to try again follows.

export const limitTexts = {
  busyAddress: "Your network sent too many requests to this server in a short time, so this one was refused.",
  clientDocuments: "Your network used too many unknown programs in a short time, so this one was not looked up.",
  clientDocumentsInAll: "Too many unknown programs were used in a short time, so this one was not looked up.",
  knownDocuments: "This program would have been looked up too often in a short time, so it was not.",
  ticketsOfNetwork: "Your network sent too many wrong tickets, so this one was not checked.",
  tickets: "Too many wrong tickets were sent, so yours was not checked.",
  codesOfNetwork: "Your network sent too many wrong break-glass codes, so this one was not checked.",
  codes: "Too many wrong break-glass codes were sent, so yours was not checked.",
  loginsOfMachine: "This machine started too many logins in a short time, so no new one was started.",
  keeper: "This machine's keeper asked too often in a short time which programs want to log in, so it got no answer.",
  posture: "This machine reported changes of its posture too often in a short time, so nothing was changed.",
  approvalsOfMachine:
    "This machine asked too often in a short time which logins wait for its person, so it got no answer.",
  standing: "This machine asked for its state too often in a short time, so it got no answer.",
  deniedPlace: "A login from here was denied a moment ago, so no new one was started.",
  placeEnds: "This machine reported ended sessions too often within an hour, so nothing was changed.",
  loginsOfMachineInHour:
    "This machine started as many logins as a machine may within an hour, so no new one was started.",
  loginsOfPersonInHour: "You started as many logins as a person may within an hour, so no new one was started.",
  secondApprovals:
    "You asked other people to approve as many logins as a person may within an hour, so nobody was asked.",
  waitingLogins: "You opened waiting logins too often within a minute, so nothing was done.",
  approvals: "You approved as many logins as a person may within an hour, so this one was not approved.",
  login: "This login got too many requests in a short time, so nothing was changed.",
  changes: "You made as many changes as a person may within an hour, so this one was not made.",
  signIns: "You signed in as often as a person may within an hour, so you were not signed in.",
  enrolments: "This machine started as many enrolments as it may within an hour, so no new one was started.",
  meetings: "This enrolment was met by browsers too often in a short time, so this meeting was refused.",
  openLoginsOfMachine:
    "This machine has too many waiting logins, so no new one was started. Finish or deny one, or wait until they expire.",
  openLoginsOfPerson:
    "You have too many waiting logins, so no new one was started. Finish or deny one, or wait until they expire.",
  polls: "This login was polled too often.",
  leaseReports: "Too many reports about this lease arrived at once, so this one was not stored.",
  refreshes: "Your machines asked for too many new tokens in a short time. The tokens that you have stay valid.",
  exchangesOfLogin:
    "Too many narrower tokens of this login were requested in a short time. The tokens that you have stay valid.",
  exchangesOfApi: "This API exchanged too many tokens in a short time. The tokens that it has stay valid.",
  introspections: "This API asked about too many tokens in a short time. It can read the status lists instead.",
  tryAgain: ({ reason, span }: { readonly reason: string; readonly span: string }) => `${reason} Try again in ${span}.`,
  second: "1 second",
  downloads: "Too many downloads are running, so this one was not started. Try again in a minute.",
} as const;
