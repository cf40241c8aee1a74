import type { ReactNode } from "react";

/** The approval page as far as every login shows it: these texts are part of the page's first load. */
export const approveTexts = {
  expiresIn: ({ left }: { left: string }) => `Expires in ${left}`,
  lastMinute: "Less than a minute left",

  meeting: {
    title: "Meeting your command line",
    lead: "Your browser's extension is checking that this login was started on this computer.",
    late: "This usually takes less than a second. If trying again does not help, reload this page.",
    retry: "Try again",
  },

  asking: {
    tab: "Approve or deny",
    startedHere: (of: { ago: string; command: ReactNode; folder: ReactNode }) => (
      <>
        Started on <strong className="verdict-place">this computer</strong>, {of.ago}, by {of.command} in&nbsp;
        {of.folder}
      </>
    ),
    runsInContainer: (of: { name: ReactNode; since: string; command: ReactNode; folder: ReactNode }) => (
      <>
        Runs in the container {of.name} on <strong className="verdict-place">this computer</strong> (since {of.since}),
        by {of.command} in&nbsp;
        {of.folder}
      </>
    ),
    runsOnHost: (of: { host: ReactNode; since: string; command: ReactNode; folder: ReactNode }) => (
      <>
        Runs on {of.host}, reached by your SSH session from this computer (since {of.since}), by {of.command} in&nbsp;
        {of.folder}
      </>
    ),
    containerId: ({ name, id }: { name: ReactNode; id: string }) => (
      <>
        {name} ({id})
      </>
    ),
    enrolledHost: ({ host }: { host: ReactNode }) => <strong className="verdict-place">{host}</strong>,
    otherHost: ({ host }: { host: ReactNode }) => <strong>{host}</strong>,
    unknownHost: "an unknown host",
    lead: ({ client, person }: { client: ReactNode; person: ReactNode }) => (
      <>
        <strong>{client}</strong> wants to act as <strong>{person}</strong>.
      </>
    ),
    pressedEarly: "This page came to the front only a moment ago, so your press did not count. Press again.",
    approve: "Approve",
    deny: "Deny",
    denying: "Denying…",
    denyWithReason: "Deny with a reason…",
    notMine: "I didn't start this",
  },

  known: {
    title: "Checked by this server",
    note: "Signed by the server. Click the Nearside icon to see the same facts.",
    location: "Location",
    here: "This computer",
    behindHere: "Through this computer",
    metCommandLine: ({ key }: { key: string }) =>
      `Your extension met the command line here. This machine's key is kept ${key}.`,
    metThroughKeeper: ({ key }: { key: string }) =>
      `Your extension met the command line through this computer's keeper. This machine's key is kept ${key}.`,
    metKeeper: ({ key }: { key: string }) =>
      `Your extension met this computer's keeper here. This machine's key is kept ${key}.`,
    program: "Program",
    verified: "Verified",
    notVerified: "Not verified",
    describedAt: ({ host, id }: { host: string; id: ReactNode }) => (
      <>
        It describes itself at {host}. {id}
      </>
    ),
    scopes: "Scopes",
    noScope: "No scope",
    apis: "APIs",
    noApi: "No particular API",
    details: "Details",
    needs: "Needs",
    orNeed: ({ need }: { need: ReactNode }) => <>or {need}</>,
    lasts: "Lasts",
    once: ({ each }: { each: string }) => `${each}, not renewed`,
    renewedHere: ({ each, most }: { each: string; most: string }) =>
      `${each} at a time, renewed on this computer for up to ${most}`,
    renewedInSession: ({ each, most }: { each: string; most: string }) =>
      `${each} at a time, renewed while your session lasts, for up to ${most}`,
    requested: "Requested",
    requestedFrom: ({ time, address }: { time: string; address: ReactNode }) => (
      <>
        {time}, from {address}
      </>
    ),
  },

  claimed: {
    title: "Reported by the command line",
    note: "Nobody verified these facts.",
    keeperTitle: "Seen by this computer's keeper",
    keeperNote: "These facts describe the program that waits.",
    command: "Command",
    folder: "Folder",
    startedBy: "Started by",
    notReported: "Not reported",
    inTerminal: ({ terminal }: { terminal: ReactNode }) => <>in {terminal}</>,
    account: "Account",
    accountOn: ({ account, host }: { account: ReactNode; host: ReactNode }) => (
      <>
        {account} on {host}
      </>
    ),
    inside: "Environment",
  },

  touch: {
    lead: ({ client, person }: { client: ReactNode; person: ReactNode }) => (
      <>
        Use your fingerprint, face, PIN or security key to let <strong>{client}</strong> act as{" "}
        <strong>{person}</strong>.
      </>
    ),
    leadOfTwo: ({ client, person }: { client: ReactNode; person: ReactNode }) => (
      <>
        Use your fingerprint, face, PIN or security key to let <strong>{client}</strong> act as{" "}
        <strong>{person}</strong>. You touch a security key after that.
      </>
    ),
  },

  approved: {
    tab: "Approved",
    title: "Approved. Go back to your terminal.",
    lead: ({ client }: { client: ReactNode }) => (
      <>
        <strong>{client}</strong> continues there. You can close this page.
      </>
    ),
    receipt: "Login ID, as in your terminal",
  },
} as const;
