import type { EvidenceFacts } from "@nearside/shared/evidence/evidence-facts.ts";
import type { EvidenceReport } from "@nearside/shared/evidence/verify-evidence.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { texts } from "../texts/evidence.ts";
import { showFacts } from "./show-facts.ts";

type Out = Pick<Terminal, "result">;
type Link = EvidenceReport["links"][number];

const HEADINGS: Readonly<Record<Link["part"], string>> = {
  enrolment: texts.report.enrolment,
  key_attestation: texts.report.attestation,
  passkey_addition: texts.report.passkey,
  browser_enrolment: texts.report.browser,
  login: texts.report.login,
  remote_login: texts.report.remoteLogin,
  earlier_login: texts.report.earlier,
  resting_login: texts.report.resting,
  seconded_login: texts.report.seconded,
  seconded_remote_login: texts.report.secondedRemote,
  approver_enrolment: texts.report.approverEnrolment,
  approver_passkey_addition: texts.report.approverPasskey,
  approver_browser_enrolment: texts.report.approverBrowser,
  co_approval: texts.report.approval,
  seconded_token: texts.report.token,
};
const OUTCOMES: Readonly<Record<Link["outcome"]["state"], string>> = {
  holds: "holds",
  fails: "FAILS",
  not_reached: texts.report.notReached,
};
/** The characters of a thumbprint that are enough to tell keys apart. --json has thumbprints whole. */
const SHORT = 12;
const WIDEST = "not reached".length;

/** Shows every link in its order, then what the whole proves, and what it does not. */
export function showReport({ links, issuer, facts, trust }: EvidenceReport, terminal: Out): void {
  const digits = String(links.length).length;
  let part: Link["part"] | undefined;
  for (const [at, link] of links.entries()) {
    if (link.part !== part) {
      if (part !== undefined) terminal.result("");
      terminal.result(HEADINGS[link.part]);
      part = link.part;
    }
    showLink(link, `${at + 1}`.padStart(digits), terminal);
  }
  terminal.result("");
  if (facts === null) return;
  showFacts(facts, issuer, terminal);
  terminal.result("");
  terminal.result(texts.report.notProven);
  for (const line of notProven(trust, facts).flatMap((each) => wrap(each, "  "))) terminal.result(line);
}

function showLink({ name, signer, key, proves, outcome }: Link, number: string, terminal: Out): void {
  const by = key === null ? signer : `${signer} ${key.slice(0, SHORT)}`;
  const title = name.replaceAll("_", " ");
  terminal.result(texts.report.link({ number, state: OUTCOMES[outcome.state].padEnd(WIDEST), title, signer: by }));
  if (outcome.state === "not_reached") return;
  const text = outcome.state === "holds" ? proves : `${outcome.sentence} (${reasonOf(outcome)})`;
  for (const line of wrap(text, " ".repeat(number.length + 4))) terminal.result(line);
}

const reasonOf = ({ code, field }: Extract<Link["outcome"], { state: "fails" }>): string =>
  field === null ? code : `${code}: ${field}`;

/** The facts that the file alone does not show. */
const notProven = (
  trust: EvidenceReport["trust"],
  { device: { key_storage_proven }, posture, rules: { require }, security_key, co_approvals }: EvidenceFacts,
): readonly string[] => [
  trust === "keys_in_file" ? texts.report.keysInFile : texts.report.keysGiven,
  texts.report.notRevoked,
  texts.report.admitted,
  key_storage_proven ? texts.report.tpm : texts.report.keyStorage,
  ...(require?.attested === true || security_key !== null ? [texts.report.passkeyKind] : []),
  ...(co_approvals.length === 0 ? [] : [texts.report.groups]),
  ...(posture === null ? [] : [texts.report.posture]),
  texts.report.context,
];
