import type { EvidenceFacts } from "@nearside/shared/evidence/evidence-facts.ts";
import type { EvidenceReport } from "@nearside/shared/evidence/verify-evidence.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { showFacts } from "./show-facts.ts";

type Out = Pick<Terminal, "result">;
type Link = EvidenceReport["links"][number];

const HEADINGS: Readonly<Record<Link["part"], string>> = {
  enrolment: "How machine, browser and passkey were enrolled",
  key_attestation: "How it was proven where the machine keeps its key",
  passkey_addition: "How a further passkey of that machine was added",
  browser_enrolment: "How a further browser of that machine was enrolled",
  login: "The login",
  remote_login: "The login, which came from elsewhere through the machine's keeper",
  earlier_login: "The approval that the login rests on",
  resting_login: "The login, for which nothing was touched anew",
  seconded_login: "The login, up to its first approval",
  seconded_remote_login: "The login, which came from elsewhere through the machine's keeper, up to its first approval",
  approver_enrolment: "How machine, browser and passkey of another person were enrolled",
  approver_passkey_addition: "How a further passkey of that person's machine was added",
  approver_browser_enrolment: "How a further browser of that person's machine was enrolled",
  co_approval: "The approval of that other person",
  seconded_token: "The token",
};
const OUTCOMES: Readonly<Record<Link["outcome"]["state"], string>> = {
  holds: "holds",
  fails: "FAILS",
  not_reached: "not reached",
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
  terminal.result("What this does not prove");
  for (const line of notProven(trust, facts).flatMap((each) => wrap(each, "  "))) terminal.result(line);
}

function showLink({ name, signer, key, proves, outcome }: Link, number: string, terminal: Out): void {
  const by = key === null ? signer : `${signer} ${key.slice(0, SHORT)}`;
  const title = name.replaceAll("_", " ");
  terminal.result(`  ${number}  ${OUTCOMES[outcome.state].padEnd(WIDEST)}  ${title}, by the ${by}`);
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
  trust === "keys_in_file"
    ? "Whose keys the server's are: here they are the file's own word, and whoever has keys of their own can write such a file. Give keys that you trust: --jwks keys.json"
    : "That the server's keys are the server's: you gave them.",
  "That nothing was revoked at that time: that is the server's word.",
  "Who let the machine in, and the very second of the meeting: nobody signed that, so it is the word of whoever had this file last.",
  key_storage_proven
    ? "That the TPM is one of a maker to be trusted: the server judged its certificate, by the makers whom its administrator named."
    : "Where the machine keeps its key: that is the machine's word.",
  ...(require?.attested === true || security_key !== null
    ? ["What a passkey is: that its make was proven, or that it is a security key, the server judged by metadata."]
    : []),
  ...(co_approvals.length === 0
    ? []
    : ["That the other people were in the groups that a rule names, and who let them in: that is the server's word."]),
  ...(posture === null
    ? []
    : ["That the machine was protected as it says: it said so, signed by its key, and nothing proves it."]),
  "What host name, account, command and folder say: the machine said so, signed by its key. The browser's name is its extension's word.",
];
