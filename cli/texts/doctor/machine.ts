import { listText } from "@nearside/shared/text/amounts.ts";

const enrolAgain = "Enrol this machine again: nearside enroll <issuer>";

export const texts = {
  enrolment: {
    notWith: ({ issuer, user }: { readonly issuer: string; readonly user: string | undefined }): string =>
      user === undefined
        ? `This machine is not enrolled with ${issuer} yet.`
        : `This machine is not enrolled for ${user} with ${issuer} yet.`,
    notAnywhere: ({ user }: { readonly user: string | undefined }): string =>
      user === undefined
        ? "This machine is not enrolled with any server."
        : `This machine is not enrolled for ${user} with any server.`,
    enroll: "nearside enroll <issuer>, with a ticket from your administrator",
    who: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string => `${user} at ${issuer}`,
    seeKeyring: "Do what the keyring check above says.",
    closed: ({ who }: { readonly who: string }): string => `${who}: the device key can't be opened.`,
    kept: ({ who, place }: { readonly who: string; readonly place: string }): string => `${who}, its key ${place}`,
    moveKey: "nearside key move keyring, where this session has a keyring",
  },
  folder: {
    about: "key folder",
    full: ({ folder }: { readonly folder: string }): string => `The disk of ${folder} is full.`,
    makeRoom: "Make room: a renewed token could not be saved.",
    good: ({ folder }: { readonly folder: string }): string => `${folder}, for your account only`,
    notYet: ({ folder }: { readonly folder: string }): string => `${folder} (made when needed)`,
    unsafe: "Keys can't be kept safely.",
    readOnly: ({ folder }: { readonly folder: string }): string => `${folder} can't be written.`,
    mayWrite: "Check that your account may write there and that the disk is not read-only.",
  },
  keyring: {
    good: "It is unlocked and has the key that your enrolments need.",
    lostKey: "It no longer has the key that your enrolments need.",
    enrolAgain,
    empty: "It works, and holds nothing of Nearside yet.",
    unused: "It can't be used, so keys would be kept in files of your account.",
    missing: "No keyring answers in this session, but your enrolments need its key.",
    locked: "It is locked.",
    failed: "It returned an error.",
    notKey: "Its entry for Nearside is not a key.",
    damaged: "A file that it protects is damaged.",
    unlock: "Unlock it (log in at the desktop, or open its settings), then run this again.",
    startService:
      "On Linux, start a secret service in this session, such as GNOME Keyring, KWallet or KeePassXC. There is usually none over SSH and in containers.",
    newSession: "Check whether other programs can use it. A new desktop session often helps.",
  },
  tpm: {
    setting: "Write NEARSIDE_TPM as device:/dev/tpmrm0, or remove it from the environment.",
    missing: "Switch it on in the firmware's settings (PTT, fTPM, Security Device), and look for /dev/tpmrm0.",
    denied: "Let your account use it: sudo usermod -aG tss NAME, then log in again.",
    busy: "Find out which other program uses it, then run this again.",
    locked: "Wait for some hours, or clear its lockout: tpm2_dictionarylockout --clear-lockout",
    owned: "Ask the administrator of this machine to remove the owner's password, or keep keys in the keyring.",
    enrolAgain,
    restart:
      "Restart this computer. If that does not help, keep keys elsewhere: nearside enroll <issuer> --key keyring",
    works: ({ manufacturer, firmware }: { readonly manufacturer: string; readonly firmware: string }): string =>
      `A TPM 2.0 answers (${manufacturer}, firmware ${firmware})`,
    hasKey: ({ tpm }: { readonly tpm: string }): string => `${tpm} and has the key of this machine.`,
    keyLost: ({ why }: { readonly why: string }): string => `The key of this machine can't be used. ${why}`,
    none: "This machine has none, and nothing needs one.",
    unused: ({ why }: { readonly why: string }): string => `It can't be used, so keys would be kept elsewhere. ${why}`,
  },
  choice: {
    found: ({ user, issuer }: { readonly user: string; readonly issuer: string }): string =>
      `A login here is for ${user} at ${issuer}.`,
    several: "A login here must name its enrolment.",
    broken: "The settings that choose the enrolment for a login here can't be used.",
  },
  posture: {
    fact: ({ title, fact }: { readonly title: string; readonly fact: string }): string => `${title}: ${fact}.`,
    reported: ({ reported }: { readonly reported: string }): string =>
      `${reported}. Each login tells it to the server.`,
  },
  looks: {
    folder: "the key folder",
    keyring: "the keyring",
    tpm: "the TPM",
    ssh: "logins over SSH",
    enrolments: "your enrolments",
    choice: "profiles and settings",
    session: "this session",
    keeper: "the keeper",
    posture: "how this machine is protected",
    server: ({ issuer }: { readonly issuer: string }): string => `the server ${issuer}`,
    policies: "policies for browsers",
    browser: "the browser",
    damaged: "The stored enrolment can't be used.",
  },
  standing: {
    unknown: "its server has not reported its state yet",
    active: "active",
    pending: "waiting for an administrator",
    quarantined: "this machine is quarantined",
    revoked: "this machine is revoked",
    suspended: "this person is suspended",
  },
  keeper: {
    setUp: "Set it up again: nearside keeper install",
    notHere: "This system has no keeper, and no login needs one.",
    notSetUp: "It is not set up here, and no login needs it.",
    start: "Start it with systemd (systemctl --user start nearside-keeper.socket), or run it: nearside keeper run",
    startByHand: "This account has no systemd that could start it, so run it: nearside keeper run",
    notRunning: "It is set up but does not run, so browsers meet logins over loopback only.",
    pending: "Ask an administrator to confirm it.",
    quarantined: "Ask an administrator, who can check and release it.",
    revoked: "Ask an administrator for a ticket, and enrol again: nearside enroll",
    suspended: "Ask an administrator.",
    running: ({ pid, megabytes }: { readonly pid: number; readonly megabytes: number }): string =>
      `It runs (process ${pid}, ${megabytes} MB).`,
    otherVersion: ({ running, own }: { readonly running: string; readonly own: string }): string =>
      `It is version ${running}, and this is ${own}.`,
    stop: "End it: nearside keeper stop",
    stale: ({ parts }: { readonly parts: string }): string => `It was set up by another version (${parts}).`,
    notAsked: ({
      issuer,
      user,
      why,
    }: {
      readonly issuer: string;
      readonly user: string;
      readonly why: string;
    }): string => `It could not ask ${issuer} about ${user}'s machine, and uses the last state it knows. ${why}`,
    asksAgain: "It asks again by itself.",
    servesNothing: ({
      user,
      issuer,
      standing,
    }: {
      readonly user: string;
      readonly issuer: string;
      readonly standing: string;
    }): string => `It does nothing for ${user} at ${issuer}: ${standing}.`,
    ruled: ({ issuer, facts }: { readonly issuer: string; readonly facts: readonly string[] }): string =>
      `Rules at ${issuer} check how this machine is protected: ${listText(facts)}.`,
    notTold: ({ issuer, why }: { readonly issuer: string; readonly why: string }): string =>
      `It could not tell ${issuer} how this machine is protected: ${why}`,
    tellsAgain: "It tries again by itself, and each login tells it too.",
  },
} as const;
