import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { acrInWords, maxAgeInWords } from "@nearside/shared/proof/step-up-words.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/request.ts";
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
    [texts.rows.program, facts.client.verified ? named(facts.client.name) : unverified(facts.client)],
    ...(lease === undefined ? accessRows(decision, facts) : leaseRows(lease, facts)),
    ...demanded(facts),
    lease === undefined ? [texts.rows.lasts, lifetimeOf(decision.lifetime)] : undefined,
    ...ruleRows(decision),
  ];
}

const accessRows = (decision: Decision["claims"], facts: Facts): readonly (Row | undefined)[] => [
  ...scopeRows(decision, facts),
  ...facts.resource.map((resource): Row => [texts.rows.api, exact(resource)]),
  ...facts.authorization_details.map((detail): Row => [texts.rows.details, preformatted(detail)]),
];

/** The command line's claims about itself, fenced off. @param machine as its reader calls it */
export const claimsOf = (facts: Facts, machine: Machine): HTMLElement =>
  element(
    "section",
    { class: "claims" },
    element("h3", {}, facts.redirect === undefined ? texts.claims.commandLine : texts.claims.keeper[machine]),
    rows([...programRows(facts), ...leasedRows(facts), ...machineRows(facts)]),
  );

function leasedRows(facts: Facts): readonly (Row | undefined)[] {
  const lease = readLease(facts);
  return lease === undefined ? [] : agentRows(lease);
}

const machineRows = ({ context }: Facts): readonly (Row | undefined)[] => [
  [texts.claims.computer, claimed(`${context.hostname}, ${context.os}`)],
  [texts.claims.account, claimed(context.account)],
  context.parent === null ? undefined : [texts.claims.startedBy, claimed(context.parent)],
  context.tty === null ? undefined : [texts.claims.terminal, claimed(context.tty)],
  context.remote === null ? undefined : [texts.claims.remote, claimed(context.remote)],
];

const lifetimeOf = ({ access_token, refresh_token }: Decision["claims"]["lifetime"]): string =>
  refresh_token <= access_token
    ? texts.rows.once({ each: spanInWords(access_token) })
    : texts.rows.renewed({ each: spanInWords(access_token), most: spanInWords(refresh_token) });

/** A program that only knows a redirect (protocol §6), and who can use its token. */
const programRows = ({ redirect }: Facts): readonly Row[] =>
  redirect === undefined
    ? []
    : [
        [texts.claims.program, claimed(redirect.executable)],
        [texts.claims.address, claimed(redirect.uri)],
        [texts.claims.token, redirect.dpop_jkt === undefined ? texts.claims.tokenForAnybody : texts.claims.tokenBound],
      ];

/** Shows what is known of a host, and what lies behind it. */
export const hostRows = (place: PlaceShown | undefined, machine: Machine): readonly Row[] =>
  place === undefined
    ? []
    : placeRows(place, machine).map(([name, said]) => [name, element("span", {}, ...spoken(said))]);

/** Demands on the approval (RFC 9470): any one of the classes, and no greater age. */
const demanded = ({ acr_values = [], max_age }: Facts): readonly (Row | undefined)[] => [
  acr_values.length === 0 ? undefined : [texts.rows.needs, element("div", {}, ...acr_values.map(classLine))],
  max_age === undefined ? undefined : [texts.rows.needs, maxAgeInWords(max_age)],
];

function classLine(acr: string, index: number): HTMLElement {
  const need = acrInWords(acr) ?? exact(acr);
  return element("div", {}, ...(index === 0 ? [need] : texts.rows.orNeeds<Node | string>({ need })));
}

function unverified({ id, name }: Facts["client"]): HTMLElement {
  const host = hostOfClient(id);
  const told = { name: named(name), note: element("span", { class: "soft" }, texts.rows.notVouched) };
  return element(
    "span",
    {},
    ...(host === undefined ? texts.rows.unverified<Node>(told) : texts.rows.from<Node>({ ...told, host })),
  );
}

/** Writes JSON line by line: JSON itself escapes every character that could break a line within a value. */
function preformatted(detail: unknown): HTMLElement {
  const lines = JSON.stringify(detail, null, 2)
    .split("\n")
    .map((line) => neutralise(line));
  return element("pre", { dir: "ltr" }, lines.join("\n"));
}
