import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import { acrInWords, maxAgeInWords } from "@nearside/shared/proof/step-up-words.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { agoInWords, countdownText, spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { element } from "./element.ts";
import { agentRows, leaseRows } from "./lease.ts";
import { claimed, exact, hostOf, named, type Row, rows } from "./parts.ts";
import { ruleRows, scopeRows, whatToDo } from "./ruled.ts";

/** A verified decision, as it is shown. Times are epoch seconds by the server's clock. */
export interface DecisionShown {
  readonly issuer: string;
  readonly decision: Decision["claims"];
  readonly facts: Facts;
  readonly expires_at: number;
}

/**
 * The signed decision in the extension's own window: the verdict first, then the request, and apart from both the
 * command line's claims about itself (protocol §4.5).
 *
 * @param now the server's clock, epoch seconds
 */
export function decisionCard(shown: DecisionShown, now: number): HTMLElement {
  const { decision, facts, issuer } = shown;
  const { client, context } = facts;
  const lease = readLease(facts);
  const left = shown.expires_at - now;
  return element(
    "article",
    { class: "card card-near" },
    element(
      "header",
      { class: "card-head" },
      element("h2", {}, ...startedOn(facts, now), " by ", claimed(context.command), " in ", claimed(context.cwd)),
      element("p", { class: "countdown" }, `${countdownText(left)} left to decide`),
    ),
    rows([
      ["Signs in", element("span", {}, named(decision.user.name), ` at ${hostOf(issuer)}`)],
      ...hostRows(facts),
      ["Machine key", `kept ${KEY_STORAGE_WORDS[decision.key_storage]}`],
      ["Program", client.verified ? named(client.name) : unverified(client)],
      ...(lease === undefined ? accessRows(shown) : leaseRows(lease, facts)),
      ...demanded(facts),
      lease === undefined ? ["Lasts", lifetimeOf(decision.lifetime)] : undefined,
      ...ruleRows(decision),
    ]),
    element(
      "section",
      { class: "claims" },
      element(
        "h3",
        {},
        facts.redirect === undefined
          ? "What the command line says of itself"
          : "What this computer's keeper says of the program",
      ),
      rows([
        ...programRows(facts),
        ...(lease === undefined ? [] : agentRows(lease)),
        ["Computer", claimed(`${context.hostname}, ${context.os}`)],
        ["Account", claimed(context.account)],
        context.parent === null ? undefined : ["Run by", claimed(context.parent)],
        context.tty === null ? undefined : ["Terminal", claimed(context.tty)],
        context.remote === null ? undefined : ["Remote", claimed(context.remote)],
      ]),
    ),
    element("p", { class: "note" }, whatToDo(decision, now)),
  );
}

const accessRows = ({ decision, facts }: DecisionShown): readonly (Row | undefined)[] => [
  ...scopeRows(decision, facts),
  ...facts.resource.map((resource): Row => ["At", exact(resource)]),
  ...facts.authorization_details.map((detail): Row => ["Exactly", preformatted(detail)]),
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

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** Shows where the command line runs: this computer, or a place that it reaches (protocol §10.3). */
function startedOn({ place, host, seen }: Facts, now: number): readonly (Node | string)[] {
  const here = element("strong", {}, "this computer");
  if (place === undefined) return ["Started on ", here, `, ${agoInWords(now - seen.time)},`];
  const since = `(since ${timeOfDay.format(place.since * 1000)}),`;
  if (place.kind === "container")
    return ["Runs in the container ", claimed(place.claimed_name ?? place.id), " on ", here, ` ${since}`];
  const unnamed = place.claimed_name === null ? "a host that nobody knows" : claimed(place.claimed_name);
  // the colour of what was checked is an enrolled host's alone
  const name = typeof host === "string" ? element("strong", {}, named(host)) : unnamed;
  return ["Runs on ", name, `, reached by your SSH session from this computer ${since}`];
}

/** Shows what is known of a host, and what lies behind it. */
function hostRows({ place, host }: Facts): readonly (Row | undefined)[] {
  if (place?.kind !== "ssh") return [];
  const claim = place.claimed_name === null ? "Nobody knows its key" : "Named by this computer's known_hosts alone";
  const hops = place.hops.map(({ claimed_name, fingerprint }) =>
    element("div", {}, claimed(claimed_name ?? fingerprint)),
  );
  return [
    ["Host", typeof host === "string" ? "Its key was enrolled by your organisation" : claim],
    hops.length === 0 ? undefined : ["And beyond", element("div", {}, ...hops, " (that host's own word)")],
  ];
}

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
