import { choiceText, numberText } from "@nearside/shared/text/amounts.ts";
export const texts = {
  file: {
    tooLong: ({ name }: { readonly name: string }): string =>
      `${name} is longer than evidence of a login can be, so it was not read.`,
    standardInput: "Standard input",
    notSet: ({ name }: { readonly name: string }): string =>
      `${name} is not a JWK Set. Use the set that the server has at /oauth/jwks.`,
    twoKeys: ({ name }: { readonly name: string }): string =>
      `${name} has two keys with the same kid, so it is not clear which one is the server's. Use the set that the server has at /oauth/jwks.`,
    noKey: ({ name }: { readonly name: string }): string =>
      `${name} has no ES256 key, which every Nearside server has. Use the set that the server has at /oauth/jwks.`,
    nothing: "Nothing came on standard input. Name the file, or pipe it in: nearside verify - < evidence.json",
    unreadable: ({ name, why }: { readonly name: string; readonly why: string }): string =>
      `${name} can't be read: ${why}.`,
    notText: ({ name }: { readonly name: string }): string =>
      `${name} is not UTF-8 text, so it is not as the server wrote it.`,
    noFile: "there is no such file",
    denied: "this account may not read it",
    folder: "it is a folder",
    otherVersion: "This evidence has a version that this program does not know. See: nearside upgrade",
    notEvidence:
      "This file is neither evidence of a Nearside login nor a report of an offboarding. `nearside-server evidence <request>` and `report <user>`, on the server itself, write them.",
    changed:
      "This file was changed after it was written: it has a member twice, has more members than evidence has, or has other line endings, as from mail or an editor. Use the file as the server wrote it.",
    incomplete: ({ field }: { readonly field: string }): string =>
      `This file is not complete evidence of a Nearside login: its ${field} does not have the right form.`,
  },
  /** Each has at most ten characters. */
  label: {
    login: "login",
    person: "person",
    machine: "machine",
    device: "device",
    client: "client",
    requested: "requested",
    command: "command",
    parent: "started by",
    terminal: "terminal",
    remote: "remote",
    address: "address",
    browser: "browser",
    passkey: "passkey",
    secondKey: "second key",
    reason: "reason",
    ticket: "ticket",
    enrolled: "enrolled",
    started: "started",
    met: "met",
    approved: "approved",
    token: "token",
    class: "class",
    posture: "posture",
    program: "program",
    runsIn: "runs in",
    runsOn: "runs on",
    details: "details",
    demanded: "demanded",
    leftOut: "left out",
    required: "required",
    restsOn: "rests on",
    second: "second",
  },
  facts: {
    shell: "by an administrator who typed the six words",
    console: "by an administrator who typed the six words in the console",
    bootstrap: "by the ticket of the server's first start",
    breakGlass: "by the person who used a break-glass code",
    login: ({ login, issuer }: { readonly login: string; readonly issuer: string }): string => `${login} at ${issuer}`,
    who: ({ name, id }: { readonly name: string; readonly id: string }): string => `${name} (${id})`,
    machine: ({
      hostname,
      os,
      account,
    }: {
      readonly hostname: string;
      readonly os: string;
      readonly account: string;
    }): string => `${hostname}, ${os}, account ${account}`,
    device: ({ id, kept }: { readonly id: string; readonly kept: string }): string => `${id}, its key kept ${kept}`,
    client: ({ name, id }: { readonly name: string; readonly id: string }): string => `${name} (${id})`,
    unverified: ({ name, id }: { readonly name: string; readonly id: string }): string =>
      `${name} (${id}; nobody vouches for its name)`,
    metBy: ({ browser, how }: { readonly browser: string; readonly how: string }): string => `${browser}, ${how}`,
    passkey: ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind}; ${id}`,
    securityKey: ({ id }: { readonly id: string }): string => `a second one, a security key; ${id}`,
    enrolled: ({ time, how }: { readonly time: string; readonly how: string }): string =>
      `${time}, ${how}, reported by the file alone`,
    enrolledBy: ({
      time,
      how,
      name,
      id,
    }: {
      readonly time: string;
      readonly how: string;
      readonly name: string;
      readonly id: string;
    }): string => `${time}, ${how}, ${name} (${id}), as the file says`,
    withoutTouch: ({ time }: { readonly time: string }): string => `${time}, without a touch`,
    token: ({ time, ends }: { readonly time: string; readonly ends: string }): string => `${time}, valid until ${ends}`,
    oldRule: "by the rules of that time, which did not consider a forwarded port",
    title: "Proven by this file",
    posture: ({
      title,
      fact,
      reported,
    }: {
      readonly title: string;
      readonly fact: string;
      readonly reported: string;
    }): string => `${title}: ${fact}. ${reported}`,
    program: ({ path, uri, since }: { readonly path: string; readonly uri: string; readonly since: string }): string =>
      `${path} at ${uri}, since ${since}, reported by the machine's keeper`,
    tokenAlone: "its token may have worked for anybody who held it. It is not proven that this program used it",
    tokenBound: "its token was bound to the key that it named. It is not proven that this program holds that key",
    container: ({ name, time }: { readonly name: string; readonly time: string }): string =>
      `container ${name}, since ${time}`,
    unknownHost: "an unknown host",
    claimedHost: ({ name }: { readonly name: string }): string => `${name}, by its name in known_hosts`,
    knownHost: ({ name }: { readonly name: string }): string => `${name}, whose key administrators had enrolled`,
    namelessHost: "a host without a name",
    session: ({
      host,
      time,
      hops,
    }: {
      readonly host: string;
      readonly time: string;
      readonly hops: readonly string[];
    }): string =>
      hops.length === 0
        ? `${host}, reached by the machine's SSH session since ${time}`
        : `${host}, reached by the machine's SSH session since ${time}; from there to ${hops.join(", then to ")}, reported by that host`,
    native: "of the same account, through the machine's keeper",
    unknownAccount: "of an unknown account",
    sameAccount: "of the same account",
    hidden: "of the same account; it hid itself, so the port may have been forwarded",
    noScope: "no scope",
    askedAt: ({ scope, resources }: { readonly scope: string; readonly resources: string }): string =>
      `${scope}, at ${resources}`,
    oneOf: ({ values }: { readonly values: readonly string[] }): string => choiceText(values),
    maxAge: ({ seconds }: { readonly seconds: number }): string => `an approval of the last ${seconds} seconds`,
    decidedBy: ({ rules, version }: { readonly rules: string; readonly version: string }): string =>
      `${rules}, of ${version}`,
    leftOut: ({ scopes }: { readonly scopes: string }): string => `${scopes}, by a rule`,
    sameName: "a terminal of the same name",
    sameSession: "the same terminal session",
    restsOn: ({
      login,
      time,
      command,
    }: {
      readonly login: string;
      readonly time: string;
      readonly command: string;
    }): string => `${login}, with a touch at ${time}: ${command}`,
    stands: ({ span, where }: { readonly span: string; readonly where: string }): string =>
      `an approval covers later logins for ${span} there, in ${where}`,
    second: ({
      name,
      id,
      time,
      browser,
      device,
    }: {
      readonly name: string;
      readonly id: string;
      readonly time: string;
      readonly browser: string;
      readonly device: string;
    }): string => `${name} (${id}) at ${time}, in ${browser}, on the machine ${device}`,
    asked: ({ name, question }: { readonly name: string; readonly question: string }): string =>
      `${name} asked: ${question}`,
    answered: ({ answer }: { readonly answer: string }): string => `answered: ${answer}`,
    command: ({ command, cwd }: { readonly command: string; readonly cwd: string }): string => `${command}, in ${cwd}`,
    stays: "one that stays on its device",
    copied: "one that is copied to other devices",
    mayBeCopied: "one that may be copied to other devices",
  },
  leaving: {
    label: { person: "person", when: "when", by: "by", reason: "reason", shown: "shown", events: "events" },

    machine: ({
      device,
      hostname,
      storage,
      was,
    }: {
      readonly device: string;
      readonly hostname: string;
      readonly storage: string;
      readonly was: string;
    }): string => `${device}  ${hostname}, key in ${storage}, was ${was}`,
    browser: ({ id, browser, was }: { readonly id: string; readonly browser: string; readonly was: string }): string =>
      `${id}  ${browser}, was ${was}`,
    passkey: ({ id, was }: { readonly id: string; readonly was: string }): string => `${id}, was ${was}`,
    login: ({ id, client, was }: { readonly id: string; readonly client: string; readonly was: string }): string =>
      `${id}  of ${client}, was ${was}`,
    enrolment: ({ id, kind, was }: { readonly id: string; readonly kind: string; readonly was: string }): string =>
      `${id}  of a ${kind}, was ${was}`,
    credential: ({
      id,
      client,
      login,
    }: {
      readonly id: string;
      readonly client: string;
      readonly login: string;
    }): string => `${id}  of ${client}, login ${login}`,
    token: ({ id, credential }: { readonly id: string; readonly credential: string }): string =>
      `${id}  of ${credential}`,
    title: "Proven by this file",
    who: ({ name, id, issuer }: { readonly name: string; readonly id: string; readonly issuer: string }): string =>
      `${name} (${id}) at ${issuer}`,
    serverShell: "a person with access to the server's own shell",
    by: ({
      name,
      device,
      change,
    }: {
      readonly name: string;
      readonly device: string;
      readonly change: string;
    }): string => `${name}, on ${device}, ${change}`,
    events: ({ first, last }: { readonly first: number; readonly last: number }): string =>
      `${first} to ${last} of the server's log`,
    ended: {
      machines: { one: "Ended: # machine", other: "Ended: # machines" },
      browsers: { one: "Ended: # browser", other: "Ended: # browsers" },
      passkeys: { one: "Ended: # passkey", other: "Ended: # passkeys" },
      sessions: { one: "Ended: # console session", other: "Ended: # console sessions" },
      logins: { one: "Ended: # waiting login", other: "Ended: # waiting logins" },
      enrolments: { one: "Ended: # open enrolment", other: "Ended: # open enrolments" },
      tickets: { one: "Ended: # unused ticket", other: "Ended: # unused tickets" },
      client_tickets: { one: "Ended: # registration ticket", other: "Ended: # registration tickets" },
      credentials: { one: "Ended: # active login", other: "Ended: # active logins" },
      access_tokens: { one: "Ended: # valid access token", other: "Ended: # valid access tokens" },
      groups: { one: "Ended: # group membership", other: "Ended: # group memberships" },
      roles: { one: "Ended: # role", other: "Ended: # roles" },
    },
    notProven: "Not proven by this file",
    more: ({ more }: { readonly more: number }): string => `and ${more} more, which the server's log names`,
    shownNothing: "no list was shown before",
    shownExactly: "exactly the list that was confirmed",
    shownAlmost:
      "not exactly the list that was confirmed: something was added or ended since. Everything that there was has ended",
    nothingElse: "Completeness: only the server says that nothing else was there. Its log has the same events.",
    keysInFile: "The server's key: it comes from this file. Give keys that you trust: --jwks keys.json",
  },
  report: {
    enrolment: "Enrolment of machine, browser and passkey",
    attestation: "Proof of where the machine keeps its key",
    passkey: "Adding of another passkey of that machine",
    browser: "Enrolment of another browser of that machine",
    login: "Login",
    remoteLogin: "Login from another place, through the machine's keeper",
    earlier: "Approval that the login rests on",
    resting: "Login without a new touch",
    seconded: "Login, up to its first approval",
    secondedRemote: "Login from another place, through the machine's keeper, up to its first approval",
    approverEnrolment: "Enrolment of another person's machine, browser and passkey",
    approverPasskey: "Adding of another passkey of that person's machine",
    approverBrowser: "Enrolment of another browser of that person's machine",
    approval: "Approval of that person",
    token: "Token",
    notReached: "not reached",
    notProven: "Not proven by this file",
    link: ({
      number,
      state,
      title,
      signer,
    }: {
      readonly number: string;
      readonly state: string;
      readonly title: string;
      readonly signer: string;
    }): string => `  ${number}  ${state}  ${title}, by the ${signer}`,
    keysInFile:
      "The server's keys: they come from this file, and an attacker could write such a file with other keys. Give keys that you trust: --jwks keys.json",
    keysGiven: "The server's keys: you gave them, and nothing else vouches for them.",
    notRevoked: "Revocations: only the server says that nothing was revoked at that time.",
    admitted:
      "Who admitted the machine, and the exact second of the meeting: nobody signed them, so anybody who had this file could have changed them.",
    tpm: "The TPM's maker: the server judged its certificate, by the makers that its administrator named.",
    keyStorage: "The place of the machine's key: only the machine reports it.",
    passkeyKind: "The passkey's model and kind: the server judged them by metadata.",
    groups: "The other people's groups, and who admitted their machines: only the server says so.",
    posture: "The machine's protection: the machine reported it, signed by its key, and nothing verifies it.",
    context:
      "Host name, account, command and folder: the machine reported them, signed by its key. The browser's name comes from its extension.",
  },
  verdict: {
    allHold: ({ count }: { readonly count: number }): string => `All ${numberText(count)} links hold.`,
    allHoldIf: ({ count }: { readonly count: number }): string =>
      `All ${numberText(count)} links hold if the keys in the file are the server's. Give keys that you trust with --jwks.`,
    breaks: ({
      at,
      count,
      title,
      why,
    }: {
      readonly at: number;
      readonly count: number;
      readonly title: string;
      readonly why: string;
    }): string =>
      `The chain breaks at link ${at} of ${count} (${title}). ${why} Nothing after it counts, so this file proves no login.`,
    signed: "The server signed this report.",
    signedIf: "The report holds if the key in the file is the server's. Give keys that you trust with --jwks.",
    alone: "This is the report alone, without the key that signed it. Give the server's keys with --jwks.",
    broken: ({ code, field }: { readonly code: string; readonly field: string }): string =>
      `This report does not hold (${code}${field}), so it proves nothing: it was changed, or another server's key signed it.`,
  },
} as const;
