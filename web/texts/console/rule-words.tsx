import { POSTURE_TITLES } from "@nearside/shared/posture/posture-in-words.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import type { RuleKind } from "@nearside/shared/rules/asking.ts";
import type { Card, CardOp } from "@nearside/shared/rules/card.ts";
import { choiceText, listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import { keyPlaceTitles } from "@nearside/shared/texts/key-places.ts";

// Rules in words: what a rule is about, what it reads and what it requires. Names in it are others' words.

/** The parts of the circumstances, in which a person looks for an attribute, by the beginning of its path. */
const groups = [
  ["principal.", "Person"],
  ["resource.", "Program"],
  ["context.machine", "Machine"],
  ["context.posture", "Protection, reported by the machine"],
  ["context.passkey", "Passkey"],
  ["context.proof.", "Proof"],
  ["context.network.", "Network"],
  ["context.place", "Remote host"],
  ["context.session.", "Session"],
  ["context.agent", "Agent"],
  ["context.time.", "Time"],
  ["context.history.", "History"],
  ["", "Login"],
] as const;

const postureTitles = Object.fromEntries(
  Object.entries(POSTURE_TITLES).flatMap(([name, title]) => [
    [`context.posture.${name}.fact`, title],
    [`context.posture.${name}.age`, `${title}: seconds since the check`],
    [`context.posture.${name}.source`, `${title}: source of the report`],
  ]),
);

const attributes: Readonly<Record<string, string>> = {
  "principal.role": "Role",
  "resource.name": "Program's name",
  "resource.verified": "Program is verified",
  "resource.api": "An API acts in the person's name",
  "context.machine": "Machine, by its thumbprint",
  "context.machine.hostname": "Machine's name",
  "context.machine.os": "Machine's system",
  "context.machine.key_storage": "Key storage of the machine",
  "context.machine.age_hours": "Hours since the machine was enrolled",
  "context.passkey": "Passkey, by its model",
  "context.passkey.aaguid": "Passkey's model (AAGUID)",
  "context.passkey.synced": "Passkey can be copied",
  "context.passkey.attested": "Passkey's model is proven",
  "context.passkey.security_key": "Passkey is a security key",
  "context.scopes": "Scopes",
  "context.resources": "APIs that the token is for",
  "context.detail_types": "Types of authorization details",
  "context.proof.peer": "Account that met the command line",
  "context.proof.channel": "Way on which browser and command line met",
  "context.proof.acr": "Class of the proof (acr)",
  "context.network.cli": "Command line's address",
  "context.network.browser": "Browser's address",
  "context.network.same": "Command line and browser share one address",
  "context.place.kind": "Kind of remote host",
  "context.place.known": "Host key known to",
  "context.place.host": "Host's enrolled name",
  "context.place.claimed": "Host's name, as reported by the machine",
  "context.place.hops": "Further hosts behind the first",
  "context.session.remote": "Remote session",
  "context.session.container": "In a container",
  "context.session.terminal": "In a terminal",
  "context.session.agent": "Agent under a lease",
  "context.agent.name": "Agent's name",
  "context.agent.lease": "Agent's lease",
  "context.agent.tools": "Named tools",
  "context.agent.any_tool": "All tools of an API are allowed",
  "context.agent.calls_left": "Calls left in the lease",
  "context.time.weekday": "Day of the week",
  "context.time.hour": "Hour of the day",
  "context.time.minute": "Minute of the hour",
  "context.history.new_client": "First login with this program",
  "context.history.new_machine": "First login on this machine",
  "context.history.recent_refusals": "Refusals in the last 24 hours",
  "context.history.last_approval_seconds": "Seconds since the last approval",
  "context.approval_age_seconds": "Seconds since the original approval",
  "context.justification": "Reason",
  "context.ticket": "Ticket number",
  "context.posture.managed": "Machine is managed (reserved, never reported)",
  "context.posture.encrypted": "Disk is encrypted",
  ...postureTitles,
};

const posture = {
  on: "On",
  off: "Off",
  current: "Up to date",
  pending: "Updates are pending",
  security_pending: "Security updates are pending",
  unknown: "Unknown to the machine",
} as const;

export const weekdays = {
  monday: "Monday",
  tuesday: "Tuesday",
  wednesday: "Wednesday",
  thursday: "Thursday",
  friday: "Friday",
  saturday: "Saturday",
  sunday: "Sunday",
} as const;

/** The words for the values of attributes that have a closed list of them. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "principal.role": ROLE_NAMES,
  "context.machine.key_storage": keyPlaceTitles,
  "context.proof.peer": { same: "The person's own account", unknown: "Unknown" },
  "context.proof.channel": { loopback: "Over loopback", native: "Through the machine's keeper" },
  "context.proof.acr": {
    "urn:nearside:acr:loopback-redirect": "Loopback redirect",
    "urn:nearside:acr:ssh-session": "SSH session",
    "urn:nearside:acr:same-machine": "Same machine",
    "urn:nearside:acr:same-machine:device-bound": "Same machine, device-bound passkey",
    "urn:nearside:acr:same-machine:hardware": "Same machine, hardware key",
  },
  "context.place.kind": { ssh: "SSH host", container: "Container on the machine" },
  "context.place.known": {
    enrolled: "Enrolled by administrators",
    claimed: "In the machine's known_hosts",
    unknown: "Unknown",
  },
  "context.time.weekday": weekdays,
  ...Object.fromEntries(Object.keys(POSTURE_TITLES).map((name) => [`context.posture.${name}.fact`, posture])),
};

const kinds: Readonly<
  Record<RuleKind, { readonly title: string; readonly tone: "near" | "alert" | "wait"; readonly says: string }>
> = {
  permit: { title: "Allows", tone: "near", says: "Allow the login" },
  forbid: { title: "Refuses", tone: "alert", says: "Refuse the login" },
  demand: { title: "Requires more", tone: "wait", says: "Require more, but allow nothing by itself" },
};

const actions: Readonly<Record<Card["actions"][number], string>> = {
  approve: "logins",
  refresh: "refreshes",
  exchange: "exchanges",
};

/** The comparisons, as they are read between an attribute's name and its value. */
const ops: Readonly<Record<CardOp, string>> = {
  is: "is",
  is_not: "is not",
  less_than: "is less than",
  at_least: "is at least",
  between: "is from … to …",
  outside: "is not from … to …",
  one_of: "is one of",
  none_of: "is not one of",
  has_any: "has any of",
  has_none: "has none of",
  has_all: "has all of",
  has_only: "has only",
  in_network: "is in",
  not_in_network: "is not in",
};

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const ruleWordTexts = {
  kinds,
  ops,
  groups,
  /** The title of an attribute, or its path if only a newer server has it. */
  attribute: (path: string): string => attributes[path] ?? path,
  /** The word for a value of an attribute, or the value itself. */
  value: (path: string, value: string): string => values[path]?.[value] ?? value,
  anybody: "Anybody",
  group: (name: string) => `Everybody in ${name}`,
  /** @param about empty for all */
  what: ({ about, client }: { about: readonly Card["actions"][number][]; client: string | null }) => {
    const named = about.length === 0 ? Object.values(actions) : about.map((action) => actions[action]);
    return client === null
      ? `${capitalised(listText(named))} of any program`
      : `${capitalised(listText(named))} of ${client}`;
  },
  condition: ({ attribute, value }: { attribute: string; value: string }) => `${attribute}: ${value}`,
  conditionValue: {
    yes: "yes",
    no: "no",
    isNot: (value: string) => `not ${value}`,
    lessThan: (value: number) => `less than ${numberText(value)}`,
    atLeast: (value: number) => `${numberText(value)} or more`,
    between: (from: number, to: number) => `${numberText(from)} to ${numberText(to)}`,
    outside: (from: number, to: number) => `not ${numberText(from)} to ${numberText(to)}`,
    oneOf: (named: readonly string[]) => choiceText(named),
    noneOf: (named: readonly string[]) => `not ${choiceText(named)}`,
    any: (named: readonly string[]) => `with ${choiceText(named)}`,
    all: (named: readonly string[]) => `with ${listText(named)}`,
    only: (named: readonly string[]) => `only ${choiceText(named)}`,
    none: (named: readonly string[]) => `without ${choiceText(named)}`,
  },
  demands: {
    freshTouch: (span: string) => `A touch that is at most ${span} old.`,
    deviceBound: "A passkey that can't be copied.",
    attested: "A passkey of a proven model.",
    securityKey: "The touch of a security key as well.",
    justification: "A reason, typed by the person.",
    ticket: (prefixes: readonly string[]) => `A ticket number: ${choiceText(prefixes.map((prefix) => `${prefix}-…`))}.`,
    noTicket: "Tickets of different kinds at once, which nobody can meet.",
    second: ({ count, among }: { count: number; among: readonly string[] }) =>
      plural(count, {
        one: () => `Approval by another person: ${choiceText(among)}.`,
        other: (number) => `Approval by ${number} other people: ${choiceText(among)}.`,
      }),
    /** One of the people of a group. */
    somebodyIn: (group: string) => `somebody in ${group}`,
    within: (span: string) => `They have ${span} to answer.`,
    newcomersAllowed: "People whom the requester has just admitted count as well.",
    noNewcomers: (span: string) => `People whom the requester admitted within the last ${span} don't count.`,
    alarm: "Owners and administrators are told at once.",
    accessToken: (span: string) => `Access tokens that last at most ${span}.`,
    refreshToken: (span: string) => `A login that lasts at most ${span}.`,
    noScope: "No scope at all.",
    scopes: (scopes: readonly string[]) => `At most these scopes: ${listText(scopes)}.`,
    standing: (span: string) => `No new touch if the last approval is at most ${span} old.`,
  },
} as const;
