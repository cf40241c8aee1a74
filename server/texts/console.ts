// The refusals of changes in the console and the server's shell. Each sentence says what did not happen and what to do next.

export const consoleTexts = {
  rollOut: {
    extension: ({ browser }: { readonly browser: string }) => `${browser}: the extension`,
    server: ({ browser }: { readonly browser: string }) => `${browser}: the server of the extension`,
  },
  errors: {
    notSignedIn: "You are not signed in, or your session has ended. Sign in again with your passkey.",
    notPermitted: "Your role does not allow that, so nothing was changed. Ask an owner for another role.",
    ownEnrolment:
      "You can't admit your own machine, so nothing was changed. Read your six words out to another owner. If you are neither owner, administrator nor rule author, an approver or an administrator can admit it too.",
    foreignRequest:
      "This request did not come from a page of this server, so nothing was done. Open the console itself.",
    touchInvalid:
      "Your passkey's answer was for another change or was used before, so nothing was changed. Check the change once more, and use your passkey again.",
    lastPasskey:
      "This is the last passkey of that machine, so it was not removed: the machine could approve no login without it. Add another passkey first, or revoke the machine.",
    invalidRequest: "Nothing was changed, because a field has a wrong value. The answer says which.",
    unknown: "This does not exist. It may have been removed in the meantime. Load the page again.",
    lastOwner:
      "This is the last active owner, so nothing was changed: nobody could change roles without an owner. Make another person owner first.",
    breakGlassInvalid:
      "This break-glass code is not valid: it may have been used before, or replaced by newer ones. Nothing was opened. Try the next code of the newest sheet.",
    conflict:
      "Another person changed this in the meantime, so your change was not saved. Load the page again, and decide once more.",
  },
  fieldMissing: "This is missing or has the wrong form.",
  authenticators: {
    locksOwnersOut:
      "No active passkey of an owner fits this policy, so it may lock everybody out, and only an owner may publish it. Nothing was published. Ask an owner.",
    privileged:
      "Passkeys of owners, administrators or rule authors do not fit this policy, and only an owner may end those. Nothing was published. Ask an owner, or keep the passkeys that are enrolled.",
    configured: "The source of metadata is set in the server's configuration (metadata.source). Change it there.",
    endsOwners:
      "This policy would end the passkeys of every owner, and nobody could undo that here. Have an owner enrol a passkey that fits it, or keep the passkeys that are enrolled.",
  },
  hosts: {
    known: ({ name }: { readonly name: string }) => `is already enrolled as ${name}`,
    noKey: "is not a host key: give an Ed25519, ECDSA or RSA key, and no certificate",
    marked: "this line marks an authority or a revoked key",
    hashed: "its name is hashed, so it can't be read: add the host by its name",
    keyType: "it has no host key of a supported type",
    severalNames: "its name does not mean a single host",
  },
  people: {
    notLeft:
      "This person has not left, so nothing was erased. Offboard them first: whatever is active has to name its person.",
    offboardSelf: "You can't offboard yourself, so nothing was changed. Ask another owner.",
    leftBefore: "This person was offboarded before, so nothing was changed. Their page has the report.",
    left: "This person was offboarded, so nothing was changed.",
    ownRole: "You can't change your own role, so nothing was changed. Ask another owner.",
    ownersGive: "can only be given by an owner",
    noGroup: "is not a group of this server",
    hasRecords:
      "This person has enrolled or started to enrol a machine, so that record has to stay. Offboard them instead: that ends all their access.",
    nameTaken: "is already the user name of a person",
    nameErased:
      "looks like the user name of a person who has left and was erased; choose one that is clearly different",
    looksLike: ({ name }: { readonly name: string }) => `looks like ${name}, who is already here`,
    addressTaken: ({ name }: { readonly name: string }) => `is already the address of ${name}`,
    otherLetters: ({ name }: { readonly name: string }) =>
      `looks like the name of ${name}, but is written with other letters`,
    suspendedAlready: "This person is already suspended, so nothing was changed.",
    suspendSelf: "You can't suspend yourself, so nothing was changed.",
    onlyOwners:
      "Only an owner may change owners, administrators and rule authors, so nothing was changed. Ask an owner.",
  },
  groups: {
    nameTaken: "is already the name of a group",
    nameSimilar: "looks like the name of another group; choose one that is clearly different",
    notHere: "is not a person of this server, or has left",
    gone: "This group does not exist. It may have been deleted in the meantime.",
  },
  import: {
    refused:
      "Some lines of this file have mistakes, so nothing was imported. Correct or remove them, and check the file again.",
    stale:
      "This file was checked too long ago, or another file was checked since, so nothing was imported. Check it again.",
    line: ({ number }: { readonly number: number }) => `line ${number}`,
    twice: ({ line }: { readonly line: number }) => `is already in line ${line}`,
    leftName: "is the name of a person who has left",
    own: "is you; another owner can change it",
    privileged: "is an owner, administrator or rule author, whom only owners can change",
    noGroup: "is not a group of this server, and your role can't create one",
    tooManyGroups: ({ most }: { readonly most: number }) =>
      `is one more than the ${most} groups that a file may create; create some of them first`,
    similarGroup: ({ name }: { readonly name: string }) =>
      `looks like the group ${name}; write it in the same way, or choose a name that is clearly different`,
    notText: "is not a text file: it contains invalid characters",
    problem: ({ line, problem }: { readonly line: number; readonly problem: string }) => `line ${line}: ${problem}`,
    nobody: "names nobody: add a line for each person below the header",
    tooMany: ({ most }: { readonly most: number }) => `names more than ${most} people`,
    column: ({
      number,
      title,
      problem,
    }: {
      readonly number: number;
      readonly title: string;
      readonly problem: string;
    }) => `line 1, column ${number}, "${title}": ${problem}`,
    unknownColumn: ({ columns }: { readonly columns: string }) =>
      `this is not a known column (${columns}); remove or rename it`,
    columnTwice: ({ column }: { readonly column: string }) => `the column ${column} is there twice`,
    noNameColumn: "line 1 has to name the columns, and one of them has to be name: the user name of each person",
    beyond: "is beyond the last column; put a cell that contains a comma in quotes",
    columnNumber: ({ number }: { readonly number: number }) => `column ${number}`,
    formula: "starts like a formula; put an apostrophe in front if you mean it",
    fullName: "; a full name belongs in a column display_name",
    empty: "must not be empty",
    role: ({ roles }: { readonly roles: string }) => `must be ${roles}`,
    groups: ({ most }: { readonly most: number }) => `must name at most ${most} groups, with semicolons between them`,
  },
  recovery: {
    startedByYou: "You started this recovery yourself, so another administrator has to agree. Nothing was changed.",
    yourOwn: "This recovery is for you, so another administrator has to agree. Nothing was changed.",
    mistyped: "is not exactly as printed: at least one character is wrong",
    notAdministrator: "is not the user name of an active owner or administrator",
    noAdministrator:
      "One of the two people who agreed to this recovery is no longer an administrator, so nothing was done. Stop it and start again.",
    notYours: "Only the two administrators of this recovery can get its ticket, so no ticket was made.",
    cooling:
      "The cooling time has not passed yet, so no ticket was made: until then the person can object. Come back when the clock has run down.",
    machineCame:
      "A machine was already enrolled by this recovery, so no ticket was made. Start a new recovery if you need one.",
    notActive: "is not active: reactivate the person first",
    yourself: "is you: another administrator has to start your recovery",
    neverEnrolled: "has never had a machine: make a ticket for the first one",
    openAlready: "This person already has an open recovery, so no other one was started. Agree to it, or stop it.",
    nothingToStop:
      "A machine was already enrolled by this recovery, so there is nothing to stop. Quarantine or revoke that machine.",
    noName: "is not a user name of this server",
    underWay: ({ name }: { readonly name: string }) =>
      `A recovery of ${name} is open, so nothing was changed: only its own ticket counts. If nothing was lost, stop the recovery first.`,
    lastMachine: ({ name }: { readonly name: string }) =>
      `${name} would have no other machine, so nothing was changed: a person who says that the only machine is gone may be somebody else. Start a recovery, to which a second administrator agrees.`,
    lately: ({ name, span }: { readonly name: string; readonly span: string }) =>
      `Everything that ${name} has was released from quarantine only recently, so nothing was changed: it counts again in ${span}, so that the person has time to object. Wait, or start a recovery, to which a second administrator agrees.`,
    staysQuarantined:
      "A recovery of this person is open, so the machine stays in quarantine. If nothing was lost, stop the recovery first.",
  },
  rules: {
    tooLargeToTry: "This set of rules is too large to be tried.",
    busyTrying: "Too many drafts of rules are being checked, so nothing was done. Try again in a minute.",
    cannotTry: ({ problem }: { readonly problem: string | undefined }) =>
      problem === undefined ? "These rules can't be tried yet." : `These rules can't be tried yet. ${problem}`,
    nothingKept: ({ days }: { readonly days: number }) =>
      `The server has no record of the rules' verdict on that login: rules neither approved nor refused it, or that was more than ${days} days ago.`,
    noPerson: "There is no person with this id.",
    noProgram: "There is no program with this id, neither registered nor in the configuration.",
    noMachine: "This person has no machine yet, so no login can start.",
    noSuchMachine: "This person has no machine with this id.",
    busyReplaying: "Other replays of rules are running, so this one was not started. Try again in a minute.",
    noReplay: "You have no such replay. It ended long ago, or the server was restarted. Start another one.",
    tooLargeToCheck: "this set of rules is too large to be checked, so it can't be published",
    testFailed: ({ name, problem }: { readonly name: string; readonly problem: string }) => `${name}: ${problem}`,
    notPublished: "The rules were not published, and the active rules are unchanged. The answer says what is wrong.",
    place: ({ line, column, message }: { readonly line: number; readonly column: number; readonly message: string }) =>
      `Line ${line}, column ${column}: ${message}`,
    nameGroup: ({ rules }: { readonly rules: string }) =>
      `Rules name this group (${rules}), so nothing was changed. First publish rules that do not name it.`,
    nameHost: ({ rules }: { readonly rules: string }) =>
      `Rules ask for a host of this name (${rules}), so nothing was changed: whose key has the name decides which logins they allow. Have the operator of the server give it, with nearside-server hosts, or first publish rules that do not ask for it.`,
    namePerson: ({ rules }: { readonly rules: string }) =>
      `Rules name this person (${rules}), so nothing was changed. First publish rules that do not name them.`,
    tooManyProposals: ({ most }: { readonly most: number }) =>
      `${most} proposals already wait for a second rule author. Agree to one of them or withdraw one first.`,
    noEarlier: "There is no earlier version with this number, so the active rules are unchanged.",
    notEarlier: "This is not an earlier version.",
    shell: "the server's own shell",
    removedPerson: "a person who was removed",
    proposalGone: "This proposal no longer waits: it was settled, or other rules were published in the meantime.",
    ownProposal: "You can't agree to your own proposal, so nothing was changed. Another rule author has to.",
    proposerLost:
      "The person who proposed it may not write rules any more, so nothing was changed. Withdraw it, and propose it yourself.",
    builtIn: "The built-in rules, which apply until somebody publishes rules.",
    reportOnlySince: ({ days }: { readonly days: string }) =>
      `This rule has been report-only for ${days}, so it refuses nobody. See what it would have done, then activate or remove it.`,
    unreadable: "The rules can't be read as they are. Correct the text first, then use the form.",
    noSuchRule: "The text has no rule with this id, or several. Check the text.",
    idTaken: "Another rule already has this id.",
  },
  tickets: {
    notHere: ({ name }: { readonly name: string }) => `${name} is not a person of this server`,
    notActive: ({ name }: { readonly name: string }) => `${name} is not active`,
    noneActive: "has no active members",
    tooMany: ({ most }: { readonly most: number }) =>
      `has more than ${most} people: make tickets for some of them at a time`,
    endedAlready: "This ticket was already used, revoked or has expired, so there was nothing to revoke.",
    nothingToFree:
      "No enrolment is under way with this ticket, so there was nothing to end. An enrolment that is complete waits under Enrolment. For another machine, make another ticket.",
    ownersOnly:
      "Only an owner may enrol and admit machines of owners, administrators and rule authors, so nothing was changed. Ask an owner.",
  },
  outlets: {
    nothingRefused:
      "The webhook accepts what it gets or got nothing yet, so nothing was changed. Only an entry that it refuses can be skipped.",
  },
  archive: {
    noFolder:
      "No archive is set up, so nothing is moved. Ask the server's operator to name a folder in NEARSIDE_RETENTION_ARCHIVE and to restart the server.",
    runsAlready: "The server is already moving old entries to the archive.",
    notWritten: ({ code }: { readonly code: string }) =>
      `The archive's files could not be written (${code}). The server's log has more.`,
    failed: "Moving to the archive failed for another reason than the archive's files. The server's log has more.",
  },
  clients: {
    addressOrScope: "Give the address of an API or a scope.",
    audiences: "Name the audiences that an API may answer for.",
    each: ({ problem }: { readonly problem: string }) => `Each ${problem}.`,
    allowedAlready: "The built-in command line may already ask for all of that.",
    tooManyAllowed: ({ resources, scopes }: { readonly resources: number; readonly scopes: number }) =>
      `The built-in command line can be allowed at most ${resources} APIs and ${scopes} scopes, so nothing was changed. Remove something first, or register a program of your own.`,
    always: "The built-in command line may ask for that on every server, so nothing was changed.",
    notAllowed: "The built-in command line was not allowed to ask for that, so nothing was changed.",
    removedBefore: "This client was removed before.",
    isApi: "This client is an API. Approvals do not show APIs, so there is nothing to verify.",
    removed: "This client was removed.",
    neverVerified:
      "Anybody who controls this program's host can change its description, so it can't be verified. Approvals show the host instead.",
    verifiedAlready: "This client is already verified.",
    changedJustNow: "This client was changed in the meantime, so nothing was changed. Load the page again.",
    unknown: "There is no client with this id.",
    configured:
      "This client is in the configuration file, and can only be changed there. Edit the file, and restart the server.",
    builtIn: "This is the built-in command line of every server. You can change what it may ask for, and nothing else.",
    describesItself:
      "This program describes itself at the address that is its id, so it can only be changed there. Remove it, and this server refuses it from then on.",
    fixed:
      "This client was registered with everything that it may ask for, and that can't be changed. Register another client that may ask for this, and remove this one.",
    noKey: "This client is a command line, which has no key.",
  },
  logins: {
    notHere:
      "The database has no login with this ID. Old logins were moved to the archive; the server's shell reads evidence from there: nearside-server archive evidence <request>",
  },
  machines: {
    alreadySo: "This machine already has that state, so nothing was changed. Load the page again.",
    notActive: "This machine is not admitted yet, or was revoked, so nothing was changed.",
    keyInTpm: "This key is in a TPM and can't leave it, so nothing was changed.",
  },
  account: {
    passkeyRemoved: "This passkey was already removed.",
    leaseEnded: "This lease has already ended, so nothing was changed. Load the page again.",
    endedAlready: "This has already ended, so nothing was changed. Load the page again.",
    lastWayIn:
      "This is your last way to sign in: without it you can approve nothing until an administrator makes you a ticket. Nothing was changed. Load the page again, and decide once more.",
    thisSession: "This is the session that you are using, so nothing was changed. If somebody else uses it, sign out.",
    sessionEnded: "This session has already ended, so nothing was changed.",
    notMe: "Its person said: this wasn't me.",
    actorEnded:
      "The machine or the passkey that you used for this change is no longer active, so nothing was changed. Sign in on another machine.",
  },
  reads: {
    tooLong:
      "The server stopped this search because it took too long. Nothing was changed. Ask for less, such as a shorter period or more letters of a name.",
    noTurn:
      "The server is busy with other searches, so yours did not start. Nothing was changed. Wait for half a minute, close other tabs of the console, and try again.",
  },
  disk: {
    failedNotice:
      "The server's disk failed. The server does nothing until its operator has repaired the disk and restarted the server.",
    fullNotice:
      "The server's disk is full, so nothing was changed. The server continues as soon as its operator has made room.",
  },
  skip: {
    otherEntry: ({ next }: { readonly next: number | undefined }) =>
      next === undefined
        ? "This is not the entry that the webhook gets next, so nothing was changed."
        : `This is not the entry that the webhook gets next, which is ${next}, so nothing was changed.`,
  },
  csv: {
    openQuote: "a cell has an opening quote and no closing one",
    quoteInside: "a quoted cell contains a quote; write it twice",
    notCsv: "is not CSV",
  },
} as const;
