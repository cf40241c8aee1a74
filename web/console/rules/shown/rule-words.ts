import type { RuleKind } from "@nearside/shared/rules/asking.ts";
import type { Card, CardCondition, CardOp } from "@nearside/shared/rules/card.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { namedOf } from "@nearside/shared/rules/second-approver.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { BadgeWords } from "../../ui/badge.tsx";

// These functions put a rule into words: who, what, when. The names in it are others' words, so show them through
// `Named`.

export const KIND_WORDS: Readonly<Record<RuleKind, BadgeWords>> = {
  permit: { title: "Lets in", tone: "near" },
  forbid: { title: "Says no", tone: "alert" },
  demand: { title: "Asks for more", tone: "wait" },
};

const ACTIONS: Readonly<Record<Card["actions"][number], string>> = {
  approve: "logins",
  refresh: "refreshed tokens",
  exchange: "exchanged tokens",
};

const LISTED = new Intl.ListFormat("en-GB", { type: "conjunction" });
const EITHER = new Intl.ListFormat("en-GB", { type: "disjunction" });

export function whoWords({ who }: Card): string {
  switch (who.kind) {
    case "anybody":
      return "Anybody";
    case "person":
      return who.name;
    case "group":
      return `Everybody in ${who.name}`;
  }
}

export function whatWords({ actions, client }: Card): string {
  const what = actions.length === 0 ? Object.values(ACTIONS) : actions.map((action) => ACTIONS[action]);
  const listed = LISTED.format(what);
  return `${listed.charAt(0).toUpperCase()}${listed.slice(1)}, ${client === null ? "of any program" : `of ${client}`}`;
}

/** The titles of the vocabulary's attributes. An attribute that only a newer server has is shown by its path. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "principal.role": "Role",
  "resource.name": "Program's name",
  "resource.verified": "Program is verified",
  "resource.api": "An API acts in the person's name",
  "context.machine.hostname": "Machine's name",
  "context.machine.os": "Machine's system",
  "context.machine.key_storage": "Machine's key lies in",
  "context.machine.age_hours": "Hours since the machine was enrolled",
  "context.passkey.aaguid": "Passkey's model",
  "context.passkey.synced": "Passkey can be copied",
  "context.passkey.attested": "Passkey's make is proven",
  "context.passkey.security_key": "Passkey is a security key",
  "context.scopes": "Scopes",
  "context.resources": "APIs that the token is for",
  "context.detail_types": "Types of authorization details",
  "context.proof.peer": "Account that met the command line",
  "context.proof.channel": "How browser and command line met",
  "context.proof.acr": "Class of the proof",
  "context.network.cli": "Command line's address",
  "context.network.browser": "Browser's address",
  "context.network.same": "Both share one address",
  "context.session.remote": "Remote session",
  "context.session.container": "In a container",
  "context.session.terminal": "In a terminal",
  "context.session.agent": "As an agent, under a lease",
  "context.agent.name": "Agent's name",
  "context.agent.lease": "Agent's lease",
  "context.agent.tools": "Tools that are named",
  "context.agent.any_tool": "Every tool of some API",
  "context.agent.calls_left": "Calls that the lease has left",
  "context.time.weekday": "Day of the week",
  "context.time.hour": "Hour of the day",
  "context.time.minute": "Minute of the hour",
  "context.history.new_client": "First login with this program",
  "context.history.new_machine": "First login on this machine",
  "context.history.recent_refusals": "Refusals in the last 24 hours",
  "context.history.last_approval_seconds": "Seconds since the last approval",
  "context.approval_age_seconds": "Seconds since the approval it rests on",
  "context.justification": "Reason",
  "context.ticket": "Ticket",
};

/** Gives the title of an attribute, or its path if it has none here. */
export const attributeWords = (path: string): string => ATTRIBUTES[path] ?? path;

/** Puts a condition into words: "Hours since the machine was enrolled: less than 24". */
export function conditionWords(condition: CardCondition): string {
  return `${attributeWords(condition.attribute)}: ${valueWords(condition)}`;
}

function valueWords(condition: CardCondition): string {
  switch (condition.op) {
    case "is":
      return typeof condition.value === "boolean" ? (condition.value ? "yes" : "no") : condition.value;
    case "is_not":
      return `not ${condition.value}`;
    case "less_than":
      return `less than ${condition.value}`;
    case "at_least":
      return `${condition.value} or more`;
    case "between":
      return `${condition.from} to ${condition.to}`;
    case "outside":
      return `not ${condition.from} to ${condition.to}`;
    case "one_of":
    case "in_network":
      return EITHER.format(condition.values);
    case "none_of":
    case "not_in_network":
      return `not ${EITHER.format(condition.values)}`;
    case "has_any":
      return `with ${EITHER.format(condition.values)}`;
    case "has_all":
      return `with ${LISTED.format(condition.values)}`;
    case "has_only":
      return `nothing but ${EITHER.format(condition.values)}`;
    case "has_none":
      return `without ${EITHER.format(condition.values)}`;
  }
}

/** Gives a sentence for each demand. Plain text, except that scopes are their author's words. */
export function demandWords(demands: Demands): readonly string[] {
  const { fresh_touch, ticket, access_token, refresh_token, scopes, stand } = demands;
  return [
    fresh_touch === null ? "" : `A touch that is at most ${spanInWords(fresh_touch)} old.`,
    demands.device_bound ? "A passkey that can't be copied." : "",
    demands.attested ? "A passkey whose make is proven." : "",
    demands.security_key ? "The touch of a security key as well." : "",
    demands.justification ? "A reason, in the person's own words." : "",
    ticket === null ? "" : ticketWords(ticket),
    ...secondWords(demands.second),
    demands.alarm ? "Owners and administrators are told at once." : "",
    access_token === null ? "" : `Access tokens live at most ${spanInWords(access_token)}.`,
    refresh_token === null ? "" : `The login lasts at most ${spanInWords(refresh_token)}.`,
    scopes === null ? "" : scopes.length === 0 ? "No scope at all." : `These scopes at most: ${scopes.join(", ")}.`,
    stand === null ? "" : `An approval that is at most ${spanInWords(stand)} old is enough, without a touch.`,
  ].filter((sentence) => sentence !== "");
}

function secondWords(second: Demands["second"]): string[] {
  if (second === null) return [];
  const { approvers, within, newcomers } = second;
  return [
    ...approvers.map(({ among, quorum }) => {
      const who = EITHER.format(among.map(namedWords));
      return quorum === 1 ? `Another person approves too: ${who}.` : `${quorum} other people approve too: ${who}.`;
    }),
    `They are asked for ${spanInWords(within)}.`,
    newcomers === 0
      ? "It may be somebody whom the person who logs in has just let in."
      : `Nobody counts whom the person who logs in let in within the last ${spanInWords(newcomers)}.`,
  ];
}

/** Somebody whom a rule names: `user:bob`, `group:leads`. */
function namedWords(named: string): string {
  const { kind, name } = namedOf(named);
  return kind === "user" ? name : `somebody in ${name}`;
}

function ticketWords(prefixes: readonly string[]): string {
  if (prefixes.length === 0) return "Tickets of different kinds at once, which nobody can meet.";
  return `The number of a ticket: ${prefixes.map((prefix) => `${prefix}-…`).join(" or ")}.`;
}

/** The comparisons, as they are read between an attribute's name and its value. */
export const OP_WORDS: Readonly<Record<CardOp, string>> = {
  is: "is",
  is_not: "is not",
  less_than: "is less than",
  at_least: "is at least",
  between: "is from … to …",
  outside: "is not from … to …",
  one_of: "is one of",
  none_of: "is none of",
  has_any: "has any of",
  has_none: "has none of",
  has_all: "has all of",
  has_only: "has nothing but",
  in_network: "lies in",
  not_in_network: "lies outside of",
};
