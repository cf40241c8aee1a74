import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { acrInWords, maxAgeInWords } from "@nearside/shared/proof/step-up-words.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { element } from "./element.ts";
import { agentRows, leaseRows } from "./lease.ts";
import { claimed, exact, named, type Row, rows, spoken } from "./parts.ts";
import { type Machine, placeRows } from "./place.ts";
import { ruleRows, scopeRows } from "./ruled.ts";

// A login's request, by its decision and its facts: the same rows for the person who asks and for a second person.

/** Shows what is asked for, by which program, for how long, and what rules add. A lease is told in its own words. */
export function askedRows(decision: Decision["claims"], facts: Facts): readonly (Row | undefined)[] {
  const lease = readLease(facts);
  return [
    ["Program", facts.client.verified ? named(facts.client.name) : unverified(facts.client)],
    ...(lease === undefined ? accessRows(decision, facts) : leaseRows(lease, facts)),
    ...demanded(facts),
    lease === undefined ? ["Lasts", lifetimeOf(decision.lifetime)] : undefined,
    ...ruleRows(decision),
  ];
}

const accessRows = (decision: Decision["claims"], facts: Facts): readonly (Row | undefined)[] => [
  ...scopeRows(decision, facts),
  ...facts.resource.map((resource): Row => ["At", exact(resource)]),
  ...facts.authorization_details.map((detail): Row => ["Exactly", preformatted(detail)]),
];

/** The command line's claims about itself, fenced off. @param machine as its reader calls it */
export const claimsOf = (facts: Facts, machine: Machine): HTMLElement =>
  element(
    "section",
    { class: "claims" },
    element(
      "h3",
      {},
      facts.redirect === undefined
        ? "What the command line says of itself"
        : `What ${machine}'s keeper says of the program`,
    ),
    rows([...programRows(facts), ...leasedRows(facts), ...machineRows(facts)]),
  );

function leasedRows(facts: Facts): readonly (Row | undefined)[] {
  const lease = readLease(facts);
  return lease === undefined ? [] : agentRows(lease);
}

const machineRows = ({ context }: Facts): readonly (Row | undefined)[] => [
  ["Computer", claimed(`${context.hostname}, ${context.os}`)],
  ["Account", claimed(context.account)],
  context.parent === null ? undefined : ["Run by", claimed(context.parent)],
  context.tty === null ? undefined : ["Terminal", claimed(context.tty)],
  context.remote === null ? undefined : ["Remote", claimed(context.remote)],
];

const lifetimeOf = ({ access_token, refresh_token }: Decision["claims"]["lifetime"]): string =>
  refresh_token <= access_token
    ? `${spanInWords(access_token)}, once`
    : `${spanInWords(access_token)}, renewable for ${spanInWords(refresh_token)}`;

/** A program that only knows a redirect (protocol §6), and who can use its token. */
const programRows = ({ redirect }: Facts): readonly Row[] =>
  redirect === undefined
    ? []
    : [
        ["Waits as", claimed(redirect.executable)],
        ["At", claimed(redirect.uri)],
        [
          "Its token",
          redirect.dpop_jkt === undefined ? "Anybody who holds it can use it" : "Only its own key can use it",
        ],
      ];

/** Shows what is known of a host, and what lies behind it. */
export const hostRows = (place: PlaceShown | undefined, machine: Machine): readonly Row[] =>
  place === undefined
    ? []
    : placeRows(place, machine).map(([name, said]) => [name, element("span", {}, ...spoken(said))]);

/** Demands on the approval (RFC 9470): any one of the classes, and no greater age. */
const demanded = ({ acr_values = [], max_age }: Facts): readonly (Row | undefined)[] => [
  acr_values.length === 0 ? undefined : ["Needs", element("div", {}, ...acr_values.map(classLine))],
  max_age === undefined ? undefined : ["Needs", maxAgeInWords(max_age)],
];

const classLine = (acr: string, index: number): HTMLElement =>
  element("div", {}, index === 0 ? "" : "or ", acrInWords(acr) ?? exact(acr));

function unverified({ id, name }: Facts["client"]): HTMLElement {
  const host = hostOfClient(id);
  const of = host === undefined ? "" : ` from ${host}`;
  return element(
    "span",
    {},
    named(name),
    of,
    element("span", { class: "soft" }, " (the server does not vouch for this name)"),
  );
}

/** Writes JSON line by line: JSON itself escapes every character that could break a line within a value. */
function preformatted(detail: unknown): HTMLElement {
  const lines = JSON.stringify(detail, null, 2)
    .split("\n")
    .map((line) => neutralise(line));
  return element("pre", { dir: "ltr" }, lines.join("\n"));
}
