import { leaseAccessTexts } from "@nearside/shared/texts/leases.ts";

interface OnHost<T> {
  readonly host: T;
  readonly since: string;
  readonly command: T;
  readonly folder: T;
}

/** A verified request, for the person who asks and for a second one. A sentence that holds elements is the list of its pieces. */
export const texts = {
  machine: { here: "this computer", there: "that machine" },
  startedHere: <T>({
    machine,
    ago,
    command,
    folder,
  }: {
    readonly machine: T;
    readonly ago: string;
    readonly command: T;
    readonly folder: T;
  }): readonly (T | string)[] => ["Started on ", machine, `, ${ago}, by `, command, " in ", folder],
  leftToDecide: ({ left }: { readonly left: string }): string => `${left} left to decide`,
  signsIn: "Signs in",
  personAt: <T>({ person, host }: { readonly person: T; readonly host: string }): readonly (T | string)[] => [
    person,
    ` at ${host}`,
  ],
  machineKey: "Machine key",
  keyKept: ({ place }: { readonly place: string }): string => `Kept ${place}`,
  place: {
    container: <T>({
      name,
      id,
      machine,
      since,
      command,
      folder,
    }: {
      readonly name: T;
      readonly id: T | undefined;
      readonly machine: T;
      readonly since: string;
      readonly command: T;
      readonly folder: T;
    }): readonly (T | string)[] => [
      "Runs in the container ",
      name,
      ...(id === undefined ? [] : [" (", id, ")"]),
      " on ",
      machine,
      ` (since ${since}), by `,
      command,
      " in ",
      folder,
    ],
    hostFromHere: <T>({ host, since, command, folder }: OnHost<T>): readonly (T | string)[] => [
      "Runs on ",
      host,
      `, reached by your SSH session from this computer (since ${since}), by `,
      command,
      " in ",
      folder,
    ],
    hostFromThere: <T>({ host, since, command, folder }: OnHost<T>): readonly (T | string)[] => [
      "Runs on ",
      host,
      `, reached by an SSH session from that machine (since ${since}), by `,
      command,
      " in ",
      folder,
    ],
    unknownHost: "an unknown host",
    host: "Host",
    enrolled: "Your organisation enrolled its key",
    claimed: {
      here: "Named only by this computer's known_hosts",
      there: "Named only by that machine's known_hosts",
    },
    unknown: "Nobody knows its key",
    beyond: "Hosts behind it",
    reportedByHost: "(reported by the host, not verified)",
    withKey: <T>({ name, key }: { readonly name: T; readonly key: T }): readonly (T | string)[] => [
      name,
      " with the key ",
      key,
    ],
    keyAlone: <T>({ key }: { readonly key: T }): readonly (T | string)[] => ["The one with the key ", key],
  },
  rows: {
    program: "Program",
    api: "API",
    details: "Details",
    needs: "Needs",
    orNeeds: <T>({ need }: { readonly need: T }): readonly (T | string)[] => ["or ", need],
    lasts: "Lasts",
    once: ({ each }: { readonly each: string }): string => `${each}, not renewed`,
    renewed: ({ each, most }: { readonly each: string; readonly most: string }): string =>
      `${each} at a time, renewed for up to ${most}`,
    scopes: "Scopes",
    noScope: "no scope: it only signs in",
    leftOut: "Left out",
    byRule: <T>({ scopes, by }: { readonly scopes: T; readonly by: T }): readonly (T | string)[] => [scopes, " ", by],
    ruleDidIt: "(by a rule)",
    required: "Required",
    reason: "Reason",
    ticket: "Ticket",
    rules: "Rules",
    from: <T>({
      name,
      host,
      note,
    }: {
      readonly name: T;
      readonly host: string;
      readonly note: T;
    }): readonly (T | string)[] => [name, ` from ${host} `, note],
    unverified: <T>({ name, note }: { readonly name: T; readonly note: T }): readonly (T | string)[] => [
      name,
      " ",
      note,
    ],
    notVouched: "(the server does not vouch for this name)",
  },
  claims: {
    commandLine: "Reported by the command line, not verified",
    keeper: {
      here: "Reported by this computer's keeper",
      there: "Reported by that machine's keeper",
    },
    computer: "Computer",
    account: "Account",
    startedBy: "Started by",
    terminal: "Terminal",
    remote: "Remote",
    program: "Program",
    address: "Address",
    token: "Token",
    tokenForAnybody: "Anybody who holds it can use it",
    tokenBound: "Only its own key can use it",
  },
  lease: {
    agent: "Lease for",
    api: "API",
    calls: "Calls",
    lasts: "Lasts",
    ends: "Ends",
    has: "Already has",
    name: "Agent",
    program: "Program",
    reason: "Its reason",
    scopes: "scopes",
    noScope: leaseAccessTexts.noScope,
    tools: "tools",
    anyTool: "any tool, because none is named",
    toolsBefore: leaseAccessTexts.before.tools,
    isNew: "new",
    change: ({ standing }: { readonly standing: string }): string => ` (${standing.toLowerCase()})`,
  },
  whatToDo: {
    decide:
      "Approve or deny on the page. If the page shows anything else than this, deny, and tell your administrator.",
    resting: ({ time, ago }: { readonly time: string; readonly ago: string }): string =>
      `No touch is needed: this rests on your approval of ${time}, ${ago}, in the same terminal. If you did not start it, deny it on the page, and tell your administrator.`,
  },
} as const;
