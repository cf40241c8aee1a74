import type { EvidenceFacts } from "@nearside/shared/evidence/evidence-facts.ts";
import { factsIn } from "@nearside/shared/posture/posture.ts";
import { factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { requiredInWords } from "@nearside/shared/rules/required-in-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";

const KEPT: Readonly<Record<KeyStorage, string>> = {
  tpm: "in a security chip (TPM)",
  keyring: "in the system's keyring",
  file: "in a file",
};
const LET_IN: Readonly<Record<EvidenceFacts["enrolled_by"], string>> = {
  server_shell: "by an administrator who typed the six words",
  console: "by an administrator who typed the six words in the console",
  bootstrap_ticket: "by the ticket of the server's first start",
  break_glass: "by whoever used a break-glass code",
};

/**
 * Shows who, where, what and when. Most values are the text of other people: the terminal makes each visible and
 * keeps it on its line.
 */
export function showFacts(facts: EvidenceFacts, issuer: string, terminal: Pick<Terminal, "result">): void {
  const { user, client, context, device, passkey, times, seen } = facts;
  const lines: readonly (readonly [string, string])[] = [
    ["login", `${facts.login} at ${issuer}`],
    ["who", `${user.name} (${user.id})`],
    ["machine", `${context.hostname}, ${context.os}, account ${context.account}`],
    ...postureOf(facts),
    ["device", `${device.id}, its key kept ${KEPT[device.key_storage]}`],
    ["program", `${client.name} (${client.id}${client.verified ? "" : "; nobody vouches for its name"})`],
    ["asked for", askedFor(facts)],
    ...detailsOf(facts),
    ...demandsOf(facts),
    ...rulesOf(facts),
    ["command", commandOf(context)],
    ...placeOf(facts),
    ...programOf(facts),
    ["seen from", seen.address],
    ["met by", `${facts.browser}, ${metBy(facts)}`],
    ["passkey", `${passkeyKind(passkey)}; ${passkey.credential_id}`],
    ...(facts.security_key === null ? [] : [["and", `a second one, a security key; ${facts.security_key}`] as const]),
    ...(facts.justification === null ? [] : [["because", facts.justification] as const]),
    ...(facts.ticket === null ? [] : [["ticket", facts.ticket] as const]),
    ["enrolled", `${time(times.enrolled)}, ${LET_IN[facts.enrolled_by]}${who(facts)}, as the file says`],
    ["asked", time(times.asked)],
    ["met", time(times.met)],
    ["approved", `${time(times.approved)}${facts.rests_on === null ? "" : ", without a touch"}`],
    ...restsOn(facts),
    ...secondedBy(facts),
    ["token", `${time(times.token)}, good until ${time(times.token_ends)}`],
    ["class", facts.acr],
    ...(isOfOldRule(facts)
      ? [["", "as it was judged then: that the port was forwarded counted nothing yet"] as const]
      : []),
  ];
  terminal.result("What it proves");
  for (const [name, text] of lines) terminal.result(`  ${name.padEnd(10)} ${text}`);
}

/** Each fact by itself: the machine's own word, with its source and its age then. */
const postureOf = ({ posture }: EvidenceFacts): readonly (readonly [string, string])[] =>
  posture === null
    ? []
    : factsIn(posture).map(([name, fact]) => [
        "it says",
        `${POSTURE_TITLES[name]}: ${factInWords(fact)}. ${REPORTED_BY_MACHINE}`,
      ]);

/** The program that only knows a redirect, and what its token is worth. */
const programOf = ({ program }: EvidenceFacts): readonly (readonly [string, string])[] =>
  program === null
    ? []
    : [
        [
          "waited as",
          `${program.executable} at ${program.uri}, since ${time(program.started_at)}, as the machine's keeper says`,
        ],
        [
          "",
          program.dpop_jkt === undefined
            ? "its token may have been good for anybody who held it: that this program used it is not proved"
            : "its token was bound to the key that it named: that this program holds that key is not proved",
        ],
      ];

/** The place that the machine named, and what was known of a host. */
const placeOf = ({ place, host }: EvidenceFacts): readonly (readonly [string, string])[] => {
  if (place === null) return [];
  const since = `since ${time(place.since)}`;
  if (place.kind === "container") return [["runs in", `container ${place.claimed_name ?? place.id}, ${since}`]];
  const claimed =
    place.claimed_name === null ? "a host that nobody knew" : `${place.claimed_name}, as known_hosts says`;
  const named = host === null ? claimed : `${host}, whose key administrators had enrolled`;
  const hops = place.hops.map(({ claimed_name }) => claimed_name ?? "a host without a name");
  const beyond = hops.length === 0 ? "" : `; from there to ${hops.join(", to ")}, as that host says`;
  return [["runs on", `${named}, reached by the machine's SSH session ${since}${beyond}`]];
};

function metBy({ peer, channel }: EvidenceFacts): string {
  if (channel === "native") return "of the same account, through the machine's keeper";
  if (peer.account !== "same") return "of an account that was not told";
  return peer.forwarded === "no"
    ? "of the same account"
    : "of the same account; it hid, so the port may have been forwarded";
}

/** True for a token from before tokens told whether the peer was forwarded: the highest class did not ask for it then. */
const isOfOldRule = ({ acr, peer }: EvidenceFacts): boolean => acr === ACR_VALUES[2] && peer.forwarded !== "no";

const who = ({ enrolled_by_user: user }: EvidenceFacts): string => (user === null ? "" : `, ${user.name} (${user.id})`);

function askedFor({ scope, resource }: EvidenceFacts): string {
  const what = scope === "" ? "no scope" : scope;
  return resource.length === 0 ? what : `${what}, at ${resource.join(" ")}`;
}

const detailsOf = ({ authorization_details }: EvidenceFacts): readonly (readonly [string, string])[] =>
  authorization_details.map((detail) => ["exactly", JSON.stringify(detail)]);

const demandsOf = ({ acr_values, max_age }: EvidenceFacts): readonly (readonly [string, string])[] => [
  ...(acr_values === null ? [] : [["demanded", acr_values.join(", or ")] as const]),
  ...(max_age === null ? [] : [["demanded", `an approval of the last ${max_age} s`] as const]),
];

function rulesOf({ scope_left_out, rules }: EvidenceFacts): readonly (readonly [string, string])[] {
  const { version, decided_by, require } = rules;
  const by = decided_by.length === 0 ? version : `${decided_by.join(" ")}, of ${version}`;
  return [
    ...(scope_left_out.length === 0 ? [] : [["left out", `${scope_left_out.join(" ")}, by a rule`] as const]),
    ...(require === null ? [] : requiredInWords(require).map((line) => ["ruled", line] as const)),
    ["by rules", by],
  ];
}

/** A terminal's name is given again. Evidence from before the session was told proves no more than the name. */
const terminalOf = ({ terminal_session }: EvidenceFacts["context"]): string =>
  terminal_session === undefined ? "a terminal of the same name" : "the same terminal session";

const restsOn = ({ rests_on, context }: EvidenceFacts): readonly (readonly [string, string])[] =>
  rests_on === null
    ? []
    : [
        ["rests on", `${rests_on.login}, touched for at ${time(rests_on.approved)}: ${rests_on.command}`],
        ["", `an approval stands for ${spanInWords(rests_on.stands)} there, in ${terminalOf(context)}`],
      ];

/** The other people who approved, and what they had asked before. */
const secondedBy = ({ co_approvals }: EvidenceFacts): readonly (readonly [string, string])[] =>
  co_approvals.flatMap(({ user, device, browser, questions, approved }) => [
    ["and by", `${user.name} (${user.id}) at ${time(approved)}, in ${browser}, on the machine ${device}`] as const,
    ...questions.flatMap(({ from, question, answer }) => [
      ["", `${from.name} had asked: ${question}`] as const,
      ["", `answered: ${answer}`] as const,
    ]),
  ]);

function commandOf({ command, cwd, parent, tty, remote }: EvidenceFacts["context"]): string {
  const from = parent === null ? "" : `, started by ${parent}`;
  const on = tty === null ? "" : `, on ${tty}`;
  const over = remote === null ? "" : `, over ${remote}`;
  return `${command}, in ${cwd}${from}${on}${over}`;
}

const passkeyKind = ({ may_be_copied, is_copied }: EvidenceFacts["passkey"]): string => {
  if (!may_be_copied) return "one that stays on its device";
  return is_copied ? "one that is copied to other devices" : "one that may be copied to other devices";
};

/** @param seconds of the epoch, as statements have them: the year has four digits */
const time = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
