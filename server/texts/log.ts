// The lines of the server's own log, for its operator.

export const logTexts = {
  mail: {
    sent: "a notice was sent",
    notSent: "a notice could not be sent",
    gaveUp: "a notice was dropped because the mail server did not accept it",
    failed: "notices could not be sent",
    none: "none is sent",
  },
  events: {
    notSentTo: ({ consumer }: { readonly consumer: string }) => `events could not be sent (${consumer})`,
    failed: "sending events failed",
    notSent: "events could not be sent",
    sentAgain: "events are sent again",
  },
  authenticators: {
    policyReason: ({ version, reason }: { readonly version: number; readonly reason: string }) =>
      `authenticator policy ${version}: ${reason}`,
    nowAttested: "passkeys whose model was only claimed are attested now",
    failed: "the authenticators could not be checked",
    unfitEnded: "passkeys that do not fit the authenticator policy were revoked",
  },
  breakGlass: {
    notReviewed: "ALARM: an owner has not reviewed the use of a break-glass code",
    none: "there are no break-glass codes: make some with `nearside-server break-glass make`, and lock them away",
    used: "ALARM: a break-glass code was used",
    wrong: "a wrong break-glass code was typed",
  },
  archive: {
    failed: "old entries could not be moved to the archive",
  },
  extension: {
    altered:
      "the extension was not signed, because its file is not the one that was built. Install the server again, and start it",
    older: "the extension's package is older than one that was signed before, so it is not handed out",
  },
  rules: {
    replayFailed: "a replay of rules failed",
    draftFailed: "a draft of rules could not be checked",
    activeUnreadable: "the active rules can't be read",
    publishedUnreadable: "the published rules can't be read, so nothing is approved or refreshed",
    notReadAhead: "the published rules could not be read before the first login needs them",
  },
  keys: {
    unreadable: "the signing keys could not be read",
    givenUp: "the signing keys that nobody can open were revoked",
    allOpen: "every signing key can be opened, so none was revoked",
    published: "a signing key is published",
    compromised: "the signing keys were revoked as compromised",
  },
  disk: {
    failed: "the disk failed: repair it, and then start the server again",
    full: "the disk is full: make room in the file system of the data folder",
    refusalLost: "the disk is full: this refusal is not in the security log",
  },
  reads: {
    tooLong: "a search of the console took too long and was stopped",
    noTurn: "a search of the console did not get its turn",
  },
  systemd: {
    notTold: ({ program }: { readonly program: string }) =>
      `systemd could not be told the server's state, because ${program} failed; systemd may stop the server`,
  },
  processes: {
    lineLost:
      "the connection to the other processes of this server is lost; until it is back, this process finds changes by polling",
    notTold: "the other processes of this server could not be told that this one runs",
    clock:
      "the clock of another process of this server differs from this one's by more than five minutes, so its messages are ignored and its changes are found late, by polling; set both clocks (NTP)",
    settings:
      "another process of this server runs with other settings, so answers depend on the process that gives them: give all of them the same configuration",
  },
  requests: {
    failed: "a request failed",
    refused: "refused",
    askedAgain: "asked to come again",
    limited: "limited",
    limit: "a limit was reached",
  },
  clients: {
    notAuthenticated: "a client was not authenticated",
    document: "a program's metadata document was refused",
  },
  logins: {
    foreignDenied: "a person denied a login that another person started",
    notMet: "a page reports that its browser did not meet the command line",
    elsewhere: "a login was opened on another machine",
    notMine: "a person said that a login, an enrolment or a sign-in was not theirs",
    browserSent: "a program sent a browser here",
  },
  metadata: {
    renewed: "authenticator metadata was updated",
    notRenewed: "authenticator metadata could not be updated: the metadata from before stays in use",
    tooOld: "the authenticator metadata is too old",
  },
  machines: {
    notJudged: "machines without a recent posture report could not be judged",
  },
  tokens: {
    ofOther: "a client tried to revoke a token of another client; nothing was changed",
  },
  parts: {
    altered: "a file was not handed out, because it is not the one that was built. Install the server again",
    slow: "the client read the file too slowly",
    changed: "the file changed while it was sent",
    notSent: "a file was not sent completely",
    unusable: "the list of downloads can't be used, so /get hands out nothing",
    otherBytes: "its content differs",
    notOpened: "it can't be opened",
    changing: "it is being changed",
    noList: "there is no list",
    listForm: "it does not have the form that a build writes",
  },
  metrics: {
    failed: "the metrics of the database could not be read",
    notTold: "the metrics could not be answered",
  },
  housekeeping: "housekeeping failed",
  database: {
    lost: "a connection to the database was lost",
    checkpoint: "SQLite's log could not be moved into the database, and grows until it can: check the disk",
    unused: ({ file }: { readonly file: string }) =>
      `the data folder has ${file}, which is not used: the data is where DATABASE_URL says`,
  },
  server: {
    ending: "the server is shutting down",
    ended: "the server has shut down",
    running: "the server is running",
  },
  pages: {
    notBuilt: "the web pages were not built: nobody can approve or enrol in a browser",
  },
} as const;
