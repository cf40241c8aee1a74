import type { EvidenceFacts } from "@nearside/shared/evidence/evidence-facts.ts";
import { factsIn } from "@nearside/shared/posture/posture.ts";
import { factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { KEY_STORAGE_PLACES } from "@nearside/shared/proof/key-storage.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { requiredInWords } from "@nearside/shared/rules/required-in-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { texts } from "../texts/evidence.ts";

const ADMITTED: Readonly<Record<EvidenceFacts["enrolled_by"], string>> = {
  server_shell: texts.facts.shell,
  console: texts.facts.console,
  bootstrap_ticket: texts.facts.bootstrap,
  break_glass: texts.facts.breakGlass,
};

/**
 * Shows who, where, what and when. Most values are the text of other people: the terminal makes each visible and
 * keeps it on its line.
 */
export function showFacts(facts: EvidenceFacts, issuer: string, terminal: Pick<Terminal, "result">): void {
  const { user, client, context, device, passkey, times, seen } = facts;
  const lines: readonly (readonly [string, string])[] = [
    [texts.label.login, texts.facts.login({ login: facts.login, issuer })],
    [texts.label.person, texts.facts.who({ name: user.name, id: user.id })],
    [
      texts.label.machine,
      texts.facts.machine({ hostname: context.hostname, os: context.os, account: context.account }),
    ],
    ...postureOf(facts),
    [texts.label.device, texts.facts.device({ id: device.id, kept: KEY_STORAGE_PLACES[device.key_storage] })],
    [texts.label.client, client.verified ? texts.facts.client(client) : texts.facts.unverified(client)],
    [texts.label.requested, askedFor(facts)],
    ...detailsOf(facts),
    ...demandsOf(facts),
    ...rulesOf(facts),
    [texts.label.command, texts.facts.command(context)],
    ...startOf(context),
    ...placeOf(facts),
    ...programOf(facts),
    [texts.label.address, seen.address],
    [texts.label.browser, texts.facts.metBy({ browser: facts.browser, how: metBy(facts) })],
    [texts.label.passkey, texts.facts.passkey({ kind: passkeyKind(passkey), id: passkey.credential_id })],
    ...(facts.security_key === null
      ? []
      : [[texts.label.secondKey, texts.facts.securityKey({ id: facts.security_key })] as const]),
    ...(facts.justification === null ? [] : [[texts.label.reason, facts.justification] as const]),
    ...(facts.ticket === null ? [] : [[texts.label.ticket, facts.ticket] as const]),
    [texts.label.enrolled, enrolledInWords(facts)],
    [texts.label.started, time(times.asked)],
    [texts.label.met, time(times.met)],
    [
      texts.label.approved,
      facts.rests_on === null ? time(times.approved) : texts.facts.withoutTouch({ time: time(times.approved) }),
    ],
    ...restsOn(facts),
    ...secondedBy(facts),
    [texts.label.token, texts.facts.token({ time: time(times.token), ends: time(times.token_ends) })],
    [texts.label.class, facts.acr],
    ...(isOfOldRule(facts) ? [["", texts.facts.oldRule] as const] : []),
  ];
  terminal.result(texts.facts.title);
  for (const [name, text] of lines) terminal.result(`  ${name.padEnd(10)} ${text}`);
}

/** Shows each fact by itself: reported by the machine and not verified, with its source and its age then. */
const postureOf = ({ posture }: EvidenceFacts): readonly (readonly [string, string])[] =>
  posture === null
    ? []
    : factsIn(posture).map(([name, fact]) => [
        texts.label.posture,
        texts.facts.posture({ title: POSTURE_TITLES[name], fact: factInWords(fact), reported: REPORTED_BY_MACHINE }),
      ]);

/** The program that only knows a redirect, and what its token is worth. */
const programOf = ({ program }: EvidenceFacts): readonly (readonly [string, string])[] =>
  program === null
    ? []
    : [
        [
          texts.label.program,
          texts.facts.program({ path: program.executable, uri: program.uri, since: time(program.started_at) }),
        ],
        ["", program.dpop_jkt === undefined ? texts.facts.tokenAlone : texts.facts.tokenBound],
      ];

/** The place that the machine named, and what was known of a host. */
const placeOf = ({ place, host }: EvidenceFacts): readonly (readonly [string, string])[] => {
  if (place === null) return [];
  const since = time(place.since);
  if (place.kind === "container")
    return [[texts.label.runsIn, texts.facts.container({ name: place.claimed_name ?? place.id, time: since })]];
  const claimed =
    place.claimed_name === null ? texts.facts.unknownHost : texts.facts.claimedHost({ name: place.claimed_name });
  const named = host === null ? claimed : texts.facts.knownHost({ name: host });
  const hops = place.hops.map(({ claimed_name }) => claimed_name ?? texts.facts.namelessHost);
  return [[texts.label.runsOn, texts.facts.session({ host: named, time: since, hops })]];
};

function metBy({ peer, channel }: EvidenceFacts): string {
  if (channel === "native") return texts.facts.native;
  if (peer.account !== "same") return texts.facts.unknownAccount;
  return peer.forwarded === "no" ? texts.facts.sameAccount : texts.facts.hidden;
}

/** True for a token from before tokens told whether the peer was forwarded: the highest class did not ask for it then. */
const isOfOldRule = ({ acr, peer }: EvidenceFacts): boolean => acr === ACR_VALUES[2] && peer.forwarded !== "no";

function enrolledInWords({ times, enrolled_by, enrolled_by_user: user }: EvidenceFacts): string {
  const told = { time: time(times.enrolled), how: ADMITTED[enrolled_by] };
  return user === null ? texts.facts.enrolled(told) : texts.facts.enrolledBy({ ...told, ...user });
}

function askedFor({ scope, resource }: EvidenceFacts): string {
  const what = scope === "" ? texts.facts.noScope : scope;
  return resource.length === 0 ? what : texts.facts.askedAt({ scope: what, resources: resource.join(" ") });
}

const detailsOf = ({ authorization_details }: EvidenceFacts): readonly (readonly [string, string])[] =>
  authorization_details.map((detail) => [texts.label.details, JSON.stringify(detail)]);

const demandsOf = ({ acr_values, max_age }: EvidenceFacts): readonly (readonly [string, string])[] => [
  ...(acr_values === null ? [] : [[texts.label.demanded, texts.facts.oneOf({ values: acr_values })] as const]),
  ...(max_age === null ? [] : [[texts.label.demanded, texts.facts.maxAge({ seconds: max_age })] as const]),
];

function rulesOf({ scope_left_out, rules }: EvidenceFacts): readonly (readonly [string, string])[] {
  const { version, decided_by, require } = rules;
  const by = decided_by.length === 0 ? version : texts.facts.decidedBy({ rules: decided_by.join(" "), version });
  return [
    ...(scope_left_out.length === 0
      ? []
      : [[texts.label.leftOut, texts.facts.leftOut({ scopes: scope_left_out.join(" ") })] as const]),
    ...(require === null ? [] : requiredInWords(require).map((line) => [texts.label.required, line] as const)),
    ["rules", by],
  ];
}

/** A terminal's name is given again. Evidence from before the session was told proves no more than the name. */
const terminalOf = ({ terminal_session }: EvidenceFacts["context"]): string =>
  terminal_session === undefined ? texts.facts.sameName : texts.facts.sameSession;

const restsOn = ({ rests_on, context }: EvidenceFacts): readonly (readonly [string, string])[] =>
  rests_on === null
    ? []
    : [
        [
          texts.label.restsOn,
          texts.facts.restsOn({ login: rests_on.login, time: time(rests_on.approved), command: rests_on.command }),
        ],
        ["", texts.facts.stands({ span: spanInWords(rests_on.stands), where: terminalOf(context) })],
      ];

/** The other people who approved, and what they had asked before. */
const secondedBy = ({ co_approvals }: EvidenceFacts): readonly (readonly [string, string])[] =>
  co_approvals.flatMap(({ user, device, browser, questions, approved }) => [
    [
      texts.label.second,
      texts.facts.second({ name: user.name, id: user.id, time: time(approved), browser, device }),
    ] as const,
    ...questions.flatMap(({ from, question, answer }) => [
      ["", texts.facts.asked({ name: from.name, question })] as const,
      ["", texts.facts.answered({ answer })] as const,
    ]),
  ]);

const startOf = ({ parent, tty, remote }: EvidenceFacts["context"]): readonly (readonly [string, string])[] => [
  ...(parent === null ? [] : [[texts.label.parent, parent] as const]),
  ...(tty === null ? [] : [[texts.label.terminal, tty] as const]),
  ...(remote === null ? [] : [[texts.label.remote, remote] as const]),
];

const passkeyKind = ({ may_be_copied, is_copied }: EvidenceFacts["passkey"]): string => {
  if (!may_be_copied) return texts.facts.stays;
  return is_copied ? texts.facts.copied : texts.facts.mayBeCopied;
};

/** @param seconds of the epoch, as statements have them: the year has four digits */
const time = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
